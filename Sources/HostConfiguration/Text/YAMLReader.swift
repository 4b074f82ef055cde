import Resources
import Yams

/// A text that isn't YAML, or is more than is read.
public struct YAMLError: Error, Hashable, Sendable {
    /// Line in the whole text, from 1; `nil` where it isn't known.
    public let line: Int?
    /// Unicode scalar in the line, from 1; `nil` where it isn't known.
    public let column: Int?
    /// What is wrong, as a sentence without a full stop.
    public let detail: String

    init(line: Int?, column: Int? = nil, detail: String) {
        self.line = line
        self.column = column
        self.detail = detail
    }
}

/// Reads YAML into values with places, by the core schema of YAML 1.2 (§10.3.2): `yes` is a text.
struct YAMLReader {
    /// How many values may still come.
    private(set) var remaining: Int
    private let limit: Int
    /// How many lines come before the part that is read.
    private var linesBefore = 0

    /// A reader for one text, in all of whose parts there may be so many values.
    init(remaining: Int = ConfigurationLimit.values) {
        self.remaining = remaining
        limit = remaining
    }

    /// Reads the one document of a part of a text; `nil` when there is nothing in it.
    mutating func read(_ text: String, linesBefore: Int) throws(YAMLError) -> YAMLNode? {
        self.linesBefore = linesBefore
        guard !YAMLAliases.canStandInNames(Array(text.utf8)) else {
            throw YAMLError(line: linesBefore + 1, detail: "an alias can't be a member's name")
        }
        if let line = Self.lineOfByteOrderMark(text) {
            throw YAMLError(
                line: linesBefore + line,
                detail: "a byte order mark (U+FEFF, EF BB BF) stands here, unseen; save the text as UTF-8 without it")
        }
        let node: Node?
        do {
            node = try compose(yaml: text)
        } catch let error as YamlError {
            throw reading(error)
        } catch {
            throw YAMLError(line: nil, detail: "this isn't YAML: \(error)")
        }
        guard let node else { return nil }
        let value = try value(node, depth: 0)
        if case .scalar(.null, _, _) = value.content { return nil }
        return value
    }

    /// The line that begins with a byte order mark before anything of the document, from 1.
    private static func lineOfByteOrderMark(_ text: String) -> Int? {
        let lines = text.utf8.split(separator: 0x0A, maxSplits: 2, omittingEmptySubsequences: false)
        return lines.prefix(2).firstIndex { $0.starts(with: [0xEF, 0xBB, 0xBF]) }.map { $0 + 1 }
    }

    private func reading(_ error: YamlError) -> YAMLError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return YAMLError(
                line: linesBefore + mark.line, column: mark.column,
                detail: "this isn't YAML, column \(mark.column): \(problem)")
        case .duplicatedKeysInMapping(let names, let context):
            return YAMLError(
                line: linesBefore + context.mark.line, detail: "\(names.joined(separator: ", ")) stands here twice")
        case .reader(let problem, _, _, _):
            return YAMLError(line: nil, detail: "this isn't YAML: \(problem)")
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            return YAMLError(line: nil, detail: "this isn't YAML: \(error)")
        }
    }

    private mutating func value(_ node: Node, depth: Int) throws(YAMLError) -> YAMLNode {
        let line = linesBefore + (node.mark?.line ?? 1)
        func refusal(_ detail: String) -> YAMLError { YAMLError(line: line, detail: detail) }
        remaining -= 1
        guard remaining >= 0 else { throw refusal("there are more than \(limit) values") }
        guard depth <= JSON.maximumDepth else { throw refusal("values nest deeper than \(JSON.maximumDepth)") }
        let content: YAMLNode.Content
        switch node {
        case .scalar(let scalar):
            let style = Self.style(scalar)
            let isText = style != .plain || scalar.tag.description == "tag:yaml.org,2002:str"
            content = .scalar(isText ? .string(scalar.string) : Self.plain(scalar.string), scalar.string, style)
        case .sequence(let sequence):
            var elements: [YAMLNode] = []
            for element in sequence { elements.append(try value(element, depth: depth + 1)) }
            content = .list(elements)
        case .mapping(let mapping):
            var members: [YAMLNode.Member] = []
            var names: Set<String> = []
            for (key, member) in mapping {
                guard case .scalar(let name) = key, name.string != "<<" else {
                    throw refusal("a member's name is a text, and nothing is merged in by '<<'")
                }
                guard names.insert(name.string).inserted else { throw refusal("'\(name.string)' stands here twice") }
                members.append(
                    YAMLNode.Member(
                        name: name.string, line: linesBefore + (name.mark?.line ?? 1),
                        value: try value(member, depth: depth + 1)))
            }
            content = .mapping(members)
        case .alias: throw refusal("an alias has no anchor")
        }
        return YAMLNode(line: line, column: node.mark?.column ?? 1, content: content)
    }

    private static func style(_ scalar: Node.Scalar) -> YAMLNode.Style {
        switch scalar.style {
        case .singleQuoted: .singleQuoted
        case .doubleQuoted: .doubleQuoted
        case .literal: .literal
        case .folded: .folded
        case .any, .plain: .plain
        }
    }

    /// A number only where its usual text is the text that stands there: where a text is expected, `1.10` stays so.
    private static func plain(_ text: String) -> JSON {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        default: break
        }
        if let number = Int64(text), String(number) == text { return .integer(number) }
        if text.hasPrefix("0x"), let number = Int64(text.dropFirst(2), radix: 16), number >= 0 {
            return .integer(number)
        }
        if text.hasPrefix("0o"), let number = Int64(text.dropFirst(2), radix: 8), number >= 0 {
            return .integer(number)
        }
        if let number = Double(text), number.isFinite, String(number) == text, text.utf8.contains(UInt8(ascii: ".")) {
            return .number(number)
        }
        return .string(text)
    }
}
