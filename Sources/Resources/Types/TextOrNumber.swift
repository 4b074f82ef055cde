/// What is written as a text, or as a number of 32 bits: elements of sets and values of maps.
enum TextOrNumber {
    /// The JSON Schema, with texts as they may be.
    static func schema(_ examples: [String]) -> JSON {
        [
            "anyOf": [
                ["type": "string", "examples": .array(examples.map { .string($0) })],
                ["type": "integer", "minimum": 0, "maximum": 4_294_967_295],
            ]
        ]
    }

    /// A number that is written as one, or as a text such as `0x10`.
    static func number(_ json: JSON) -> UInt32? {
        if let text = json.text { return text.hasPrefix("0x") ? UInt32(text.dropFirst(2), radix: 16) : nil }
        return json.integer.flatMap { UInt32(exactly: $0) }
    }
}
