import CMnl
import NetworkTypes

/// What passed through a link since it was made (`struct rtnl_link_stats64`, `linux/if_link.h`).
public struct LinkCounters: Hashable, Sendable {
    /// Good packets that came in.
    public let receivedPackets: UInt64
    /// Their bytes, link headers included.
    public let receivedBytes: UInt64
    /// Bad packets that came in.
    public let receiveErrors: UInt64
    /// Packets for which there was no room.
    public let receiveDrops: UInt64
    /// Packets to groups that came in.
    public let multicast: UInt64
    /// Packets that were sent.
    public let sentPackets: UInt64
    /// Their bytes, link headers included.
    public let sentBytes: UInt64
    /// Packets that couldn't be sent.
    public let sendErrors: UInt64
    /// Packets that were dropped on the way out.
    public let sendDrops: UInt64
    /// Collisions on a shared wire.
    public let collisions: UInt64
    /// Times that the carrier was lost while sending.
    public let carrierErrors: UInt64

    init(_ counters: rtnl_link_stats64) {
        receivedPackets = counters.rx_packets
        receivedBytes = counters.rx_bytes
        receiveErrors = counters.rx_errors
        receiveDrops = counters.rx_dropped
        multicast = counters.multicast
        sentPackets = counters.tx_packets
        sentBytes = counters.tx_bytes
        sendErrors = counters.tx_errors
        sendDrops = counters.tx_dropped
        collisions = counters.collisions
        carrierErrors = counters.tx_carrier_errors
    }

    /// Reads the payload of an `RTM_NEWLINK`: `nil` for a link without counters, or whose name `InterfaceName` doesn't take.
    static func read(
        _ bytes: borrowing RawSpan, _ payload: Range<Int>
    ) throws(KernelError) -> (InterfaceName, LinkCounters)? {
        var attributes = AttributeCursor(payload, skipping: MemoryLayout<ifinfomsg>.size)
        var name: InterfaceName?
        var counters: LinkCounters?
        while let attribute = try attributes.next(in: bytes) {
            switch attribute.type {
            case Int(IFLA_IFNAME): name = InterfaceName(bytes.string(of: attribute))
            case Int(IFLA_STATS64): counters = try bytes.counters(of: attribute)
            default: continue
            }
        }
        guard let name, let counters else { return nil }
        return (name, counters)
    }
}

extension RawSpan {
    /// The counters, of which older kernels have fewer and newer ones more: those that aren't there are 0.
    fileprivate func counters(of attribute: Attribute) throws(KernelError) -> LinkCounters {
        var whole = array(of: attribute.payload)
        let size = MemoryLayout<rtnl_link_stats64>.size
        if whole.count < size { whole += [UInt8](repeating: 0, count: size - whole.count) }
        return LinkCounters(try whole.span.bytes.header(rtnl_link_stats64.self, of: 0..<whole.count))
    }
}
