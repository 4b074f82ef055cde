public import NetworkTypes

/// A tunnel over IPv4 for IPv4 (RFC 2003, `net/ipv4/ipip.c`) or IPv6 (RFC 4213, `net/ipv6/sit.c`).
public struct IPTunnel: FieldRecord {
    /// The address of this end.
    public var local: IPAddress?
    /// The address of the other end.
    public var remote: IPAddress?
    /// The link that carries it.
    public var linkName: InterfaceName?
    /// The outer packet's time to live.
    public var ttl: UInt32?
    /// The outer packet's type of service.
    public var tos: UInt32?
    /// Whether outer packets must not be split.
    public var pathMTUDiscovery: Bool?

    /// A tunnel of which nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<IPTunnel> = [
        Field("local", \.local, "The IPv4 address of this end. IFLA_IPTUN_LOCAL.", .omitsEmpty),
        Field("remote", \.remote, "The IPv4 address of the other end. IFLA_IPTUN_REMOTE.", .omitsEmpty),
        Field("linkName", \.linkName, "The link that carries it; absent for any. IFLA_IPTUN_LINK.", .omitsEmpty),
        Field(
            "ttl", \.ttl, in: 0...255, "The outer packet's time to live; 0 for the inner one's. IFLA_IPTUN_TTL.",
            .omitsEmpty),
        Field(
            "tos", \.tos, in: 0...255, "The outer packet's type of service; 1 for the inner one's. IFLA_IPTUN_TOS.",
            .omitsEmpty),
        Field(
            "pathMTUDiscovery", \.pathMTUDiscovery,
            "Whether outer packets must not be split; so a new one's. IFLA_IPTUN_PMTUDISC.", .omitsEmpty),
    ]

    /// Ends that don't fit, and packets that would never die.
    public func contradictions() -> [Fault] {
        var faults = TunnelEnds(local: local, remote: remote).faults
        if pathMTUDiscovery == false, ttl ?? 0 != 0 {
            faults.append(
                Fault(
                    JSONPointer(tokens: ["pathMTUDiscovery"]),
                    "a tunnel with a ttl of its own needs it, lest packets go round in circles"))
        }
        return faults
    }
}
