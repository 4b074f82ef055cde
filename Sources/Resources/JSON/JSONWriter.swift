extension JSON {
    /// The text without white space, members sorted by name: equal values give equal bytes (after RFC 8785 §3.2).
    public var canonical: String { String(decoding: canonicalBytes, as: UTF8.self) }

    /// `canonical`, as UTF-8.
    public var canonicalBytes: [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }

    /// The text for people: two spaces of indentation, members sorted by name.
    public var pretty: String {
        var writer = JSONWriter(isPretty: true)
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// The text in quotes, with what must be escaped.
    public static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.write(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// Writes JSON text into bytes.
public struct JSONWriter {
    var bytes: [UInt8] = []
    var isPretty = false
    var indentation = 0

    mutating func write(_ value: JSON) {
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let value): bytes += String(value).utf8
        case .number(let value): bytes += String(value).utf8
        case .string(let text): write(text)
        case .array(let elements): writeList(elements, "[", "]") { $0.write($1) }
        case .object(let members):
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            writeList(sorted, "{", "}") {
                $0.write($1.key)
                $0.bytes += ($0.isPretty ? ": " : ":").utf8
                $0.write($1.value)
            }
        }
    }

    mutating func writeList<Element>(
        _ list: [Element], _ open: String, _ close: String, _ writeElement: (inout Self, Element) -> Void
    ) {
        bytes += open.utf8
        indentation += 2
        for (index, element) in list.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine()
            writeElement(&self, element)
        }
        indentation -= 2
        if !list.isEmpty { breakLine() }
        bytes += close.utf8
    }

    /// Writes what `opening` gave for a member in an object that was opened; its value comes next.
    mutating func beginMember(_ opening: [UInt8]) {
        // Only an object that was just opened ends so: a text ends in a quotation mark.
        if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
        bytes += opening
    }

    /// What stands before a member's value.
    static func opening(of name: String) -> [UInt8] { Array((JSON.quoted(name) + ":").utf8) }

    private mutating func breakLine() {
        guard isPretty else { return }
        bytes.append(0x0A)
        bytes += repeatElement(0x20, count: indentation)
    }

    mutating func write(_ text: String) { Self.quote(text.utf8, to: &bytes) }

    /// Adds a text in quotes, with what must be escaped, to JSON text.
    ///
    /// - Parameters:
    ///   - text: UTF-8.
    ///   - bytes: The JSON text.
    public static func quote(_ text: some Collection<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        let start = bytes.count
        bytes += text
        if !isPlain(bytes, from: start) {
            bytes.removeSubrange(start...)
            for byte in text { escape(byte, to: &bytes) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Whether nothing has to be escaped from a place on.
    private static func isPlain(_ bytes: [UInt8], from start: Int) -> Bool {
        for place in start..<bytes.count where !isPlain(bytes[place]) { return false }
        return true
    }

    /// Whether a byte of a text needn't be escaped.
    public static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func escape(_ byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
        case 0x0A: bytes += "\\n".utf8
        case 0x0D: bytes += "\\r".utf8
        case 0x09: bytes += "\\t".utf8
        case 0x08: bytes += "\\b".utf8
        case 0x0C: bytes += "\\f".utf8
        case 0..<0x20: bytes += ("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16)).utf8
        default: bytes.append(byte)
        }
    }
}

extension String {
    /// Whether JSON text may have a member or a string of some name.
    ///
    /// It goes by bytes: `contains` compares characters, which takes a hundred times as long.
    public func mentions(_ name: String) -> Bool {
        let sought = Array(JSON.quoted(name).utf8)
        let bytes = utf8.span
        let last = sought.count - 1
        // How far the end may go on from a byte (Horspool): mostly by the whole length.
        var steps = [Int](repeating: sought.count, count: 256)
        for (place, byte) in sought.dropLast().enumerated() { steps[Int(byte)] = last - place }
        var end = last
        while end < bytes.count {
            var length = 0
            while length < sought.count, bytes[end - length] == sought[last - length] { length += 1 }
            if length == sought.count { return true }
            end += steps[Int(bytes[end])]
        }
        return false
    }
}
