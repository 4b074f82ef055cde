import Glibc

/// A message of a D-Bus connection, as far as an answer is of interest (D-Bus specification, "Message Protocol").
struct BusMessage {
    /// The serial number of the call that it answers; `nil` when it is no answer.
    var answersTo: UInt32?
    /// The name of the error, if it is one.
    var error: String?

    private enum Field {
        static let path: UInt8 = 1
        static let interface: UInt8 = 2
        static let member: UInt8 = 3
        static let errorName: UInt8 = 4
        static let replySerial: UInt8 = 5
        static let destination: UInt8 = 6
        static let signature: UInt8 = 8
    }

    /// The bytes before the fields: order, type, flags, version, lengths and serial number.
    private static let fixedHeader = 16

    /// A method call, little-endian.
    static func bytes(of call: BusCall, serial: UInt32) -> [UInt8] {
        var body = BusWriter()
        for argument in call.arguments { body.string(argument) }
        var fields = BusWriter()
        fields.field(Field.path, "o", call.path)
        fields.field(Field.interface, "s", call.interface)
        fields.field(Field.member, "s", call.member)
        fields.field(Field.destination, "s", call.destination)
        if !call.arguments.isEmpty {
            fields.signature(Field.signature, String(repeating: "s", count: call.arguments.count))
        }
        var message = BusWriter()
        message.bytes = [UInt8(ascii: "l"), 1, 0, 1]
        message.number(UInt32(body.bytes.count))
        message.number(serial)
        message.number(UInt32(fields.bytes.count))
        // The fields begin at a multiple of 8, as they did when they were written.
        message.bytes += fields.bytes
        message.align(8)
        message.bytes += body.bytes
        return message.bytes
    }

    /// How long the message is that bytes begin with; `nil` while too few are there to tell.
    ///
    /// - Throws: `malformed` when it is longer than we take.
    static func length(of bytes: [UInt8]) throws(KernelError) -> Int? {
        guard bytes.count >= fixedHeader else { return nil }
        var reader = try BusReader(bytes)
        reader.offset = 4
        let body = try Int(reader.number())
        reader.offset = 12
        let fields = try Int(reader.number())
        guard body <= Limit.busMessage, fields <= Limit.busMessage else {
            throw .malformed("a message of the bus is too long")
        }
        return (fixedHeader + fields + 7) & ~7 + body
    }

    /// Reads a whole message.
    ///
    /// - Throws: `malformed`.
    init(_ bytes: [UInt8]) throws(KernelError) {
        var reader = try BusReader(bytes)
        let isError = bytes[1] == 3
        reader.offset = 12
        let end = try Self.fixedHeader + Int(reader.number())
        while reader.offset < end {
            reader.align(8)
            let code = try reader.byte()
            switch try reader.signature() {
            case "u":
                reader.align(4)
                let number = try reader.number()
                if code == Field.replySerial { answersTo = number }
            case "s", "o":
                reader.align(4)
                let text = try reader.text(Int(reader.number()))
                if isError, code == Field.errorName { error = text }
            case "g": _ = try reader.signature()
            default: throw .malformed("a message of the bus has a field of an unknown kind")
            }
        }
    }
}

/// Writes values as D-Bus aligns them.
private struct BusWriter {
    var bytes: [UInt8] = []

    mutating func align(_ width: Int) { while bytes.count % width != 0 { bytes.append(0) } }

    mutating func number(_ value: UInt32) {
        align(4)
        for shift in stride(from: UInt32(0), to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }

    mutating func string(_ text: String) {
        number(UInt32(text.utf8.count))
        bytes += Array(text.utf8) + [0]
    }

    mutating func field(_ code: UInt8, _ type: Character, _ value: String) {
        align(8)
        bytes += [code, 1] + Array(String(type).utf8) + [0]
        string(value)
    }

    mutating func signature(_ code: UInt8, _ signature: String) {
        align(8)
        bytes += [code, 1, UInt8(ascii: "g"), 0, UInt8(signature.utf8.count)] + Array(signature.utf8) + [0]
    }
}

/// Reads values of a message, never beyond its end.
private struct BusReader {
    private let bytes: [UInt8]
    private let isLittleEndian: Bool
    var offset = 0

    init(_ bytes: [UInt8]) throws(KernelError) {
        guard bytes.count >= 16, [UInt8(ascii: "l"), UInt8(ascii: "B")].contains(bytes[0]) else {
            throw .malformed("a message of the bus has no header")
        }
        self.bytes = bytes
        isLittleEndian = bytes[0] == UInt8(ascii: "l")
    }

    mutating func align(_ width: Int) { offset = (offset + width - 1) / width * width }

    mutating func byte() throws(KernelError) -> UInt8 {
        guard offset < bytes.count else { throw .malformed("a message of the bus ends too soon") }
        defer { offset += 1 }
        return bytes[offset]
    }

    mutating func number() throws(KernelError) -> UInt32 {
        var value: UInt32 = 0
        for position in 0..<UInt32(4) {
            value |= UInt32(try byte()) << (isLittleEndian ? position * 8 : 24 - position * 8)
        }
        return value
    }

    /// So many bytes and the zero after them.
    mutating func text(_ count: Int) throws(KernelError) -> String {
        guard count < bytes.count - offset else { throw .malformed("a text of the bus ends too soon") }
        defer { offset += count + 1 }
        return String(decoding: bytes[offset..<offset + count], as: UTF8.self)
    }

    mutating func signature() throws(KernelError) -> String { try text(Int(byte())) }
}
