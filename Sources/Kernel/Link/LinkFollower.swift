import CMnl

/// The links as the kernel's notifications tell of them, so that one that changes among thousands costs no look at all of them.
///
/// Notifications say of a link what a dump says; what changes without one is seen by the next dump, which whoever follows asks
/// for now and then.
struct LinkFollower {
    /// What notifications told.
    struct News {
        /// The links that are other or new as they are now, and `nil` for those that have gone.
        var links: [UInt32: KernelLink?] = [:]
        /// Whether something of a bridge was told, its VLANs perhaps.
        var isOfBridges = false
    }

    private let socket: NetlinkSocket
    private let batch = DatagramBatch()

    /// Follows the links of the network namespace of the thread that calls this.
    init() throws(KernelError) {
        socket = try NetlinkSocket(sendBuffer: 0, receiveBuffer: Limit.monitorBuffer)
        try socket.join(RTNLGRP_LINK)
    }

    /// Throws away what was told until now, before a dump that says all of it.
    func skip() { socket.drain() }

    /// Everything that was told since the last call.
    ///
    /// - Returns: `nil` when notifications were lost, and a dump has to come.
    func news() throws(KernelError) -> News? {
        var news = News()
        while true {
            let backlog = try socket.receiveWaiting(into: batch) { bytes throws(KernelError) in
                try Self.read(bytes, into: &news)
            }
            switch backlog {
            case .more: continue
            case .overflow: return nil
            case .nothing: return news
            }
        }
    }

    private static func read(_ bytes: borrowing RawSpan, into news: inout News) throws(KernelError) {
        var messages = MessageCursor(count: bytes.byteCount)
        while let message = try messages.next(in: bytes) {
            guard message.type == Int(RTM_NEWLINK) || message.type == Int(RTM_DELLINK) else { continue }
            let header = try bytes.header(ifinfomsg.self, of: message.payload)
            // Bridges tell of their ports in the same group, in messages of another family.
            guard Int32(header.ifi_family) == AF_UNSPEC else {
                news.isOfBridges = true
                continue
            }
            let index = UInt32(bitPattern: header.ifi_index)
            news.links.updateValue(
                message.type == Int(RTM_NEWLINK) ? try KernelLink.read(bytes, message.payload) : nil, forKey: index)
        }
    }
}
