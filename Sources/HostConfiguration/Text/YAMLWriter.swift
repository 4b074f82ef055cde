import Resources
import Yams

/// Writes values as YAML for people, members in the order in which they came.
enum YAMLWriter {
    /// The text of a document, without a marker.
    static func text(_ value: JSON, _ order: MemberOrder) throws(YAMLError) -> String {
        do {
            return try serialize(node: node(value, order), width: -1, allowUnicode: true)
        } catch {
            throw YAMLError(line: nil, detail: "the document can't be written as YAML: \(error)")
        }
    }

    private static func node(_ value: JSON, _ order: MemberOrder) -> Node {
        switch value {
        case .null: Node("null", Tag(.null), .plain)
        case .bool(let value): Node(value ? "true" : "false", Tag(.bool), .plain)
        case .integer(let value): Node(String(value), Tag(.int), .plain)
        case .number(let value): Node(String(value), Tag(.float), .plain)
        case .string(let text): Node(text, Tag(.str), style(text))
        case .array(let elements):
            Node(elements.map { node($0, order.elements) }, Tag(.seq), elements.isEmpty ? .flow : .block)
        case .object(let members):
            Node(
                order.sorted(members).map { (node(.string($0.key), order), node($0.value, order.member($0.key))) },
                Tag(.map), members.isEmpty ? .flow : .block)
        }
    }

    private static func style(_ text: String) -> Node.Scalar.Style {
        if isPlain(text) || isAddress(text) { return .plain }
        let first = text.utf8.first ?? 0x20
        let isBlock =
            text.utf8.contains(0x0A) && first > 0x20
            && text.utf8.allSatisfy { $0 == 0x0A || ($0 >= 0x20 && $0 < 0x7F) }
        return isBlock ? .literal : .doubleQuoted
    }

    /// Whether a reader, of YAML 1.1 too, takes the text for a string when it stands without quotes.
    static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, first.isASCII, first.properties.isAlphabetic else { return false }
        let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"]
        return !words.contains(text.lowercased())
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !":#,[]{}&*!|>'\"%@`".utf8.contains($0) }
    }

    /// Whether it is digits with dots and a slash, such as 192.0.2.0/24, which no reader takes for a number.
    private static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && text.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "/") }
            && text.utf8.first != UInt8(ascii: "/")
    }
}
