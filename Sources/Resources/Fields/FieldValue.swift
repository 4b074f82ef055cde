/// A value that can stand in a field of a resource: it reads and writes JSON and describes itself as JSON Schema.
public protocol FieldValue: Hashable, Sendable {
    /// The JSON Schema (2020-12) of the value.
    static var schema: JSON { get }

    /// Reads the value.
    ///
    /// - Parameters:
    ///   - json: What stands in the document.
    ///   - pointer: Where it stands, for faults.
    ///   - faults: Everything that is wrong is added here.
    /// - Returns: `nil` exactly when a fault was added.
    static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> Self?

    /// The value as JSON.
    var json: JSON { get }

    /// Writes the canonical text of `json`; values that are made of others do it without building the JSON first.
    func write(to writer: inout JSONWriter)

    /// Whether the value says nothing, so that a field that `omitsEmpty` leaves it out.
    var isUnset: Bool { get }

    /// Changes one item of a list; what lies before it isn't turned into JSON.
    ///
    /// - Parameters:
    ///   - path: Leads to a place within the item.
    ///   - change: Gets the item, and the rest of the path.
    /// - Returns: The item's canonical text and the length of its path; `nil` when there is no such item, when `change` gives
    ///   nothing or when what it gives is at fault. The value is of no use then.
    mutating func changeItem(at path: ArraySlice<String>, _ change: ItemChange) -> ChangedItem?
}

/// What becomes of an item of a list, by a path within it.
public typealias ItemChange = (JSON, ArraySlice<String>) -> JSON?

/// An item of a list after a change.
public struct ChangedItem {
    /// How many tokens of the path led to it.
    var depth: Int
    /// Its canonical text.
    var text: String
}

extension FieldValue {
    /// Most values always say something.
    public var isUnset: Bool { false }

    /// The text of `json`.
    public func write(to writer: inout JSONWriter) { writer.write(json) }

    /// Most values hold no lists.
    public mutating func changeItem(at path: ArraySlice<String>, _ change: ItemChange) -> ChangedItem? { nil }
}

extension Bool: FieldValue {
    /// `boolean`.
    public static var schema: JSON { ["type": "boolean"] }
    /// Reads `true` or `false`.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> Bool? {
        if let value = json.bool { return value }
        faults.append(Fault(pointer, "true or false is expected, not \(json.article)"))
        return nil
    }
    /// The boolean.
    public var json: JSON { .bool(self) }
    /// `false` is left out where a field omits what is empty.
    public var isUnset: Bool { !self }
}

extension String: FieldValue {
    /// `string`.
    public static var schema: JSON { ["type": "string", "maxLength": .integer(Int64(Limit.stringLength))] }
    /// Reads a string of at most `Limit.stringLength` bytes without control characters.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> String? {
        guard let text = json.text else {
            faults.append(Fault(pointer, "a string is expected, not \(json.article)"))
            return nil
        }
        guard text.utf8.count <= Limit.stringLength, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            faults.append(
                Fault(pointer, "at most \(Limit.stringLength) bytes without control characters are expected"))
            return nil
        }
        return text
    }
    /// The string.
    public var json: JSON { .string(self) }
    /// The empty string is left out where a field omits what is empty.
    public var isUnset: Bool { isEmpty }
}

extension UInt32: FieldValue {
    /// `integer` from 0 to 4294967295.
    public static var schema: JSON { schema(0...UInt32.max) }
    /// Reads a whole number of 32 bits.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> UInt32? {
        decode(json, in: 0...UInt32.max, at: pointer, &faults)
    }
    static func schema(_ range: ClosedRange<UInt32>) -> JSON {
        ["type": "integer", "minimum": range.lowerBound.json, "maximum": range.upperBound.json]
    }
    /// Whatever is wrong with the number, the fault names the range of its own field.
    static func decode(
        _ json: JSON, in range: ClosedRange<UInt32>, at pointer: JSONPointer, _ faults: inout [Fault]
    ) -> UInt32? {
        if let number = json.integer, let value = UInt32(exactly: number), range.contains(value) { return value }
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        faults.append(Fault(pointer, "\(expected) is expected, not \(json.article)"))
        return nil
    }
    /// The number.
    public var json: JSON { .integer(Int64(self)) }
    /// Zero is left out where a field omits what is empty.
    public var isUnset: Bool { self == 0 }
}

