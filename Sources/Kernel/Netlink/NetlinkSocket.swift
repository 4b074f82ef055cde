import CMnl
import Glibc

/// A netlink socket; it stays in the network namespace in which it was opened.
struct NetlinkSocket: NetlinkChannel {
    let sendLimit: Int
    let acknowledgementLimit: Int
    private let descriptor: Descriptor

    /// Opens and binds a socket.
    ///
    /// - Parameters:
    ///   - family: Which part of the kernel it speaks to, such as `NETLINK_ROUTE`.
    ///   - sendBuffer: What to ask for, in bytes; `SO_SNDBUFFORCE` needs CAP_NET_ADMIN in the first user namespace.
    ///   - receiveBuffer: The same for `SO_RCVBUFFORCE`.
    ///   - waitsForever: Whether `receive` waits without end.
    /// - Throws: `unavailable` with the system call that failed.
    init(
        family: Int32 = NETLINK_ROUTE, sendBuffer: Int32, receiveBuffer: Int32, waitsForever: Bool = false
    ) throws(KernelError) {
        let raw = Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        descriptor = try Descriptor(socket(AF_NETLINK, raw, family), operation: "socket(AF_NETLINK, \(family))")
        let number = descriptor.number
        Self.grow(number, force: SO_SNDBUFFORCE, plain: SO_SNDBUF, to: sendBuffer)
        Self.grow(number, force: SO_RCVBUFFORCE, plain: SO_RCVBUF, to: receiveBuffer)
        // netlink_sendmsg() refuses more than sk_sndbuf − 32 (net/netlink/af_netlink.c).
        sendLimit = max(Limit.smallestSend, Self.bufferSize(number, SO_SNDBUF) - 32)
        acknowledgementLimit = max(1, Self.bufferSize(number, SO_RCVBUF) / Limit.acknowledgementFootprint)
        for option in [NETLINK_EXT_ACK, NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK] {
            try Self.set(number, SOL_NETLINK, option, 1, operation: "setsockopt(SOL_NETLINK, \(option))")
        }
        if !waitsForever {
            var timeout = timeval(tv_sec: Limit.replySeconds, tv_usec: 0)
            setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        }
        var address = sockaddr_nl()
        address.nl_family = UInt16(AF_NETLINK)
        let bound = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(number, $0, socklen_t(MemoryLayout<sockaddr_nl>.size))
            }
        }
        guard bound == 0 else { throw .unavailable(operation: "bind(AF_NETLINK, \(family))", errno: errno) }
    }

    /// For poll(2).
    var number: Int32 { descriptor.number }

    /// The number that the kernel knows it by, and that notifications of what is asked for here carry.
    var portID: UInt32 {
        var address = sockaddr_nl()
        var length = socklen_t(MemoryLayout<sockaddr_nl>.size)
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(number, $0, &length) }
        }
        return result == 0 ? address.nl_pid : 0
    }

    /// The same as `receive(into:)`, but returns `nothing` at once when nothing waits.
    func receiveWaiting(into buffer: inout [UInt8]) throws(KernelError) -> Received {
        try receive(into: &buffer, flags: Int32(MSG_DONTWAIT))
    }

    /// Asks to be told of a group's changes (`RTNLGRP_*`, `linux/rtnetlink.h`).
    func join(_ group: rtnetlink_groups) throws(KernelError) { try join(groupNumber: Int32(group.rawValue)) }

    /// The same by the group's number, which generic netlink gives out.
    func join(groupNumber: Int32) throws(KernelError) {
        try Self.set(
            number, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, groupNumber,
            operation: "setsockopt(NETLINK_ADD_MEMBERSHIP, \(groupNumber))")
    }

    func send(_ bytes: [UInt8]) throws(KernelError) {
        while true {
            let sent = Glibc.send(number, bytes, bytes.count, 0)
            if sent == bytes.count { return }
            guard sent < 0, errno == EINTR else {
                throw .unavailable(operation: "send", errno: sent < 0 ? errno : EMSGSIZE)
            }
        }
    }

    /// Sends what the kernel has to take as a whole; the buffer grows first, where it has to and that is permitted.
    func sendWhole(_ bytes: [UInt8]) throws(KernelError) {
        if bytes.count > sendLimit {
            Self.grow(number, force: SO_SNDBUFFORCE, plain: SO_SNDBUF, to: Int32(clamping: bytes.count))
        }
        try send(bytes)
    }

    func receive(into buffer: inout [UInt8]) throws(KernelError) -> Received {
        try receive(into: &buffer, flags: 0)
    }

    private func receive(into buffer: inout [UInt8], flags: Int32) throws(KernelError) -> Received {
        while true {
            var sender = sockaddr_nl()
            var senderLength = socklen_t(MemoryLayout<sockaddr_nl>.size)
            let capacity = buffer.count
            // MSG_TRUNC: the datagram's real length comes back even if it didn't fit.
            let count = withUnsafeMutablePointer(to: &sender) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    recvfrom(number, &buffer, capacity, flags | Int32(MSG_TRUNC), $0, &senderLength)
                }
            }
            guard count >= 0 else {
                switch errno {
                case EINTR: continue
                case ENOBUFS: return .overflow
                case EAGAIN: return .nothing
                default: throw .unavailable(operation: "recvfrom", errno: errno)
                }
            }
            // Other processes may write to a netlink socket too; only the kernel has port 0.
            guard sender.nl_pid == 0 else { continue }
            guard count <= capacity else { throw .malformed("a datagram of \(count) bytes") }
            return .datagram(count: count)
        }
    }

    func drain() { _ = discard() }

    /// The same as `drain()`, and whether anything waited, or was lost before it could.
    func discard() -> Bool {
        // What has no room is thrown away.
        var slots = [mmsghdr](repeating: mmsghdr(), count: Limit.notifications)
        var didWait = false
        while true {
            let count = Int(recvmmsg(number, &slots, UInt32(slots.count), Int32(MSG_DONTWAIT), nil))
            let wasLost = count < 0 && errno == ENOBUFS
            didWait = didWait || count > 0 || wasLost
            guard count == slots.count || wasLost || (count < 0 && errno == EINTR) else { return didWait }
        }
    }

    private static func grow(_ number: Int32, force: Int32, plain: Int32, to size: Int32) {
        var size = size
        let length = socklen_t(MemoryLayout<Int32>.size)
        guard setsockopt(number, SOL_SOCKET, force, &size, length) != 0 else { return }
        setsockopt(number, SOL_SOCKET, plain, &size, length)
    }

    private static func bufferSize(_ number: Int32, _ option: Int32) -> Int {
        var size: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(number, SOL_SOCKET, option, &size, &length) == 0 ? Int(size) : 0
    }

    private static func set(
        _ number: Int32, _ level: Int32, _ option: Int32, _ value: Int32, operation: String
    ) throws(KernelError) {
        var value = value
        guard setsockopt(number, level, option, &value, socklen_t(MemoryLayout<Int32>.size)) == 0 else {
            throw .unavailable(operation: operation, errno: errno)
        }
    }
}
