import Resources

extension Field {
    /// A text; numbers and booleans that stand there without quotes are texts too.
    init(text name: String, _ path: any WritableKeyPath<Root, String> & Sendable, _ summary: String) {
        self.init(
            name, path, summary, schema: String.schema, encode: { $0.isEmpty ? nil : .string($0) },
            decode: WrittenText.decode)
    }

    /// A text that may be absent, which isn't the same as empty.
    init(optionalText name: String, _ path: any WritableKeyPath<Root, String?> & Sendable, _ summary: String) {
        self.init(name, path, summary, schema: String.schema) {
            $0.map { .string($0) }
        } decode: { json, pointer, faults in
            guard let text = WrittenText.decode(json, pointer, &faults) else { return nil }
            return .some(text)
        }
    }

    /// One of some words, which may be absent.
    init(
        _ name: String, _ path: any WritableKeyPath<Root, String?> & Sendable, _ summary: String, words: [String]
    ) {
        let schema: JSON = ["type": "string", "enum": .array(words.map { .string($0) })]
        self.init(name, path, summary, schema: schema) {
            $0.map { .string($0) }
        } decode: { json, pointer, faults in
            if let text = WrittenText.read(json), words.contains(text) { return .some(text) }
            faults.append(Fault(pointer, "one of \(words.joined(separator: ", ")) is expected, not \(json.article)"))
            return nil
        }
    }

    /// A list of texts.
    init(texts name: String, _ path: any WritableKeyPath<Root, [String]> & Sendable, _ summary: String) {
        self.init(name, path, summary, schema: [String].schema) {
            $0.isEmpty ? nil : $0.json
        } decode: { json, pointer, faults in
            guard let elements = [WrittenText].decode(json, at: pointer, &faults) else { return nil }
            return elements.map(\.text)
        }
    }

    /// Texts by name.
    init(textsByName name: String, _ path: any WritableKeyPath<Root, [String: String]> & Sendable, _ summary: String) {
        let schema: JSON = ["type": "object", "additionalProperties": String.schema]
        self.init(name, path, summary, schema: schema) {
            $0.isEmpty ? nil : .object($0.mapValues { .string($0) })
        } decode: { json, pointer, faults in
            NamedValues.decode(json, pointer, &faults, WrittenText.decode)
        }
    }

    /// A whole number that may be negative, so that what a check says of it is said in its own words.
    init(integer name: String, _ path: any WritableKeyPath<Root, Int64> & Sendable, _ summary: String) {
        self.init(name, path, summary, schema: ["type": "integer"]) {
            $0 == 0 ? nil : .integer($0)
        } decode: { json, pointer, faults in
            if let number = json.integer { return number }
            faults.append(Fault(pointer, "a whole number is expected, not \(json.article)"))
            return nil
        }
    }
}

/// A text as YAML has it: what looks like a number or a boolean is a text where one is expected.
struct WrittenText: FieldValue {
    let text: String

    static var schema: JSON { String.schema }

    /// The text of a scalar; `nil` for anything else.
    static func read(_ json: JSON) -> String? {
        switch json {
        case .string(let text): text
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .bool(let value): value ? "true" : "false"
        case .null, .array, .object: nil
        }
    }

    static func decode(_ json: JSON, _ pointer: JSONPointer, _ faults: inout [Fault]) -> String? {
        String.decode(read(json).map { .string($0) } ?? json, at: pointer, &faults)
    }

    static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> WrittenText? {
        decode(json, pointer, &faults).map(WrittenText.init(text:))
    }

    var json: JSON { .string(text) }
}
