public import NetworkTypes

/// A network of Ethernet over UDP (RFC 7348, `drivers/net/vxlan`).
public struct VXLAN: FieldRecord {
    /// The network's number.
    public var vni: UInt32?
    /// The address of this end.
    public var local: IPAddress?
    /// The other end, or the group of all ends.
    public var remote: IPAddress?
    /// The link that carries it.
    public var linkName: InterfaceName?
    /// The UDP port.
    public var port: UInt32 = 4789
    /// The UDP ports that packets are sent from.
    public var portRange: PortRange?
    /// The outer packet's time to live.
    public var ttl: UInt32?
    /// Whether the outer packet's time to live is the inner one's.
    public var ttlInherit: Bool?
    /// The outer packet's type of service.
    public var tos: UInt32?
    /// The outer packet's flow label.
    public var flowLabel: UInt32?
    /// Whether outer packets may be split.
    public var df: TunnelFragmentation?
    /// Whether senders' addresses are learned.
    public var learning: Bool?
    /// Whether ARP is answered here.
    public var proxy: Bool?
    /// Whether routers are left out.
    public var rsc: Bool?
    /// Whether unknown hardware addresses are told.
    public var l2miss: Bool?
    /// Whether unknown addresses are told.
    public var l3miss: Bool?
    /// Whether outer packets over IPv4 have a checksum.
    public var udpChecksum: Bool?
    /// Whether outer packets over IPv6 have none.
    public var udpZeroChecksum6Transmit: Bool?
    /// Whether packets over IPv6 without one are taken.
    public var udpZeroChecksum6Receive: Bool?
    /// Seconds until what was learned is forgotten.
    public var ageing: UInt32?
    /// Most hardware addresses that are known.
    public var limit: UInt32?
    /// Whether packets carry a group of a policy.
    public var gbp: Bool?
    /// Whether routes and filters say where packets go.
    public var collectMetadata: Bool?

    /// A network of which nothing is said but the port.
    public init() {}

