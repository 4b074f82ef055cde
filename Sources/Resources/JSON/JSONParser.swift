/// A text that isn't JSON: where, and what was wrong.
public struct JSONSyntaxError: Error, Hashable, Sendable {
    /// Line, from 1.
    public let line: Int
    /// Byte in the line, from 1.
    public let column: Int
    /// What was expected or found, without position.
    public let message: String
}

extension JSON {
    /// How deep arrays and objects may nest; deeper input is refused rather than overflowing the stack.
    public static let maximumDepth = 64

    /// Reads exactly one JSON text (RFC 8259) in UTF-8; duplicate member names are refused (RFC 7493 §2.3).
    public init(parsing bytes: some Collection<UInt8>) throws(JSONSyntaxError) {
        var parser = JSONParser(bytes: ContiguousArray(bytes))
        self = try parser.parseDocument()
    }

    /// Reads exactly one JSON text.
    public init(parsing text: String) throws(JSONSyntaxError) {
        try self.init(parsing: text.utf8)
    }
}

/// A recursive descent parser over bytes.
private struct JSONParser {
    let bytes: ContiguousArray<UInt8>
    var index = 0
    var depth = 0

    init(bytes: ContiguousArray<UInt8>) { self.bytes = bytes }

    mutating func parseDocument() throws(JSONSyntaxError) -> JSON {
        skipSpace()
        let value = try parseValue()
        skipSpace()
        guard index == bytes.count else { throw fault("only one JSON value is expected") }
        return value
    }

    private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    private func fault(_ message: String) -> JSONSyntaxError {
        let before = bytes.prefix(index)
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return JSONSyntaxError(
            line: before.count { $0 == 0x0A } + 1, column: min(index, bytes.count) - lineStart + 1, message: message)
    }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private mutating func expect(_ byte: UInt8, _ what: String) throws(JSONSyntaxError) {
        guard current == byte else {
            throw fault(index < bytes.count ? "\(what) is expected" : "the text ends where \(what) is expected")
        }
        index += 1
    }

    private mutating func parseValue() throws(JSONSyntaxError) -> JSON {
        switch current {
        case UInt8(ascii: "{"): return try parseObject()
        case UInt8(ascii: "["): return try parseArray()
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
        case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
        case UInt8(ascii: "n"): return try parseWord("null", .null)
        case let byte? where byte == UInt8(ascii: "-") || Self.isDigit(byte): return try parseNumber()
        case nil: throw fault("the text ends where a value is expected")
        default: throw fault("a value is expected")
        }
    }

    private mutating func parseWord(_ word: StaticString, _ value: JSON) throws(JSONSyntaxError) -> JSON {
        let expected = Array(word.description.utf8)
        guard bytes[index...].starts(with: expected) else { throw fault("a value is expected") }
        index += expected.count
        return value
    }

    private mutating func descend() throws(JSONSyntaxError) {
        depth += 1
        guard depth <= JSON.maximumDepth else { throw fault("values nest deeper than \(JSON.maximumDepth)") }
        index += 1
        skipSpace()
    }

    /// So many members most objects have; a table that grows from one on is moved with the second.
    private static let commonMembers = 3

    private mutating func parseObject() throws(JSONSyntaxError) -> JSON {
        try descend()
        defer { depth -= 1 }
        if current == UInt8(ascii: "}") {
            index += 1
            return .object([:])
        }
        var members = [String: JSON](minimumCapacity: Self.commonMembers)
        while true {
            guard current == UInt8(ascii: "\"") else { throw fault("a member name in quotes is expected") }
            let name = try parseString()
            skipSpace()
            try expect(UInt8(ascii: ":"), "':'")
            skipSpace()
            guard members.updateValue(try parseValue(), forKey: name) == nil else {
                throw fault("the member '\(name)' occurs twice")
            }
            skipSpace()
            if current == UInt8(ascii: "}") { break }
            try expect(UInt8(ascii: ","), "',' or '}'")
            skipSpace()
        }
        index += 1
        return .object(members)
    }

    private mutating func parseArray() throws(JSONSyntaxError) -> JSON {
        try descend()
        defer { depth -= 1 }
        var elements: [JSON] = []
        if current == UInt8(ascii: "]") {
            index += 1
            return .array(elements)
        }
        while true {
            elements.append(try parseValue())
            skipSpace()
            if current == UInt8(ascii: "]") { break }
            try expect(UInt8(ascii: ","), "',' or ']'")
            skipSpace()
        }
        index += 1
        return .array(elements)
    }

    private mutating func parseNumber() throws(JSONSyntaxError) -> JSON {
        let start = index
        if current == UInt8(ascii: "-") { index += 1 }
        let integerStart = index
        try skipDigits()
        guard bytes[integerStart] != UInt8(ascii: "0") || index == integerStart + 1 else {
            throw fault("a number has no leading zeros")
        }
        var isInteger = true
        if current == UInt8(ascii: ".") {
            isInteger = false
            index += 1
            try skipDigits()
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            isInteger = false
            index += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { index += 1 }
            try skipDigits()
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isInteger, let value = Int64(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else { throw fault("the number is out of range") }
        // 1.0 and 1e3 are integers too; beyond 2^53 a double no longer says which.
        if let whole = Int64(exactly: value), abs(value) <= 0x1p53 { return .integer(whole) }
        return .number(value)
    }

    private mutating func skipDigits() throws(JSONSyntaxError) {
        let start = index
        while let byte = current, Self.isDigit(byte) { index += 1 }
        guard index > start else { throw fault("a digit is expected") }
    }

    private mutating func parseString() throws(JSONSyntaxError) -> String {
        index += 1
        let start = index
        var all: UInt8 = 0
        while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
            all |= byte
            index += 1
        }
        if current == UInt8(ascii: "\"") {
            let text = bytes[start..<index]
            index += 1
            // ASCII needs no validation, which costs more than the copy.
            return all < 0x80 ? String(decoding: text, as: UTF8.self) : try decode(text)
        }
        var unescaped = Array(bytes[start..<index])
        while let byte = current, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw fault("a control character in a string is written as \\u00XX") }
            index += 1
            if byte == UInt8(ascii: "\\") {
                unescaped += try parseEscape()
            } else {
                unescaped.append(byte)
            }
        }
        try expect(UInt8(ascii: "\""), "'\"'")
        return try decode(unescaped[...])
    }

    private func decode(_ slice: some Collection<UInt8>) throws(JSONSyntaxError) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else { throw fault("the string isn't UTF-8") }
        return text
    }

    private mutating func parseEscape() throws(JSONSyntaxError) -> [UInt8] {
        guard let byte = current else { throw fault("the text ends in a string") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return try parseUnicodeEscape()
        default: throw fault("'\\' is followed by one of \"\\/bfnrtu")
        }
    }

    private mutating func parseUnicodeEscape() throws(JSONSyntaxError) -> [UInt8] {
        var scalar = UInt32(try parseHex())
        if (0xD800..<0xDC00).contains(scalar), bytes[index...].starts(with: [0x5C, 0x75]) {
            index += 2
            let low = UInt32(try parseHex())
            guard (0xDC00..<0xE000).contains(low) else { throw fault("a surrogate stands alone") }
            scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let value = Unicode.Scalar(scalar) else { throw fault("a surrogate stands alone") }
        return Array(String(Character(value)).utf8)
    }

    private mutating func parseHex() throws(JSONSyntaxError) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw fault("'\\u' is followed by four hex digits")
            }
            value = value << 4 | UInt16(digit)
            index += 1
        }
        return value
    }
}
