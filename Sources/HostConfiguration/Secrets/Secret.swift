public import Resources

/// A scalar of a machine configuration that must not be shown.
public struct Secret: Hashable, Sendable {
    /// What stands in its place where a configuration is shown.
    public static let redaction = "REDACTED"

    /// The document's place in the text, from 0.
    public let documentIndex: Int
    /// The member within the document.
    public let pointer: JSONPointer
    /// Where its anchor's aliases put it, besides the member.
    let aliases: [JSONPointer]
    /// Where its text begins, with tag and anchor.
    let position: YAMLNode.Position
    /// Where it is written in the whole text, in UTF-8 bytes: with quotes or block header, without tag and anchor.
    public let range: Range<Int>
    /// What the scalar says.
    public let value: String
    /// What may be shown: `REDACTED`, or the text with parts of it redacted.
    public let shown: String
}

extension Secret {
    /// What a scalar says, from how it is written: with quotes or as a block perhaps.
    ///
    /// - Parameter source: What `replacingSecrets` handed out.
    /// - Returns: The value; `nil` for what isn't a text of YAML.
    public static func value(writtenAs source: String) -> String? {
        let text = try? ConfigurationText("value: \(source)\n")
        return text?.documents.first?.node.json["value"]?.text
    }
}
