/// What a merge controller writes at once.
public struct MergeBatch: Sendable {
    /// How many specs one transaction merges: few at first, so that the writer has something to do at once, and never so many
    /// that others don't get their turn.
    static let limits = 256...2048

    var operations: [MergeOperation]
    /// The revision that led to it.
    var cause: Int64?
    /// Everything up to this revision is dealt with when it is written.
    var position: Int64
    var isLast: Bool
}
