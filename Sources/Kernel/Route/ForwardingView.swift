import CMnl

/// The forwarding databases that were asked for, for as long as the kernel tells of no change of one.
struct ForwardingView {
    private let socket: NetlinkSocket
    private var known: [UInt32: Set<ForwardingEntry>]?
    private var links: Set<UInt32> = []

    /// Listens in the network namespace of the thread that calls this.
    init() throws(KernelError) {
        socket = try NetlinkSocket(sendBuffer: 0, receiveBuffer: Limit.requestBuffer)
        try SocketFilter.settled.attach(to: socket.number)
        try socket.join(RTNLGRP_NEIGH)
    }

    /// What each of some links has.
    mutating func entries(
        of links: Set<UInt32>, _ session: RequestSession
    ) throws(KernelError) -> [UInt32: Set<ForwardingEntry>] {
        // What changes while it's being asked for waits here for the next call.
        if socket.discard() || links != self.links { known = nil }
        self.links = links
        if let known { return known }
        let found = try session.dump(.forwarding, decode: ForwardingEntry.read)
        let entries = found.reduce(into: [UInt32: Set<ForwardingEntry>]()) { entries, next in
            if links.contains(next.link) { entries[next.link, default: []].insert(next.entry) }
        }
        known = entries
        return entries
    }
}
