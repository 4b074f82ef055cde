import Glibc
import Synchronization

/// A TCP server on a port of its own of 127.0.0.1, which says one thing to everybody who asks; it ends with its owner.
public final class LoopbackServer: Sendable {
    /// Its port.
    public let port: UInt16
    /// What each asked who came; empty where nothing was read.
    public let visits: AsyncStream<String>
    private let desk: Desk

    /// Listens at once.
    ///
    /// - Parameter answer: What is said after a request; `nil` to say nothing for as long as the other side waits.
    /// - Throws: When no port is to be had.
    public init(says answer: String? = nil) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard listener >= 0, isBound else { throw ServerError(errno: errno) }
        port = UInt16(bigEndian: name.sin_port)
        let (visits, visitor) = AsyncStream.makeStream(of: String.self)
        self.visits = visits
        desk = Desk(listener, answer, visitor)
        Task.detached { [desk] in await desk.serve() }
    }

    deinit { stop() }

    struct ServerError: Error {
        let errno: Int32
    }

    /// How many came.
    public var count: Int { desk.count.withLock { $0 } }

    /// Accepts nobody any more.
    public func stop() { desk.stop() }
}

/// Where visitors are received.
private final class Desk: Sendable {
    let count = Mutex(0)
    private let listener: Int32
    private let answer: String?
    private let visitor: AsyncStream<String>.Continuation

    init(_ listener: Int32, _ answer: String?, _ visitor: AsyncStream<String>.Continuation) {
        self.listener = listener
        self.answer = answer
        self.visitor = visitor
    }

    deinit { close(listener) }

    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    func serve() async {
        var open: [Int32] = []
        defer { for connection in open { close(connection) } }
        while true {
            var entry = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, 0) >= 0, entry.revents & Int16(POLLHUP) == 0 else { return }
            guard entry.revents & Int16(POLLIN) != 0 else {
                try? await Task.sleep(for: .milliseconds(2))
                continue
            }
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { return }
            count.withLock { $0 += 1 }
            guard let answer else {
                visitor.yield("")
                open.append(connection)
                continue
            }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = recv(connection, &buffer, buffer.count, 0)
            _ = send(connection, answer, answer.utf8.count, Int32(MSG_NOSIGNAL))
            visitor.yield(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self))
            close(connection)
        }
    }
}
