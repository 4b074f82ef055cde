import FlowSupport
import Glibc
import Synchronization

/// A message bus behind which a service manager does all that it is asked; just what a call to it needs (D-Bus specification).
final class ServiceManagerBus: Sendable {
    private let listener: Int32
    private let record = Record()

    private final class Record: Sendable {
        let units = Mutex<[String]>([])
    }

    /// The units that were to read their files again, in order.
    var units: [String] { record.units.withLock { $0 } }

    /// Listens at a path.
    init(_ path: String) throws {
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let descriptor = listener
        let bound = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0, listen(listener, 8) == 0 else { throw FlowError("\(path): errno \(errno)") }
        Task { [record] in
            while true {
                let connection = try await Threads.run { accept(descriptor, nil, nil) }
                guard connection >= 0 else { return }
                try await Threads.run { Self.serve(connection, record) }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private static func serve(_ connection: Int32, _ record: Record) {
        defer { close(connection) }
        var bytes: [UInt8] = []
        func receive() -> Bool {
            var part = [UInt8](repeating: 0, count: 4096)
            let count = recv(connection, &part, part.count, 0)
            bytes += part.prefix(max(0, count))
            return count > 0
        }
        func send(_ answer: [UInt8]) { _ = Glibc.send(connection, answer, answer.count, Int32(MSG_NOSIGNAL)) }
        for answer in ["OK 1234\r\n", ""] {
            while !bytes.contains(0x0A) { guard receive() else { return } }
            bytes.removeFirst((bytes.firstIndex(of: 0x0A) ?? 0) + 1)
            send(Array(answer.utf8))
        }
        func number(at offset: Int) -> Int { Int(bytes[offset]) | Int(bytes[offset + 1]) << 8 }
        while true {
            while bytes.count < 16 { guard receive() else { return } }
            let length = (16 + number(at: 12) + 7) & ~7 + number(at: 4)
            while bytes.count < length { guard receive() else { return } }
            let words = String(decoding: bytes[16..<length], as: UTF8.self).split { !$0.isASCII || $0 < " " }
            if words.contains("ReloadOrTryRestartUnit") {
                record.units.withLock { $0 += words.filter { $0.hasSuffix(".service") }.map(String.init) }
            }
            // A return without a body: its serial number is 1, its one field the number that it answers.
            let header: [UInt8] = [UInt8(ascii: "l"), 2, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0]
            send(header + [5, 1, UInt8(ascii: "u"), 0] + bytes[8..<12])
            bytes.removeFirst(length)
        }
    }
}
