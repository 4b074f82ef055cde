import Resources
import Yams

/// YAML as configuration files use it: the values of JSON, read by the core schema (YAML 1.2.2 §10.3.2).
///
/// Yams' own resolution is YAML 1.1's, where `no` is false and `1:30` is ninety.
enum YAMLText {
    /// The most values that a text may expand to; aliases of aliases could be any number.
    private static let maximumCount = 1_000_000

    /// Reads every document; empty ones are left out.
    static func documents(_ text: String) throws(ClientError) -> [JSON] {
        do {
            var count = 0
            var documents: [JSON] = []
            var nodes = try Yams.compose_all(yaml: text)
            while let node = nodes.next() {
                let value = try value(node, depth: 0, &count)
                if value != .null { documents.append(value) }
            }
            // The sequence just ends where the text can't be read any more.
            if let error = nodes.error { throw error }
            return documents
        } catch let error as ClientError {
            throw error
        } catch let error as YamlError {
            throw .input("this isn't YAML: \(words(error))")
        } catch {
            throw .input("this isn't YAML: \(error)")
        }
    }

    private static func words(_ error: YamlError) -> String {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            "\(problem), line \(mark.line), column \(mark.column)"
        case .duplicatedKeysInMapping(let names, let context):
            "\(names.joined(separator: ", ")) stands twice, line \(context.mark.line), column \(context.mark.column)"
        default: "\(error)"
        }
    }

    private static func value(_ node: Node, depth: Int, _ count: inout Int) throws(ClientError) -> JSON {
        count += 1
        guard count <= maximumCount else { throw .input("the text expands to more than \(maximumCount) values") }
        guard depth <= JSON.maximumDepth else { throw .input("values nest deeper than \(JSON.maximumDepth)") }
        switch node {
        case .scalar(let scalar): return scalar.style == .plain ? plain(scalar.string) : .string(scalar.string)
        case .sequence(let sequence):
            var elements: [JSON] = []
            for element in sequence { elements.append(try value(element, depth: depth + 1, &count)) }
            return .array(elements)
        case .mapping(let mapping):
            var members: [String: JSON] = [:]
            for (name, member) in mapping {
                guard let name = name.string else { throw .input("a member's name is a text\(place(node))") }
                members[name] = try value(member, depth: depth + 1, &count)
            }
            return .object(members)
        case .alias: throw .input("an alias stands for nothing\(place(node))")
        }
    }

    private static func place(_ node: Node) -> String {
        node.mark.map { ", line \($0.line), column \($0.column)" } ?? ""
    }

    private static func plain(_ text: String) -> JSON {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        default: break
        }
        if let number = Int64(text) { return .integer(number) }
        if text.hasPrefix("0x"), let number = Int64(text.dropFirst(2), radix: 16) { return .integer(number) }
        if text.hasPrefix("0o"), let number = Int64(text.dropFirst(2), radix: 8) { return .integer(number) }
        // Double takes "nan", "inf" and hexadecimal fractions too, which aren't JSON's.
        let isDecimal = text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
        if isDecimal, let number = Double(text), number.isFinite { return .number(number) }
        return .string(text)
    }
}
