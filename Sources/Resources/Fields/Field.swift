/// One member of a spec: its name, meaning and range, and how to reach it in the Swift value.
///
/// The list of fields is the only description of a type. Decoding, encoding, JSON Schema, OpenAPI and help derive from it.
public struct Field<Root: FieldRecord>: Sendable {
    /// The member's name in JSON.
    public let name: String
    /// Meaning, unit and source, in one or two sentences.
    public let summary: String
    /// The JSON Schema of the member.
    public let schema: JSON
    /// Whether a document without the member is faulty.
    public let isRequired: Bool

    let read: @Sendable (Root) -> JSON?
    let write: @Sendable (inout Root, JSON, JSONPointer, inout [Fault]) -> Void

    /// What a field does beyond reading and writing its value.
    public enum Rule: Hashable, Sendable {
        /// The document must have it.
        case required
        /// It is left out of the output when it says nothing.
        case omitsEmpty
    }

    /// A field of any value type.
    public init<Value: FieldValue>(
        _ name: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ summary: String, _ rules: Rule...
    ) {
        self.init(name, path, summary, rules, schema: Value.schema) { _ in nil }
    }

    /// A number with a range.
    public init(
        _ name: String, _ path: any WritableKeyPath<Root, UInt32> & Sendable, in range: ClosedRange<UInt32>,
        _ summary: String, _ rules: Rule...
    ) {
        self.init(name, path, summary, rules, schema: Self.schema(range)) { Self.check($0, range) }
    }

    /// A number with a range that may be absent.
    public init(
        _ name: String, _ path: any WritableKeyPath<Root, UInt32?> & Sendable, in range: ClosedRange<UInt32>,
        _ summary: String, _ rules: Rule...
    ) {
        self.init(name, path, summary, rules, schema: Self.schema(range)) { $0.flatMap { Self.check($0, range) } }
    }

    /// A text with a fixed set of values.
    public init(
        _ name: String, _ path: any WritableKeyPath<Root, String> & Sendable, oneOf choices: [String],
        _ summary: String, _ rules: Rule...
    ) {
        let schema: JSON = ["type": "string", "enum": .array(choices.map { .string($0) })]
        self.init(name, path, summary, rules, schema: schema) { value in
            guard !choices.contains(value) else { return nil }
            let list = choices.map { $0.isEmpty ? "\"\"" : $0 }.joined(separator: ", ")
            return "one of \(list) is expected, not \(JSON.string(value).article)"
        }
    }

    private init<Value: FieldValue>(
        _ name: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ summary: String, _ rules: [Rule],
        schema: JSON, check: @escaping @Sendable (Value) -> String?
    ) {
        self.name = name
        self.summary = summary
        self.schema = schema
        isRequired = rules.contains(.required)
        let omitsEmpty = rules.contains(.omitsEmpty)
        read = { root in
            let value = root[keyPath: path]
            return omitsEmpty && value.isUnset ? nil : value.json
        }
        write = { root, json, pointer, faults in
            guard let value = Value.decode(json, at: pointer, &faults) else { return }
            if let complaint = check(value) {
                faults.append(Fault(pointer, complaint))
            } else {
                root[keyPath: path] = value
            }
        }
    }

    private static func schema(_ range: ClosedRange<UInt32>) -> JSON {
        ["type": "integer", "minimum": range.lowerBound.json, "maximum": range.upperBound.json]
    }

    private static func check(_ value: UInt32, _ range: ClosedRange<UInt32>) -> String? {
        guard !range.contains(value) else { return nil }
        return "a number from \(range.lowerBound) to \(range.upperBound) is expected, not \(value)"
    }
}