extension Int32: FieldValue {
    /// `integer` of 32 bits with a sign.
    public static var schema: JSON {
        ["type": "integer", "minimum": .integer(Int64(Int32.min)), "maximum": .integer(Int64(Int32.max))]
    }
    /// Reads a whole number of 32 bits with a sign.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> Int32? {
        if let number = json.integer, let value = Int32(exactly: number) { return value }
        let expected = "a whole number from \(Int32.min) to \(Int32.max)"
        faults.append(Fault(pointer, "\(expected) is expected, not \(json.article)"))
        return nil
    }
    /// The number.
    public var json: JSON { .integer(Int64(self)) }
    /// Zero is left out where a field omits what is empty.
    public var isUnset: Bool { self == 0 }
}

extension Optional: FieldValue where Wrapped: FieldValue {
    /// The schema of the value itself: an absent member stands for `nil`.
    public static var schema: JSON { Wrapped.schema }
    /// Reads the value; `null` and, for values that are text, the empty string stand for `nil`.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> Wrapped?? {
        if json.isAbsent { return .some(nil) }
        guard let value = Wrapped.decode(json, at: pointer, &faults) else { return nil }
        return .some(value)
    }
    /// The value, or `null`.
    public var json: JSON { self?.json ?? .null }
    /// The value's text, or `null`.
    public func write(to writer: inout JSONWriter) {
        if let value = self { value.write(to: &writer) } else { writer.write(JSON.null) }
    }
    /// `nil` is left out where a field omits what is empty.
    public var isUnset: Bool { self == nil }
    /// As of the value.
    public mutating func changeItem(at path: ArraySlice<String>, _ change: ItemChange) -> ChangedItem? {
        self?.changeItem(at: path, change)
    }
}

extension Array: FieldValue where Element: FieldValue {
    /// `array` of the element's schema.
    public static var schema: JSON {
        ["type": "array", "items": Element.schema, "maxItems": .integer(Int64(Limit.listLength))]
    }
    /// Reads every element; at most `Limit.listLength`.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> [Element]? {
        decode(json, atMost: Limit.listLength, at: pointer, &faults)
    }
    static func decode(
        _ json: JSON, atMost limit: Int, at pointer: JSONPointer, _ faults: inout [Fault]
    ) -> [Element]? {
        guard let elements = json.elements, elements.count <= limit else {
            let found = json.elements.map { "one of \($0.count)" } ?? json.article
            faults.append(Fault(pointer, "a list of at most \(limit) items is expected, not \(found)"))
            return nil
        }
        var values: [Element] = []
        values.reserveCapacity(elements.count)
        for (place, element) in elements.enumerated() {
            let clean = faults.count
            if let value = Element.decode(element, at: .root, &faults) { values.append(value) }
            faults.move(from: clean, below: pointer, String(place))
        }
        return values.count == elements.count ? values : nil
    }
    /// The elements.
    public var json: JSON { .array(map(\.json)) }
    /// The elements' texts.
    public func write(to writer: inout JSONWriter) {
        writer.writeList(self, "[", "]") { $1.write(to: &$0) }
    }
    /// The empty list is left out where a field omits what is empty.
    public var isUnset: Bool { isEmpty }
    /// Changes the item itself.
    public mutating func changeItem(at path: ArraySlice<String>, _ change: ItemChange) -> ChangedItem? {
        guard let place = path.first.flatMap({ JSON.index($0, upTo: count - 1) }), path.count > 1 else { return nil }
        var faults: [Fault] = []
        guard let json = change(self[place].json, path.dropFirst()),
            let item = Element.decode(json, at: .root, &faults), faults.isEmpty
        else { return nil }
        self[place] = item
        var writer = JSONWriter()
        item.write(to: &writer)
        return ChangedItem(depth: 1, text: String(decoding: writer.bytes, as: UTF8.self))
    }
}

extension [Fault] {
    /// Says where faults stand that were found since there were `count` of them: only a fault needs its place, so only a
    /// fault pays for it.
    mutating func move(from count: Int, below pointer: JSONPointer, _ token: @autoclosure () -> String) {
        guard count < self.count else { return }
        let token = token()
        for index in count..<self.count { self[index] = self[index].below(pointer.appending(token)) }
    }
}

extension JSON {
    /// Whether it stands for no value, in a member that may be absent.
    var isAbsent: Bool {
        switch self {
        case .null: true
        case .string(let text): text.isEmpty
        default: false
        }
    }

    /// The kind of value with its article, for sentences.
    public var article: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .number(let value): String(value)
        case .string(let text): text.utf8.count <= 40 ? JSON.quoted(text) : "a string of \(text.utf8.count) bytes"
        case .array: "a list"
        case .object: "an object"
        }
    }
}
