/// One of a fixed set of words.
public protocol ChoiceValue: FieldValue, RawRepresentable<String>, CaseIterable {}

extension ChoiceValue {
    /// `enum` of the words.
    public static var schema: JSON { ["type": "string", "enum": .array(allCases.map { .string($0.rawValue) })] }

    /// Reads one of the words.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> Self? {
        if let value = json.text.flatMap(Self.init(rawValue:)) { return value }
        let words = allCases.map(\.rawValue)
        let list = words.dropLast().joined(separator: ", ") + (words.count > 1 ? " or " : "") + (words.last ?? "")
        faults.append(Fault(pointer, "\(list) is expected, not \(json.article)"))
        return nil
    }

    /// The word.
    public var json: JSON { .string(rawValue) }
}
