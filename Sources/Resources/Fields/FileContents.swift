/// What stands in a file: UTF-8 text of many lines.
public struct FileContents: FieldValue {
    /// The text, byte for byte.
    public let text: String

    /// Nothing.
    public init() { text = "" }

    /// A text; `nil` when it is longer than `Limit.fileLength` or has a NUL.
    public init?(_ text: String) {
        guard text.utf8.count <= Limit.fileLength, !text.utf8.contains(0) else { return nil }
        self.text = text
    }

    /// `string`.
    public static var schema: JSON { ["type": "string", "maxLength": .integer(Int64(Limit.fileLength))] }

    /// Reads a string of at most `Limit.fileLength` bytes without NUL.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> FileContents? {
        if let value = json.text.flatMap(FileContents.init) { return value }
        faults.append(
            Fault(pointer, "a text of at most \(Limit.fileLength) bytes without NUL is expected, not \(json.article)"))
        return nil
    }

    /// The text.
    public var json: JSON { .string(text) }
    /// The empty text is left out where a field omits what is empty.
    public var isUnset: Bool { text.isEmpty }
}
