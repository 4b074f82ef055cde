/// The words in a file that say whose it is.
///
/// They are a mark as well: a file that carries it is ours even where the ledger was lost.
enum FileOrigin {
    /// What the first line of the comment begins with.
    private static let mark = "# Written by Netstrata"

    /// The most lines before the mark.
    private static let depth = 8

    /// The comment of a file that follows from resources of certain types.
    static func comment(from types: [String]) -> String {
        mark + " from its resources (\(types.joined(separator: ", "))): change those, for edits here are undone.\n"
    }

    /// Whether a text carries the mark.
    static func isMarked(_ text: String) -> Bool {
        text.split(maxSplits: depth, whereSeparator: \.isNewline).contains { $0.hasPrefix(mark) }
    }
}
