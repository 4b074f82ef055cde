/// A pattern with `*` for any text and `?` for one character.
public struct Glob: Hashable, Sendable {
    private let pattern: [Character]

    /// A pattern.
    public init(_ pattern: String) { self.pattern = Array(pattern) }

    /// Whether the whole text fits; the time grows with the product of both lengths at most.
    public func matches(_ text: String) -> Bool {
        let text = Array(text)
        var (position, next) = (0, 0)
        /// The last `*`, and up to where it took the text.
        var star: (pattern: Int, text: Int)?
        while position < text.count {
            if next < pattern.count, pattern[next] == "*" {
                star = (next, position)
                next += 1
            } else if next < pattern.count, pattern[next] == "?" || pattern[next] == text[position] {
                position += 1
                next += 1
            } else if let last = star {
                star = (last.pattern, last.text + 1)
                (next, position) = (last.pattern + 1, last.text + 1)
            } else {
                return false
            }
        }
        return pattern[next...].allSatisfy { $0 == "*" }
    }
}
