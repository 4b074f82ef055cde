public import Resources

/// Sets what an Ethernet device can do (`ETHTOOL_MSG_*`, `linux/ethtool_netlink.h`).
public struct EthernetConfig: NetworkDocument {
    /// The sizes of the device's rings; what is absent is left.
    public struct Rings: FieldRecord {
        /// Packets that came in.
        public var rx: UInt32?
        /// Packets to be sent.
        public var tx: UInt32?
        /// Small packets that came in.
        public var rxMini: UInt32?
        /// Large packets that came in.
        public var rxJumbo: UInt32?
        /// Bytes of a buffer.
        public var rxBufLen: UInt32?
        /// Bytes of an event.
        public var cqeSize: UInt32?
        /// Whether descriptors are written to the device.
        public var txPush: Bool?
        /// The same for packets that come in.
        public var rxPush: Bool?
        /// Bytes of that.
        public var txPushBufLen: UInt32?
        /// Whether headers and data are kept apart.
        public var tcpDataSplit: Bool?

        /// Nothing is said.
        public init() {}

        /// Every member.
        public static let fields: FieldList<Rings> = [
            Field("rx", \.rx, "Packets that came in.", .omitsEmpty),
            Field("tx", \.tx, "Packets to be sent.", .omitsEmpty),
            Field("rx-mini", \.rxMini, "Small packets that came in.", .omitsEmpty),
            Field("rx-jumbo", \.rxJumbo, "Large packets that came in.", .omitsEmpty),
            Field("rx-buf-len", \.rxBufLen, "Bytes of a buffer.", .omitsEmpty),
            Field("cqe-size", \.cqeSize, "Bytes of an event.", .omitsEmpty),
            Field("tx-push", \.txPush, "Whether descriptors are written to the device.", .omitsEmpty),
            Field("rx-push", \.rxPush, "The same for packets that come in.", .omitsEmpty),
            Field("tx-push-buf-len", \.txPushBufLen, "Bytes of that.", .omitsEmpty),
            Field("tcp-data-split", \.tcpDataSplit, "Whether headers and data are kept apart.", .omitsEmpty),
        ]
    }

    /// How many queues the device has.
    public struct Channels: FieldRecord {
        /// For packets that come in.
        public var rx: UInt32?
        /// For packets that are sent.
        public var tx: UInt32?
        /// For anything else.
        public var other: UInt32?
        /// For both ways.
        public var combined: UInt32?

        /// Nothing is said.
        public init() {}

        /// Every member.
        public static let fields: FieldList<Channels> = [
            Field("rx", \.rx, "For packets that come in.", .omitsEmpty),
            Field("tx", \.tx, "For packets that are sent.", .omitsEmpty),
            Field("other", \.other, "For anything else.", .omitsEmpty),
            Field("combined", \.combined, "For both ways.", .omitsEmpty),
        ]
    }

    /// What wakes the host up.
    public enum WakeUp: String, ChoiceValue {
        case phy, unicast, multicast, broadcast, arp, magic, magicsecure, filter
    }

    /// The link's name.
    public var name = ""
    /// Features by name, as `ethtool -k` shows them.
    public var features: [String: Bool] = [:]
    /// The rings.
    public var rings = Rings()
    /// The queues.
    public var channels = Channels()
    /// What wakes the host up.
    public var wakeOnLan: [WakeUp] = []

    /// A device of which nothing is said.
    public init() {}

    /// The kind.
    public static let kind = "EthernetConfig"
    /// Not yet.
    public static let isSupported = false
    /// Every member.
    public static let fields: FieldList<EthernetConfig> = [
        Field(text: "name", \.name, "The link's name."),
        Field(switchesByName: "features", \.features, "Features by name, as ethtool -k shows them."),
        Field("rings", \.rings, "The rings."),
        Field("channels", \.channels, "The queues."),
        Field("wakeOnLan", \.wakeOnLan, "What wakes the host up.", .omitsEmpty),
    ]

    /// The name.
    public func check(_ findings: inout Findings) { requireName(&findings) }
}
