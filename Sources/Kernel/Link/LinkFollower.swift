import CMnl

/// The links as the kernel's notifications tell of them, so that one that changes among thousands costs no look at all of them.
///
/// Notifications say of a link what a dump says; what changes without one is seen by the next dump, which whoever follows asks
/// for now and then.
struct LinkFollower {
    private let socket: NetlinkSocket
    private var links: [UInt32: KernelLink]?

    /// Follows the links of the network namespace of the thread that calls this.
    init() throws(KernelError) {
        socket = try NetlinkSocket(sendBuffer: 0, receiveBuffer: Limit.monitorBuffer)
        try socket.join(RTNLGRP_LINK)
    }

    /// Begins with a dump; what is told from `forget` on is applied to it.
    mutating func begin(with dump: [KernelLink]) {
        links = Dictionary(dump.map { ($0.index, $0) }) { $1 }
    }

    /// Knows nothing any more, so that a dump has to come.
    mutating func forget() {
        links = nil
        socket.drain()
    }

    /// The links by index, after everything that was told until now.
    ///
    /// - Returns: `nil` when they aren't known, because nothing was dumped yet or notifications were lost.
    mutating func current() throws(KernelError) -> [KernelLink]? {
        guard links != nil else { return nil }
        var buffer = [UInt8](repeating: 0, count: Limit.datagram)
        while true {
            switch try socket.receiveWaiting(into: &buffer) {
            case .datagram(let count): try apply(buffer.span.bytes, count)
            case .overflow:
                forget()
                return nil
            case .nothing:
                return links.map { $0.values.sorted { $0.index < $1.index } }
            }
        }
    }

    private mutating func apply(_ bytes: borrowing RawSpan, _ count: Int) throws(KernelError) {
        var messages = MessageCursor(count: count)
        while let message = try messages.next(in: bytes) {
            guard message.type == Int(RTM_NEWLINK) || message.type == Int(RTM_DELLINK) else { continue }
            let header = try bytes.header(ifinfomsg.self, of: message.payload)
            // Bridges tell of their ports in the same group, in messages of another family.
            guard Int32(header.ifi_family) == AF_UNSPEC else { continue }
            let index = UInt32(bitPattern: header.ifi_index)
            links?[index] =
                message.type == Int(RTM_NEWLINK) ? try KernelLink.read(bytes, message.payload) : nil
        }
    }
}
