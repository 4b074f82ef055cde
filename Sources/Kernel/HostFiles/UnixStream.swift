import CMnl
import Glibc

/// A connected stream socket of unix(7), read and written by a thread that may block.
struct UnixStream: Sendable {
    private let descriptor: Descriptor

    /// Takes a socket that is connected, and gives up on the other side after some seconds of silence.
    init(_ descriptor: Descriptor, patience: Int) {
        self.descriptor = descriptor
        var time = timeval(tv_sec: patience, tv_usec: 0)
        let length = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor.number, SOL_SOCKET, SO_RCVTIMEO, &time, length)
        setsockopt(descriptor.number, SOL_SOCKET, SO_SNDTIMEO, &time, length)
    }

    /// Connects to a socket by its path.
    ///
    /// - Throws: `refused`.
    init(path: String, patience: Int) throws(KernelError) {
        let descriptor = try Self.socket()
        let result = try Self.withAddress(path) { connect(descriptor.number, $0, $1) }
        guard result == 0 else { throw .refused(operation: "connect \(path)") }
        self.init(descriptor, patience: patience)
    }

    /// A socket that isn't connected yet.
    static func socket() throws(KernelError) -> Descriptor {
        let flags = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        return try Descriptor(Glibc.socket(AF_UNIX, flags, 0), operation: "socket(AF_UNIX)")
    }

    /// Hands a path as a socket's address to a system call.
    ///
    /// - Throws: `refused` where the path is too long for an address.
    static func withAddress(
        _ path: String, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws(KernelError) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw .refused(operation: path, errno: ENAMETOOLONG)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    /// The user at the other end, as the kernel noted when it connected (`SO_PEERCRED`).
    var peerUser: UInt32? {
        // struct ucred of sys/socket.h, which the Glibc module leaves out: pid, uid, gid.
        var credentials: (pid: Int32, user: UInt32, group: UInt32) = (0, 0, 0)
        var length = socklen_t(MemoryLayout.size(ofValue: credentials))
        guard getsockopt(descriptor.number, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0,
            length == MemoryLayout.size(ofValue: credentials)
        else { return nil }
        return credentials.user
    }

    /// Sends all bytes.
    ///
    /// - Throws: `refused`; `EAGAIN` where the other side doesn't take them.
    func send(_ bytes: [UInt8]) throws(KernelError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .refused(operation: "send") }
            rest = rest.dropFirst(count)
        }
    }

    /// The next bytes, so many at most; none when the other side has closed.
    ///
    /// - Throws: `refused`; `EAGAIN` where the other side is silent for too long.
    func receive(atMost limit: Int) throws(KernelError) -> [UInt8] {
        var part = [UInt8](repeating: 0, count: limit)
        while true {
            let count = recv(descriptor.number, &part, limit, 0)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .refused(operation: "receive") }
            return Array(part.prefix(count))
        }
    }
}
