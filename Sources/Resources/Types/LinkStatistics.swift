/// What passed through a link since it was made (`struct rtnl_link_stats64`, `linux/if_link.h`).
///
/// It is asked of the kernel when somebody wants to see it, and never stored: a count that grows all the time is no change of
/// the link.
public struct LinkStatistics: FieldRecord {
    /// What came in.
    public var rx = Received()
    /// What went out.
    public var tx = Sent()
    /// What was said with the peers of a WireGuard link.
    public var peers: [WireGuardPeerStatistics] = []
    /// Nothing yet.
    public init() {}
    /// Every member.
    public static let fields: FieldList<LinkStatistics> = [
        Field("rx", \.rx, "What came in."), Field("tx", \.tx, "What went out."),
        Field("peers", \.peers, "What was said with the peers of a WireGuard link.", .omitsEmpty),
    ]

    /// What came in.
    public struct Received: FieldRecord {
        /// Bytes of good packets, link headers included.
        public var bytes = Count()
        /// Good packets.
        public var packets = Count()
        /// Bad packets.
        public var errors = Count()
        /// Packets for which there was no room.
        public var dropped = Count()
        /// Packets to groups.
        public var multicast = Count()
        /// Nothing yet.
        public init() {}
        /// Every member.
        public static let fields: FieldList<Received> = [
            Field("bytes", \.bytes, "Bytes of good packets, link headers included. rx_bytes."),
            Field("packets", \.packets, "Good packets. rx_packets."),
            Field("errors", \.errors, "Bad packets. rx_errors."),
            Field("dropped", \.dropped, "Packets for which there was no room. rx_dropped."),
            Field("multicast", \.multicast, "Packets to groups. multicast."),
        ]
    }

    /// What went out.
    public struct Sent: FieldRecord {
        /// Bytes of packets that were sent, link headers included.
        public var bytes = Count()
        /// Packets that were sent.
        public var packets = Count()
        /// Packets that couldn't be sent.
        public var errors = Count()
        /// Packets that were dropped on the way out.
        public var dropped = Count()
        /// Collisions on a shared wire.
        public var collisions = Count()
        /// Times that the carrier was lost while sending.
        public var carrierErrors = Count()
        /// Nothing yet.
        public init() {}
        /// Every member.
        public static let fields: FieldList<Sent> = [
            Field("bytes", \.bytes, "Bytes that were sent, link headers included. tx_bytes."),
            Field("packets", \.packets, "Packets that were sent. tx_packets."),
            Field("errors", \.errors, "Packets that couldn't be sent. tx_errors."),
            Field("dropped", \.dropped, "Packets dropped on the way out. tx_dropped."),
            Field("collisions", \.collisions, "Collisions on a shared wire. collisions."),
            Field("carrierErrors", \.carrierErrors, "Times the carrier was lost while sending. tx_carrier_errors."),
        ]
    }
}

/// A count of 64 bits; one beyond 2⁶³ − 1, which JSON's integers here don't hold, stays there.
public struct Count: FieldValue {
    /// How many.
    public let number: UInt64
    /// So many.
    public init(_ number: UInt64 = 0) { self.number = number }
    /// `integer` from 0.
    public static var schema: JSON { ["type": "integer", "minimum": 0] }
    /// Reads a whole number.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> Count? {
        if let number = json.integer.flatMap({ UInt64(exactly: $0) }) { return Count(number) }
        faults.append(Fault(pointer, "a whole number from 0 on is expected, not \(json.article)"))
        return nil
    }
    /// The number.
    public var json: JSON { .integer(Int64(clamping: number)) }
}
