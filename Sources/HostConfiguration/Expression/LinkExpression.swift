public import Resources

/// A condition on a link, in the part of CEL (Common Expression Language) that selectors need.
///
/// There are `link.<member>`, texts, whole numbers, `true` and `false`, lists, `! && || == != < <= > >= in`, parentheses, and
/// `mac(address)`, `glob(pattern, text)`, `size(text)`, `text.startsWith(text)`, `.endsWith` and `.contains`. Types are checked
/// when it is read, so that it can't fail when it is asked.
public struct LinkExpression: Hashable, Sendable {
    /// As it was written.
    public let text: String
    private let root: ExpressionNode

    /// Reads a condition.
    ///
    /// - Throws: What is wrong, and at which character.
    public init(_ text: String) throws(ExpressionFault) {
        var parser = try ExpressionParser(text)
        let root = try parser.condition()
        self.text = text
        self.root = root
    }

    /// Whether it is so for a link.
    public func matches(_ link: LinkStatus) -> Bool { root.value(link) == .bool(true) }

    /// Whether a member of the link counts.
    func speaksOf(_ member: LinkMember) -> Bool { root.speaksOf(member) }
}

/// What is wrong with an expression.
public struct ExpressionFault: Error, Hashable, Sendable {
    /// The character at which it stands, from 1.
    public let column: Int
    /// What was expected.
    public let detail: String
}

/// The largest expressions that are read.
enum ExpressionLimit {
    static let length = 1024
    /// Parentheses and operators within each other.
    static let depth = 32
}
