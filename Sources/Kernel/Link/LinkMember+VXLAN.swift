import CMnl

/// VXLAN (`IFLA_VXLAN_*`, RFC 7348).
extension LinkMember {
    /// The network's number.
    public static let vxlanID = LinkMember("vxlan.vni", Int(IFLA_VXLAN_ID), .uint32)
    /// The other end, or the group of all ends, over IPv4.
    public static let vxlanRemote = LinkMember("vxlan.remote", Int(IFLA_VXLAN_GROUP), .address)
    /// The other end, or the group of all ends, over IPv6.
    public static let vxlanRemote6 = LinkMember("vxlan.remote6", Int(IFLA_VXLAN_GROUP6), .address)
    /// The address of this end, over IPv4.
    public static let vxlanLocal = LinkMember("vxlan.local", Int(IFLA_VXLAN_LOCAL), .address)
    /// The address of this end, over IPv6.
    public static let vxlanLocal6 = LinkMember("vxlan.local6", Int(IFLA_VXLAN_LOCAL6), .address)
    /// The index of the link that carries it; 0 for any.
    public static let vxlanLink = LinkMember("vxlan.link", Int(IFLA_VXLAN_LINK), .uint32)
    /// The UDP port that packets are sent to and received at.
    public static let vxlanPort = LinkMember("vxlan.port", Int(IFLA_VXLAN_PORT), .network16)
    /// The UDP ports that packets are sent from; 0 to 0 for those that the host hands out.
    public static let vxlanPortRange = LinkMember("vxlan.portRange", Int(IFLA_VXLAN_PORT_RANGE), .range16)
    /// The outer packet's time to live; 0 for 64, or 1 to a group.
    public static let vxlanTTL = LinkMember("vxlan.ttl", Int(IFLA_VXLAN_TTL), .uint8)
    /// Whether the outer packet's time to live is the inner one's.
    public static let vxlanTTLInherit = LinkMember("vxlan.ttlInherit", Int(IFLA_VXLAN_TTL_INHERIT), .presence)
    /// The outer packet's type of service; 1 for the inner one's.
    public static let vxlanTOS = LinkMember("vxlan.tos", Int(IFLA_VXLAN_TOS), .uint8)
    /// The outer packet's flow label.
    public static let vxlanFlowLabel = LinkMember("vxlan.flowLabel", Int(IFLA_VXLAN_LABEL), .network32)
    /// Whether the outer packet may be split (`VXLAN_DF_*`).
    public static let vxlanDF = LinkMember("vxlan.df", Int(IFLA_VXLAN_DF), .uint8)
    /// Whether senders' addresses are learned.
    public static let vxlanLearning = LinkMember("vxlan.learning", Int(IFLA_VXLAN_LEARNING), .uint8)
    /// Whether ARP is answered from the neighbour table.
    public static let vxlanProxy = LinkMember("vxlan.proxy", Int(IFLA_VXLAN_PROXY), .uint8)
    /// Whether what would go to a router goes to its destination.
    public static let vxlanShortCircuit = LinkMember("vxlan.rsc", Int(IFLA_VXLAN_RSC), .uint8)
    /// Whether unknown hardware addresses are told to programs.
    public static let vxlanL2Miss = LinkMember("vxlan.l2miss", Int(IFLA_VXLAN_L2MISS), .uint8)
    /// Whether unknown addresses are told to programs.
    public static let vxlanL3Miss = LinkMember("vxlan.l3miss", Int(IFLA_VXLAN_L3MISS), .uint8)
    /// Whether outer packets over IPv4 have a UDP checksum.
    public static let vxlanChecksum = LinkMember("vxlan.udpChecksum", Int(IFLA_VXLAN_UDP_CSUM), .uint8)
    /// Whether outer packets over IPv6 have no UDP checksum.
    public static let vxlanZeroChecksumTransmit = LinkMember(
        "vxlan.udpZeroChecksum6Transmit", Int(IFLA_VXLAN_UDP_ZERO_CSUM6_TX), .uint8)
    /// Whether packets over IPv6 without a UDP checksum are taken.
    public static let vxlanZeroChecksumReceive = LinkMember(
        "vxlan.udpZeroChecksum6Receive", Int(IFLA_VXLAN_UDP_ZERO_CSUM6_RX), .uint8)
    /// Seconds after which what was learned is forgotten; 0 for never.
    public static let vxlanAgeing = LinkMember("vxlan.ageing", Int(IFLA_VXLAN_AGEING), .uint32)
    /// Most hardware addresses that are known; 0 for any number.
    public static let vxlanLimit = LinkMember("vxlan.limit", Int(IFLA_VXLAN_LIMIT), .uint32)
    /// Whether packets carry a group of a policy.
    public static let vxlanGroupPolicy = LinkMember("vxlan.gbp", Int(IFLA_VXLAN_GBP), .presence)
    /// Whether routes and filters say where packets go.
    public static let vxlanCollectMetadata = LinkMember(
        "vxlan.collectMetadata", Int(IFLA_VXLAN_COLLECT_METADATA), .uint8)

    static let vxlan = [
        vxlanID, vxlanRemote, vxlanRemote6, vxlanLocal, vxlanLocal6, vxlanLink, vxlanPort, vxlanPortRange, vxlanTTL,
        vxlanTTLInherit, vxlanTOS, vxlanFlowLabel, vxlanDF, vxlanLearning, vxlanProxy, vxlanShortCircuit, vxlanL2Miss,
        vxlanL3Miss, vxlanChecksum, vxlanZeroChecksumTransmit, vxlanZeroChecksumReceive, vxlanAgeing, vxlanLimit,
        vxlanGroupPolicy, vxlanCollectMetadata,
    ]
}