    /// Every member.
    public static let fields: FieldList<VXLAN> = [
        Field(
            "vni", \.vni, in: 0...16_777_215,
            "The network's number; needed without collectMetadata. IFLA_VXLAN_ID, RFC 7348 §5.", .omitsEmpty),
        Field("local", \.local, "The address of this end. IFLA_VXLAN_LOCAL, IFLA_VXLAN_LOCAL6.", .omitsEmpty),
        Field(
            "remote", \.remote,
            "The other end, or the multicast group of all ends. IFLA_VXLAN_GROUP, IFLA_VXLAN_GROUP6.", .omitsEmpty),
        Field(
            "linkName", \.linkName, "The link that carries it; absent for any. A group needs one. IFLA_VXLAN_LINK.",
            .omitsEmpty),
        Field(
            "port", \.port, in: 1...65_535,
            "The UDP port; 4789 unless it's said (RFC 7348 §5), and not the 8472 of Linux. IFLA_VXLAN_PORT."),
        Field(
            "portRange", \.portRange,
            "The UDP ports that packets are sent from; 0 to 0 for those that the host hands out. "
                + "IFLA_VXLAN_PORT_RANGE.", .omitsEmpty),
        Field(
            "ttl", \.ttl, in: 0...255, "The outer packet's time to live; 0 for 64, or 1 to a group. IFLA_VXLAN_TTL.",
            .omitsEmpty),
        Field(
            "ttlInherit", \.ttlInherit,
            "Whether the outer packet's time to live is the inner one's. IFLA_VXLAN_TTL_INHERIT.",
            .omitsEmpty),
        Field(
            "tos", \.tos, in: 0...255, "The outer packet's type of service; 1 for the inner one's. IFLA_VXLAN_TOS.",
            .omitsEmpty),
        Field(
            "flowLabel", \.flowLabel, in: 0...0xF_FFFF, "The outer packet's flow label, IPv6 only. IFLA_VXLAN_LABEL.",
            .omitsEmpty),
        Field("df", \.df, "Whether outer packets may be split. IFLA_VXLAN_DF.", .omitsEmpty),
        Field(
            "learning", \.learning, "Whether senders' addresses are learned; a new one does. IFLA_VXLAN_LEARNING.",
            .omitsEmpty),
        Field("proxy", \.proxy, "Whether ARP is answered from the neighbour table. IFLA_VXLAN_PROXY.", .omitsEmpty),
        Field(
            "rsc", \.rsc, "Route short circuit: frames to a router go to their destination. IFLA_VXLAN_RSC.",
            .omitsEmpty),
        Field(
            "l2miss", \.l2miss, "Whether programs are told of unknown hardware addresses. IFLA_VXLAN_L2MISS.",
            .omitsEmpty),
        Field("l3miss", \.l3miss, "Whether programs are told of unknown addresses. IFLA_VXLAN_L3MISS.", .omitsEmpty),
        Field(
            "udpChecksum", \.udpChecksum, "Whether outer packets over IPv4 have a UDP checksum. IFLA_VXLAN_UDP_CSUM.",
            .omitsEmpty),
        Field(
            "udpZeroChecksum6Transmit", \.udpZeroChecksum6Transmit,
            "Whether outer packets over IPv6 have no UDP checksum (RFC 6935). IFLA_VXLAN_UDP_ZERO_CSUM6_TX.",
            .omitsEmpty),
        Field(
            "udpZeroChecksum6Receive", \.udpZeroChecksum6Receive,
            "Whether packets over IPv6 without a UDP checksum are taken. IFLA_VXLAN_UDP_ZERO_CSUM6_RX.", .omitsEmpty),
        Field(
            "ageing", \.ageing, "Seconds until what was learned is forgotten; 0 for never. IFLA_VXLAN_AGEING.",
            .omitsEmpty),
        Field(
            "limit", \.limit, "Most hardware addresses that are known; 0 for any number. IFLA_VXLAN_LIMIT.", .omitsEmpty
        ),
        Field(
            "gbp", \.gbp, "Whether packets carry a group of a policy (draft-smith-vxlan-group-policy). IFLA_VXLAN_GBP.",
            .omitsEmpty),
        Field(
            "collectMetadata", \.collectMetadata,
            "Whether routes and filters say where packets go, as `external` of ip-link(8). IFLA_VXLAN_COLLECT_METADATA.",
            .omitsEmpty),
    ]

    /// What `vxlan_nl2conf()` and `vxlan_config_validate()` refuse.
    public func contradictions() -> [Fault] {
        var faults = TunnelEnds(local: local, remote: remote).faults
        func fault(_ member: String, _ detail: String) { faults.append(Fault(JSONPointer(tokens: [member]), detail)) }
        if collectMetadata == true {
            if vni != nil { fault("vni", "collectMetadata leaves the number to routes and filters") }
        } else if vni == nil {
            fault("vni", "a network needs its number, unless collectMetadata leaves it to routes and filters")
        }
        if remote?.isMulticast == true, linkName == nil {
            fault("linkName", "the group \(remote?.description ?? "") is joined on a link; name it")
        }
        if ttlInherit == true, ttl ?? 0 != 0 { fault("ttl", "ttlInherit takes the inner packet's") }
        if flowLabel ?? 0 != 0, (remote ?? local)?.family != .inet6 {
            fault("flowLabel", "packets over IPv4 have no flow label; local or remote has to be of IPv6")
        }
        return faults
    }

    /// The first and the last of some UDP ports.
    public struct PortRange: FieldRecord {
        /// The first.
        public var low: UInt32 = 0
        /// The last.
        public var high: UInt32 = 0
        /// Any ports.
        public init() {}
        /// Ports from the first to the last.
        public init(low: UInt32, high: UInt32) { (self.low, self.high) = (low, high) }
        /// Every member.
        public static let fields: FieldList<PortRange> = [
            Field("low", \.low, in: 0...65_535, "The first port.", .required),
            Field("high", \.high, in: 0...65_535, "The last port.", .required),
        ]
        /// The first isn't behind the last.
        public func contradictions() -> [Fault] {
            low <= high ? [] : [Fault(JSONPointer(tokens: ["high"]), "the last port isn't before the first, \(low)")]
        }
    }
}
