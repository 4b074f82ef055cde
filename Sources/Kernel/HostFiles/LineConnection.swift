import Glibc

/// A connection over a unix socket on which both sides send lines; for a thread that may block.
public final class LineConnection {
    private let stream: UnixStream
    private var waiting: [UInt8] = []

    init(_ stream: UnixStream) { self.stream = stream }

    /// Connects to a socket by its path, and gives up after so many seconds of silence.
    ///
    /// - Throws: `refused`, such as `ENOENT` where there is no socket.
    public convenience init(path: String, patience: Int) throws(KernelError) {
        self.init(try UnixStream(path: path, patience: patience))
    }

    /// The user at the other end; `nil` where the kernel doesn't tell.
    public var peerUser: UInt32? { stream.peerUser }

    /// Sends a line; the newline is added.
    ///
    /// - Throws: `refused`.
    public func send(_ line: [UInt8]) throws(KernelError) { try stream.send(line + [UInt8(ascii: "\n")]) }

    /// The next line without its newline; `nil` when the other side has closed.
    ///
    /// - Throws: `refused`; `EMSGSIZE` for a line that is too long, `EAGAIN` where the other side is silent for too long.
    public func receive() throws(KernelError) -> [UInt8]? {
        var searched = 0
        while true {
            if let end = waiting[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { waiting.removeFirst(end + 1) }
                return Array(waiting[..<end])
            }
            searched = waiting.count
            guard searched <= Limit.line else { throw .refused(operation: "receive", errno: EMSGSIZE) }
            let part = try stream.receive(atMost: 64 << 10)
            if part.isEmpty { return nil }
            waiting += part
        }
    }
}

/// A unix socket to which others connect; for a thread that may block.
public final class LineListener: Sendable {
    private let descriptor: Descriptor

    /// The socket that a service manager handed over, if it did: descriptor 3 (`LISTEN_FDS`, `LISTEN_PID`; sd_listen_fds(3)).
    public init?(inherited _: Void = ()) {
        func variable(_ name: String) -> Int32? { getenv(name).flatMap { Int32(String(cString: $0)) } }
        guard variable("LISTEN_PID") == getpid(), variable("LISTEN_FDS") == 1,
            let descriptor = try? Descriptor(3, operation: "LISTEN_FDS")
        else { return nil }
        _ = fcntl(3, F_SETFD, FD_CLOEXEC)
        self.descriptor = descriptor
    }

    /// Makes a socket with mode 0600 in place of one that is there.
    ///
    /// - Throws: `refused`.
    public init(path: String) throws(KernelError) {
        descriptor = try UnixStream.socket()
        unlink(path)
        let number = descriptor.number
        // Nobody connects before listen(2), so the mode is set in time.
        let bound = try UnixStream.withAddress(path) { bind(number, $0, $1) }
        guard bound == 0, chmod(path, 0o600) == 0, listen(number, 16) == 0 else {
            throw .refused(operation: "listen \(path)")
        }
    }

    /// The next connection; `nil` when none came for some milliseconds.
    ///
    /// - Throws: `refused`.
    public func accept(within milliseconds: Int32) throws(KernelError) -> LineConnection? {
        while true {
            var entry = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
            let ready = poll(&entry, 1, milliseconds)
            if ready == 0 { return nil }
            let number = ready > 0 ? Glibc.accept(descriptor.number, nil, nil) : -1
            if number < 0, errno == EINTR || errno == ECONNABORTED || errno == EAGAIN { continue }
            guard number >= 0 else { throw .refused(operation: "accept") }
            _ = fcntl(number, F_SETFD, FD_CLOEXEC)
            return LineConnection(UnixStream(try Descriptor(number, operation: "accept"), patience: Limit.replySeconds))
        }
    }
}
