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

    /// Whether a value says something in it.
    public let says: @Sendable (Root) -> Bool
    /// Makes it in the second value what it is in the first.
    public let copy: @Sendable (Root, inout Root) -> Void

    let read: @Sendable (Root) -> JSON?
    /// Writes it as the next member of an object, unless it is left out.
    let append: @Sendable (Root, inout JSONWriter) -> Void
    let write: @Sendable (inout Root, JSON, JSONPointer, inout [Fault]) -> Void
    /// Changes an item of a list within it.
    let changeItem: @Sendable (inout Root, ArraySlice<String>, ItemChange) -> ChangedItem?

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
        self.init(name, path, summary, rules, schema: Value.schema, decode: Value.decode)
    }

    /// A number with a range.
    public init(
        _ name: String, _ path: any WritableKeyPath<Root, UInt32> & Sendable, in range: ClosedRange<UInt32>,
        _ summary: String, _ rules: Rule...
    ) {
        self.init(name, path, summary, rules, schema: UInt32.schema(range)) { json, pointer, faults in
            UInt32.decode(json, in: range, at: pointer, &faults)
        }
    }

    /// A number with a range that may be absent.
    public init(
        _ name: String, _ path: any WritableKeyPath<Root, UInt32?> & Sendable, in range: ClosedRange<UInt32>,
        _ summary: String, _ rules: Rule...
    ) {
        self.init(name, path, summary, rules, schema: UInt32.schema(range)) { json, pointer, faults in
            if json.isAbsent { return .some(nil) }
            guard let value = UInt32.decode(json, in: range, at: pointer, &faults) else { return nil }
            return .some(value)
        }
    }

    /// A list that may be longer than others.
    public init<Value: FieldValue>(
        _ name: String, _ path: any WritableKeyPath<Root, [Value]> & Sendable, atMost limit: Int, _ summary: String,
        _ rules: Rule...
    ) {
        let schema: JSON = ["type": "array", "items": Value.schema, "maxItems": .integer(Int64(limit))]
        self.init(name, path, summary, rules, schema: schema) { json, pointer, faults in
            [Value].decode(json, atMost: limit, at: pointer, &faults)
        }
    }

    /// A text with a fixed set of values.
    public init(
        _ name: String, _ path: any WritableKeyPath<Root, String> & Sendable, oneOf choices: [String],
        _ summary: String, _ rules: Rule...
    ) {
        let schema: JSON = ["type": "string", "enum": .array(choices.map { .string($0) })]
        self.init(name, path, summary, rules, schema: schema) { json, pointer, faults in
            if let text = json.text, choices.contains(text) { return text }
            let list = choices.map { $0.isEmpty ? "\"\"" : $0 }.joined(separator: ", ")
            faults.append(Fault(pointer, "one of \(list) is expected, not \(json.article)"))
            return nil
        }
    }

    /// A field whose value is read and written in a way of its own.
    ///
    /// `decode` answers `nil` exactly when it added a fault; `encode` answers `nil` for a value that is left out.
    public init<Value>(
        _ name: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ summary: String, schema: JSON,
        encode: @escaping @Sendable (Value) -> JSON?,
        decode: @escaping @Sendable (JSON, JSONPointer, inout [Fault]) -> Value?
    ) {
        self.name = name
        self.summary = summary
        self.schema = schema
        isRequired = false
        says = { encode($0[keyPath: path]) != nil }
        copy = { $1[keyPath: path] = $0[keyPath: path] }
        read = { encode($0[keyPath: path]) }
        let opening = JSONWriter.opening(of: name)
        append = { root, writer in
            guard let value = encode(root[keyPath: path]) else { return }
            writer.beginMember(opening)
            writer.write(value)
        }
        write = { root, json, pointer, faults in
            guard let value = decode(json, pointer, &faults) else { return }
            root[keyPath: path] = value
        }
        changeItem = { _, _, _ in nil }
    }

    /// A field of a part, as a member of the record that holds the part: both have it, or neither.
    public init<Part: FieldRecord>(_ field: Field<Part>, of path: any WritableKeyPath<Root, Part> & Sendable) {
        (name, summary, schema, isRequired) = (field.name, field.summary, field.schema, field.isRequired)
        says = { field.says($0[keyPath: path]) }
        copy = { field.copy($0[keyPath: path], &$1[keyPath: path]) }
        read = { field.read($0[keyPath: path]) }
        append = { field.append($0[keyPath: path], &$1) }
        write = { field.write(&$0[keyPath: path], $1, $2, &$3) }
        changeItem = { field.changeItem(&$0[keyPath: path], $1, $2) }
    }

    init<Value: FieldValue>(
        _ name: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ summary: String, _ rules: [Rule],
        schema: JSON, decode: @escaping @Sendable (JSON, JSONPointer, inout [Fault]) -> Value?
    ) {
        self.name = name
        self.summary = summary
        self.schema = schema
        let isRequired = rules.contains(.required)
        self.isRequired = isRequired
        let omitsEmpty = rules.contains(.omitsEmpty)
        says = { !$0[keyPath: path].isUnset }
        copy = { $1[keyPath: path] = $0[keyPath: path] }
        read = { root in
            let value = root[keyPath: path]
            return omitsEmpty && value.isUnset ? nil : value.json
        }
        let opening = JSONWriter.opening(of: name)
        append = { root, writer in
            let value = root[keyPath: path]
            guard !omitsEmpty || !value.isUnset else { return }
            writer.beginMember(opening)
            value.write(to: &writer)
        }
        write = { root, json, pointer, faults in
            guard let value = decode(json, pointer, &faults) else { return }
            if isRequired, json.isAbsent, value.json == .null {
                faults.append(Fault(pointer, "'\(name)' is missing: \(summary)"))
            }
            root[keyPath: path] = value
        }
        changeItem = { $0[keyPath: path].changeItem(at: $1, $2) }
    }
}
