import Glibc
import Synchronization

@testable import Kernel

/// A message bus that lets everybody in, and answers each call in the same way; on a thread of its own.
final class FakeBus: Sendable {
    /// How it answers.
    enum Answer: Sendable {
        case done
        case error(String)
        /// It hangs up before it answers.
        case silence
        /// It sends what is no message.
        case nonsense
    }

    private let asked = Mutex<[String]>([])

    /// The texts in the calls that it got: destinations, members and arguments.
    var texts: [String] { asked.withLock { $0 } }

    /// Listens at a path for one connection.
    init(path: String, _ answer: Answer) throws {
        let listener = try UnixStream.socket()
        let bound = try UnixStream.withAddress(path) { bind(listener.number, $0, $1) }
        guard bound == 0, listen(listener.number, 4) == 0 else { throw KernelError.refused(operation: "listen") }
        try startThread(label: "fake-bus") { [self] in
            guard let descriptor = try? Descriptor(accept(listener.number, nil, nil), operation: "accept") else {
                return
            }
            try? serve(UnixStream(descriptor, patience: 10), answer)
        }
    }

    private func serve(_ stream: UnixStream, _ answer: Answer) throws(KernelError) {
        var bytes: [UInt8] = []
        func receive() throws(KernelError) {
            let part = try stream.receive(atMost: 4096)
            guard !part.isEmpty else { throw .interrupted }
            bytes += part
        }
        while !bytes.contains(0x0A) { try receive() }
        bytes.removeFirst((bytes.firstIndex(of: 0x0A) ?? 0) + 1)
        try stream.send(Array("OK 1234deadbeef\r\n".utf8))
        while !bytes.contains(0x0A) { try receive() }
        bytes.removeFirst((bytes.firstIndex(of: 0x0A) ?? 0) + 1)
        while true {
            while try BusMessage.length(of: bytes).map({ $0 > bytes.count }) ?? true { try receive() }
            let length = try BusMessage.length(of: bytes) ?? 0
            let message = Array(bytes.prefix(length))
            bytes.removeFirst(length)
            let words = String(decoding: message, as: UTF8.self).split { !$0.isASCII || $0 < " " }.map(String.init)
            asked.withLock { $0 += words }
            let isHello = words.contains("Hello")
            switch answer {
            case .silence where !isHello: return
            case .nonsense where !isHello: return try stream.send([UInt8](repeating: 0xFF, count: 64))
            default: break
            }
            // A signal comes first, as the bus sends one: it isn't the answer.
            try stream.send(Self.message(type: 4, serial: 7, replySerial: nil, error: nil))
            let error: String? = if case .error(let name) = answer, !isHello { name } else { nil }
            try stream.send(Self.message(type: error == nil ? 2 : 3, serial: 8, replySerial: message[8], error: error))
        }
    }

    /// A message without a body; serial numbers are small here.
    private static func message(type: UInt8, serial: UInt8, replySerial: UInt8?, error: String?) -> [UInt8] {
        var fields: [UInt8] = []
        if let replySerial { fields += [5, 1, UInt8(ascii: "u"), 0, replySerial, 0, 0, 0] }
        if let error {
            fields += [4, 1, UInt8(ascii: "s"), 0, UInt8(error.utf8.count), 0, 0, 0] + Array(error.utf8) + [0]
        }
        var message: [UInt8] = [
            UInt8(ascii: "l"), type, 0, 1, 0, 0, 0, 0, serial, 0, 0, 0, UInt8(fields.count), 0, 0, 0,
        ]
        message += fields
        while message.count % 8 != 0 { message.append(0) }
        return message
    }
}
