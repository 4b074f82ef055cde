public import NetworkTypes

/// A network of Ethernet over UDP with options (RFC 8926, `drivers/net/geneve.c`).
public struct Geneve: FieldRecord {
    /// The network's number.
    public var vni: UInt32?
    /// The other end.
    public var remote: IPAddress?
    /// The UDP port.
    public var port: UInt32?
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
    /// Whether outer packets over IPv4 have a checksum.
    public var udpChecksum: Bool?
    /// Whether outer packets over IPv6 have none.
    public var udpZeroChecksum6Transmit: Bool?
    /// Whether packets over IPv6 without one are taken.
    public var udpZeroChecksum6Receive: Bool?
    /// Whether routes and filters say where packets go.
    public var collectMetadata: Bool?

    /// A network of which nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<Geneve> = [
        Field(
            "vni", \.vni, in: 0...16_777_215,
            "The network's number; needed without collectMetadata. IFLA_GENEVE_ID, RFC 8926 §3.4.", .omitsEmpty),
        Field(
            "remote", \.remote,
            "The other end; needed without collectMetadata. IFLA_GENEVE_REMOTE, IFLA_GENEVE_REMOTE6.", .omitsEmpty),
        Field(
            "port", \.port, in: 1...65_535, "The UDP port; of a new link 6081 (RFC 8926 §3.3). IFLA_GENEVE_PORT.",
            .omitsEmpty),
        Field(
            "ttl", \.ttl, in: 0...255, "The outer packet's time to live; 0 for the host's. IFLA_GENEVE_TTL.",
            .omitsEmpty),
        Field(
            "ttlInherit", \.ttlInherit,
            "Whether the outer packet's time to live is the inner one's. IFLA_GENEVE_TTL_INHERIT.", .omitsEmpty),
        Field(
            "tos", \.tos, in: 0...255, "The outer packet's type of service; 1 for the inner one's. IFLA_GENEVE_TOS.",
            .omitsEmpty),
        Field(
            "flowLabel", \.flowLabel, in: 0...0xF_FFFF, "The outer packet's flow label, IPv6 only. IFLA_GENEVE_LABEL.",
            .omitsEmpty),
        Field("df", \.df, "Whether outer packets may be split. IFLA_GENEVE_DF.", .omitsEmpty),
        Field(
            "udpChecksum", \.udpChecksum,
            "Whether outer packets have a UDP checksum, IPv4 only. IFLA_GENEVE_UDP_CSUM.", .omitsEmpty),
        Field(
            "udpZeroChecksum6Transmit", \.udpZeroChecksum6Transmit,
            "Whether outer packets have no UDP checksum (RFC 6935), IPv6 only. IFLA_GENEVE_UDP_ZERO_CSUM6_TX.",
            .omitsEmpty),
        Field(
            "udpZeroChecksum6Receive", \.udpZeroChecksum6Receive,
            "Whether packets without a UDP checksum are taken, IPv6 only. IFLA_GENEVE_UDP_ZERO_CSUM6_RX.", .omitsEmpty),
        Field(
            "collectMetadata", \.collectMetadata,
            "Whether routes and filters say where packets go, as `external` of ip-link(8). "
                + "IFLA_GENEVE_COLLECT_METADATA.", .omitsEmpty),
    ]

    /// What `geneve_nl2info()` refuses or passes over.
    public func contradictions() -> [Fault] {
        var faults = TunnelEnds(local: nil, remote: remote).faults
        func fault(_ member: String, _ detail: String) { faults.append(Fault(JSONPointer(tokens: [member]), detail)) }
        let isExternal = collectMetadata == true
        for (member, isSaid) in [("vni", vni != nil), ("remote", remote != nil)] where isSaid == isExternal {
            fault(
                member,
                isExternal
                    ? "collectMetadata leaves it to routes and filters"
                    : "a network needs it, unless collectMetadata leaves it to routes and filters")
        }
        for (member, value) in [("ttl", ttl), ("tos", tos)] where isExternal && value != nil {
            fault(member, "collectMetadata leaves it to routes and filters")
        }
        if remote?.isMulticast == true { fault("remote", "one other end is expected, no group") }
        if ttlInherit == true, ttl ?? 0 != 0 { fault("ttl", "ttlInherit takes the inner packet's") }
        if udpChecksum != nil, remote?.family != .inet4 { fault("udpChecksum", "only with a remote of IPv4") }
        for (member, isSaid) in [
            ("flowLabel", flowLabel ?? 0 != 0), ("udpZeroChecksum6Transmit", udpZeroChecksum6Transmit != nil),
            ("udpZeroChecksum6Receive", udpZeroChecksum6Receive != nil),
        ] where isSaid && remote?.family != .inet6 {
            fault(member, "only with a remote of IPv6")
        }
        return faults
    }
}
