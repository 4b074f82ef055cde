public import Kernel
public import NetworkTypes
public import Resources

extension LinkStatistics {
    /// What the kernel counted.
    public init(_ counters: LinkCounters) {
        self.init()
        rx.bytes = Count(counters.receivedBytes)
        rx.packets = Count(counters.receivedPackets)
        rx.errors = Count(counters.receiveErrors)
        rx.dropped = Count(counters.receiveDrops)
        rx.multicast = Count(counters.multicast)
        tx.bytes = Count(counters.sentBytes)
        tx.packets = Count(counters.sentPackets)
        tx.errors = Count(counters.sendErrors)
        tx.dropped = Count(counters.sendDrops)
        tx.collisions = Count(counters.collisions)
        tx.carrierErrors = Count(counters.carrierErrors)
    }
}

extension LinkStatistics {
    /// Adds what was said with peers, in the order of their keys; `now` is in seconds since 1970.
    public mutating func add(_ traffic: [WireGuardKey: WireGuardTraffic], now: Int64) {
        peers = traffic.map { ($0.description, $0, $1) }.sorted { $0.0 < $1.0 }.map { _, key, traffic in
            var peer = WireGuardPeerStatistics()
            peer.publicKey = key
            // The host's clock may have been set back since.
            peer.handshakeAge = traffic.lastHandshake.map { UInt32(clamping: max(0, now - $0)) }
            (peer.rxBytes, peer.txBytes) = (Count(traffic.received), Count(traffic.sent))
            return peer
        }
    }
}
