import NIOHTTP1
import Resources
import Yams

/// YAML for people, with members in a stable order.
enum YAMLText {
    /// The text of a value, members sorted by name.
    static func text(_ value: JSON) throws(Problem) -> String {
        do {
            return try serialize(node: node(value), width: -1, allowUnicode: true)
        } catch {
            throw Problem(.internalServerError, .internal, "the answer can't be written as YAML: \(error)")
        }
    }

    private static func node(_ value: JSON) -> Node {
        switch value {
        case .null: Node("null", Tag(.null), .plain)
        case .bool(let value): Node(value ? "true" : "false", Tag(.bool), .plain)
        case .integer(let value): Node(String(value), Tag(.int), .plain)
        case .number(let value): Node(String(value), Tag(.float), .plain)
        case .string(let text): Node(text, Tag(.str), isPlain(text) ? .any : .doubleQuoted)
        case .array(let elements):
            Node(elements.map(node), Tag(.seq), elements.isEmpty ? .flow : .block)
        case .object(let members):
            Node(
                members.sorted { $0.key < $1.key }.map { (node(.string($0.key)), node($0.value)) }, Tag(.map),
                members.isEmpty ? .flow : .block)
        }
    }

    /// Whether a reader, of YAML 1.1 too, takes the text for a string when it stands without quotes.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, first.properties.isAlphabetic else { return false }
        let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"]
        return !words.contains(text.lowercased())
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !":#,[]{}&*!|>'\"%@`".utf8.contains($0) }
    }
}
