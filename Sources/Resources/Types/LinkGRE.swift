public import NetworkTypes

/// A tunnel of GRE (RFC 2784, RFC 2890; `net/ipv4/ip_gre.c`, `net/ipv6/ip6_gre.c`).
public struct GRETunnel: FieldRecord {
    /// The address of this end.
    public var local: IPAddress?
    /// The address of the other end.
    public var remote: IPAddress?
    /// The link that carries it.
    public var linkName: InterfaceName?
    /// The key that received packets must have.
    public var inKey: UInt32?
    /// The key that sent packets have.
    public var outKey: UInt32?
    /// Whether received packets must have a checksum.
    public var inChecksum: Bool?
    /// Whether sent packets have a checksum.
    public var outChecksum: Bool?
    /// Whether received packets must be in sequence.
    public var inSequence: Bool?
    /// Whether sent packets are numbered.
    public var outSequence: Bool?
    /// The outer packet's time to live or hop limit.
    public var ttl: UInt32?
    /// The outer packet's type of service or traffic class.
    public var tos: UInt32?
    /// Whether outer packets must not be split.
    public var pathMTUDiscovery: Bool?
    /// How many tunnels may follow.
    public var encapLimit: UInt32?
    /// Whether any number of tunnels may follow.
    public var noEncapLimit: Bool?
    /// The outer packet's flow label.
    public var flowLabel: UInt32?
    /// Whether the flow label is the inner packet's.
    public var flowLabelInherit: Bool?
    /// Whether the traffic class is the inner packet's.
    public var trafficClassInherit: Bool?

    /// A tunnel of which nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<GRETunnel> = [
        Field("local", \.local, "The address of this end; of the kind's family. IFLA_GRE_LOCAL.", .omitsEmpty),
        Field("remote", \.remote, "The address of the other end; of the kind's family. IFLA_GRE_REMOTE.", .omitsEmpty),
        Field("linkName", \.linkName, "The link that carries it; absent for any. IFLA_GRE_LINK.", .omitsEmpty),
        Field(
            "inKey", \.inKey, "The key that received packets must have; absent for none. IFLA_GRE_IKEY.", .omitsEmpty),
        Field("outKey", \.outKey, "The key that sent packets have; absent for none. IFLA_GRE_OKEY.", .omitsEmpty),
        Field(
            "inChecksum", \.inChecksum, "Whether received packets must have a checksum. GRE_CSUM of IFLA_GRE_IFLAGS.",
            .omitsEmpty),
        Field(
            "outChecksum", \.outChecksum, "Whether sent packets have a checksum. GRE_CSUM of IFLA_GRE_OFLAGS.",
            .omitsEmpty),
        Field(
            "inSequence", \.inSequence, "Whether received packets must be in sequence. GRE_SEQ of IFLA_GRE_IFLAGS.",
            .omitsEmpty),
        Field(
            "outSequence", \.outSequence, "Whether sent packets are numbered. GRE_SEQ of IFLA_GRE_OFLAGS.", .omitsEmpty),
        Field(
            "ttl", \.ttl, in: 0...255,
            "The outer packet's time to live or hop limit; 0 for the inner one's. IFLA_GRE_TTL.", .omitsEmpty),
        Field(
            "tos", \.tos, in: 0...255,
            "The outer packet's type of service, where 1 stands for the inner one's, or its traffic class. "
                + "IFLA_GRE_TOS, IFLA_GRE_FLOWINFO.", .omitsEmpty),
        Field(
            "pathMTUDiscovery", \.pathMTUDiscovery,
            "Whether outer packets must not be split; so a new one's. IPv4 only. IFLA_GRE_PMTUDISC.", .omitsEmpty),
        Field(
            "encapLimit", \.encapLimit, in: 0...255,
            "How many more tunnels packets may enter (RFC 2473 §4.1.1); of a new one 0. IPv6 only. IFLA_GRE_ENCAP_LIMIT.",
            .omitsEmpty),
        Field(
            "noEncapLimit", \.noEncapLimit,
            "Whether packets carry no limit of tunnels. IPv6 only. IP6_TNL_F_IGN_ENCAP_LIMIT.", .omitsEmpty),
        Field(
            "flowLabel", \.flowLabel, in: 0...0xF_FFFF,
            "The outer packet's flow label. IPv6 only. IFLA_GRE_FLOWINFO.", .omitsEmpty),
        Field(
            "flowLabelInherit", \.flowLabelInherit,
            "Whether the flow label is the inner packet's. IPv6 only. IP6_TNL_F_USE_ORIG_FLOWLABEL.", .omitsEmpty),
        Field(
            "trafficClassInherit", \.trafficClassInherit,
            "Whether the traffic class is the inner packet's. IPv6 only. IP6_TNL_F_USE_ORIG_TCLASS.", .omitsEmpty),
    ]

    /// Ends that don't fit, and limits that exclude each other.
    public func contradictions() -> [Fault] {
        var faults = TunnelEnds(local: local, remote: remote).faults
        func fault(_ member: String, _ detail: String) { faults.append(Fault(JSONPointer(tokens: [member]), detail)) }
        if noEncapLimit == true, encapLimit ?? 0 != 0 { fault("encapLimit", "noEncapLimit says that there is none") }
        if flowLabelInherit == true, flowLabel ?? 0 != 0 {
            fault("flowLabel", "flowLabelInherit takes the inner one's")
        }
        if trafficClassInherit == true, tos ?? 0 != 0 { fault("tos", "trafficClassInherit takes the inner one's") }
        if pathMTUDiscovery == false, ttl ?? 0 != 0 {
            fault("pathMTUDiscovery", "a tunnel with a ttl of its own needs it, lest packets go round in circles")
        }
        return faults
    }

    /// What doesn't fit the family that a kind goes over.
    func faults(_ part: String, over family: AddressFamily, _ kind: String) -> [Fault] {
        let ofIPv4 = [("pathMTUDiscovery", pathMTUDiscovery != nil)]
        let ofIPv6 = [
            ("encapLimit", encapLimit != nil), ("noEncapLimit", noEncapLimit != nil), ("flowLabel", flowLabel != nil),
            ("flowLabelInherit", flowLabelInherit != nil), ("trafficClassInherit", trafficClassInherit != nil),
        ]
        let strange = family == .inet4 ? ofIPv6 : ofIPv4
        return TunnelEnds(local: local, remote: remote).faults(in: part, over: family, kind)
            + strange.filter(\.1).map { member, _ in
                Fault(
                    JSONPointer(tokens: [part, member]),
                    "kind \(kind) goes over \(family == .inet4 ? "IPv4" : "IPv6"), which doesn't have it")
            }
    }
}
