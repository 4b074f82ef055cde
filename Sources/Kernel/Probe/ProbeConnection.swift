import CMnl
import Glibc
import NetworkTypes

/// A TCP connection of which every step has to be done before a deadline; all calls block.
struct ProbeConnection: ~Copyable {
    private let descriptor: Descriptor

    /// Connects to the first address of a host that takes it; each gets its share of the time.
    init(to endpoint: Endpoint, until deadline: ContinuousClock.Instant) throws(ProbeFailure) {
        var rest = try Self.addresses(endpoint.host)
        while let address = rest.first {
            let now = ContinuousClock.now
            guard now < deadline else { throw .timedOut }
            let share = now + (deadline - now) / rest.count
            rest.removeFirst()
            do throws(ProbeFailure) {
                descriptor = try Self.connect(SocketAddress(address, port: endpoint.port), until: share)
                return
            } catch {
                if rest.isEmpty { throw error }
            }
        }
        throw .unresolved(name: endpoint.host.description, words: String(cString: gai_strerror(EAI_NONAME)))
    }

    private static func addresses(_ host: NetworkHost) throws(ProbeFailure) -> [IPAddress] {
        switch host {
        case .address(let address): return [address]
        case .name(let name): return try NameLookup.resolve(name)
        }
    }

    private static func connect(
        _ address: SocketAddress, until deadline: ContinuousClock.Instant
    ) throws(ProbeFailure) -> Descriptor {
        let flags = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor: Descriptor
        do throws(KernelError) {
            descriptor = try Descriptor(socket(address.family, flags, 0), operation: "socket")
        } catch {
            throw .unavailable(error)
        }
        if address.with({ Glibc.connect(descriptor.number, $0, $1) }) != 0 {
            guard errno == EINPROGRESS else { throw .disconnected(errno: errno) }
            try wait(for: POLLOUT, on: descriptor, until: deadline)
            var error: Int32 = 0
            var length = socklen_t(MemoryLayout<Int32>.size)
            guard getsockopt(descriptor.number, SOL_SOCKET, SO_ERROR, &error, &length) == 0 else {
                throw .disconnected(errno: errno)
            }
            guard error == 0 else { throw .disconnected(errno: error) }
        }
        // A port of this host to which nobody listens can be the one that the socket itself was given.
        guard SocketAddress.name(descriptor, getsockname) != SocketAddress.name(descriptor, getpeername) else {
            throw .disconnected(errno: ECONNREFUSED)
        }
        return descriptor
    }

    private static func wait(
        for event: Int32, on descriptor: Descriptor, until deadline: ContinuousClock.Instant
    ) throws(ProbeFailure) {
        var entry = pollfd(fd: descriptor.number, events: Int16(event), revents: 0)
        while true {
            let rest = deadline - .now
            guard rest > .zero else { throw .timedOut }
            // At least a millisecond, so that the last fraction of one isn't spent in circles.
            let milliseconds = rest.components.seconds * 1000 + rest.components.attoseconds / 1_000_000_000_000_000 + 1
            let count = poll(&entry, 1, Int32(clamping: milliseconds))
            if count > 0 { return }
            guard count == 0 || errno == EINTR else { throw .disconnected(errno: errno) }
        }
    }

    /// Sends all of it.
    func send(_ bytes: [UInt8], until deadline: ContinuousClock.Instant) throws(ProbeFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            try Self.wait(for: POLLOUT, on: descriptor, until: deadline)
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count > 0 { rest = rest.dropFirst(count) } else { try Self.check() }
        }
    }

    /// Receives what is there; nothing when the other side closed the connection.
    func receive(atMost limit: Int, until deadline: ContinuousClock.Instant) throws(ProbeFailure) -> [UInt8] {
        while true {
            try Self.wait(for: POLLIN, on: descriptor, until: deadline)
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, initialized in
                count = recv(descriptor.number, buffer.baseAddress, buffer.count, 0)
                initialized = max(0, count)
            }
            if count >= 0 { return bytes }
            try Self.check()
        }
    }

    /// Goes on after an interruption, and gives up after an error.
    private static func check() throws(ProbeFailure) {
        guard [EAGAIN, EINTR].contains(errno) else { throw .disconnected(errno: errno) }
    }
}
