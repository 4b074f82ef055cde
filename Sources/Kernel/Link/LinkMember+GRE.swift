import CMnl

/// GRE over IPv4 and over IPv6 (`IFLA_GRE_*`, RFC 2784 and RFC 2890).
extension LinkMember {
    /// The index of the link that carries it; 0 for any.
    public static let greLink = LinkMember("gre.link", Int(IFLA_GRE_LINK), .uint32)
    /// The address of this end.
    public static let greLocal = LinkMember("gre.local", Int(IFLA_GRE_LOCAL), .addressIfAny)
    /// The address of the other end.
    public static let greRemote = LinkMember("gre.remote", Int(IFLA_GRE_REMOTE), .addressIfAny)
    /// The key that received packets must have.
    public static let greInKey = LinkMember("gre.inKey", Int(IFLA_GRE_IKEY), .network32)
    /// The key that sent packets have.
    public static let greOutKey = LinkMember("gre.outKey", Int(IFLA_GRE_OKEY), .network32)
    /// Whether received packets must have a key (`GRE_KEY`).
    public static let greInKeyed = LinkMember("gre.inKeyed", Int(IFLA_GRE_IFLAGS), .part(.network16, 0x2000))
    /// Whether received packets must have a checksum (`GRE_CSUM`).
    public static let greInChecksum = LinkMember("gre.inChecksum", Int(IFLA_GRE_IFLAGS), .part(.network16, 0x8000))
    /// Whether received packets must be in sequence (`GRE_SEQ`).
    public static let greInSequence = LinkMember("gre.inSequence", Int(IFLA_GRE_IFLAGS), .part(.network16, 0x1000))
    /// Whether sent packets have a key.
    public static let greOutKeyed = LinkMember("gre.outKeyed", Int(IFLA_GRE_OFLAGS), .part(.network16, 0x2000))
    /// Whether sent packets have a checksum.
    public static let greOutChecksum = LinkMember("gre.outChecksum", Int(IFLA_GRE_OFLAGS), .part(.network16, 0x8000))
    /// Whether sent packets are numbered.
    public static let greOutSequence = LinkMember("gre.outSequence", Int(IFLA_GRE_OFLAGS), .part(.network16, 0x1000))
    /// The outer packet's time to live or hop limit; 0 for the inner one's.
    public static let greTTL = LinkMember("gre.ttl", Int(IFLA_GRE_TTL), .uint8)
    /// The outer packet's type of service; 1 for the inner one's, IPv4 only.
    public static let greTOS = LinkMember("gre.tos", Int(IFLA_GRE_TOS), .uint8)
    /// Whether outer packets must not be split, IPv4 only.
    public static let grePathMTUDiscovery = LinkMember("gre.pathMTUDiscovery", Int(IFLA_GRE_PMTUDISC), .uint8)
    /// How often the packet may be put into another tunnel (RFC 2473 §4.1.1), IPv6 only.
    public static let greEncapLimit = LinkMember("gre.encapLimit", Int(IFLA_GRE_ENCAP_LIMIT), .uint8)
    /// The outer packet's flow label, IPv6 only.
    public static let greFlowLabel = LinkMember(
        "gre.flowLabel", Int(IFLA_GRE_FLOWINFO), .part(.network32, 0x000F_FFFF))
    /// The outer packet's traffic class, IPv6 only.
    public static let greTrafficClass = LinkMember(
        "gre.trafficClass", Int(IFLA_GRE_FLOWINFO), .part(.network32, 0x0FF0_0000))
    /// Whether there is no limit of tunnels (`IP6_TNL_F_IGN_ENCAP_LIMIT`), IPv6 only.
    public static let greNoEncapLimit = LinkMember("gre.noEncapLimit", Int(IFLA_GRE_FLAGS), .part(.host32, 0x1))
    /// Whether the traffic class is the inner packet's (`IP6_TNL_F_USE_ORIG_TCLASS`), IPv6 only.
    public static let greInheritClass = LinkMember("gre.inheritTrafficClass", Int(IFLA_GRE_FLAGS), .part(.host32, 0x2))
    /// Whether the flow label is the inner packet's (`IP6_TNL_F_USE_ORIG_FLOWLABEL`), IPv6 only.
    public static let greInheritLabel = LinkMember("gre.inheritFlowLabel", Int(IFLA_GRE_FLAGS), .part(.host32, 0x4))

    /// The other bits, which a change must not lose.
    private static let greOtherFlags = LinkMember("gre.otherFlags", Int(IFLA_GRE_FLAGS), .part(.host32, 0xFFFF_FFF8))
    private static let greIgnoreDF = LinkMember("gre.ignoreDF", Int(IFLA_GRE_IGNORE_DF), .uint8)
    private static let greCollectMetadata = LinkMember(
        "gre.collectMetadata", Int(IFLA_GRE_COLLECT_METADATA), .presence)

    static let gre = [
        greLink, greLocal, greRemote, greInKey, greOutKey, greInKeyed, greInChecksum, greInSequence, greOutKeyed,
        greOutChecksum, greOutSequence, greTTL, greTOS, grePathMTUDiscovery, greEncapLimit, greFlowLabel,
        greTrafficClass, greNoEncapLimit, greInheritClass, greInheritLabel, greOtherFlags, greIgnoreDF,
        greCollectMetadata,
    ]
}
