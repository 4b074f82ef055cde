/// A text of many lines, kept byte for byte.
public struct DocumentText: Hashable, Sendable, LosslessStringConvertible {
    /// The most bytes.
    public static let limit = 1 << 20

    /// The text.
    public let description: String

    /// An empty text.
    public init() { description = "" }

    /// A text; `nil` when it is longer than `limit`.
    public init?(_ description: String) {
        guard description.utf8.count <= Self.limit else { return nil }
        self.description = description
    }
}

extension DocumentText: TextValue {
    /// A text.
    public static var expectation: String { "a text of at most \(limit) bytes" }
}
