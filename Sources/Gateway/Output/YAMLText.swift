import NIOHTTP1
import Resources
import Yams

/// YAML for people: written with members in a stable order, read into JSON.
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

/// Reads YAML into JSON (the core schema of YAML 1.2: `yes` is a text, and `10:20:30` isn't a number).
struct YAMLReader {
    private var nodes = 0
    private let limits: Limits

    private init(_ limits: Limits) { self.limits = limits }

    /// Reads one document.
    static func read(_ bytes: [UInt8], _ limits: Limits) throws(Problem) -> JSON {
        guard bytes.count <= limits.yamlBody else {
            throw Problem(.payloadTooLarge, .bodyTooLarge, "a YAML body has at most \(limits.yamlBody) bytes")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Problem(.badRequest, .malformedBody, "the body isn't UTF-8")
        }
        let node: Node?
        do {
            node = try compose(yaml: text)
        } catch {
            throw Problem(error)
        }
        guard let node else { throw Problem(.badRequest, .malformedBody, "the body holds no document") }
        var reader = YAMLReader(limits)
        return try reader.value(node, depth: 0)
    }

    private mutating func value(_ node: Node, depth: Int) throws(Problem) -> JSON {
        nodes += 1
        // Aliases can stand for aliases: a few lines would become billions of values.
        guard nodes <= limits.yamlNodes, depth <= JSON.maximumDepth else {
            throw Problem(.badRequest, .malformedBody, "the document is too large or nests too deep")
        }
        switch node {
        case .scalar(let scalar): return Self.scalar(scalar)
        case .sequence(let sequence):
            var elements: [JSON] = []
            for element in sequence { elements.append(try value(element, depth: depth + 1)) }
            return .array(elements)
        case .mapping(let mapping):
            var members: [String: JSON] = [:]
            for (key, member) in mapping {
                guard case .scalar(let name) = key, members[name.string] == nil else {
                    throw Problem(.badRequest, .malformedBody, "member names are texts, and none stands twice")
                }
                members[name.string] = try value(member, depth: depth + 1)
            }
            return .object(members)
        case .alias:
            throw Problem(.badRequest, .malformedBody, "an alias has no anchor")
        }
    }

    private static func scalar(_ scalar: Node.Scalar) -> JSON {
        guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
        switch scalar.string {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case let text:
            guard let first = text.utf8.first, (48...57).contains(first) || first == UInt8(ascii: "-") else {
                return .string(text)
            }
            return (try? JSON(parsing: text)) ?? .string(text)
        }
    }
}

extension Problem {
    fileprivate init(_ error: any Error) {
        guard let error = error as? YamlError else {
            self.init(.badRequest, .malformedBody, "this isn't YAML")
            return
        }
        switch error {
        case .scanner(_, let words, let mark, _), .parser(_, let words, let mark, _),
            .composer(_, let words, let mark, _):
            self.init(
                .badRequest, .malformedBody,
                "this isn't YAML at line \(mark.line), column \(mark.column): \(words)")
            members["line"] = .integer(Int64(mark.line))
            members["column"] = .integer(Int64(mark.column))
        case .no, .memory, .reader, .writer, .emitter, .representer, .dataCouldNotBeDecoded, .duplicatedKeysInMapping:
            self.init(.badRequest, .malformedBody, "this isn't YAML: \(error)")
        }
    }
}
