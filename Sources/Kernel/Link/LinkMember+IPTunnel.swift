import CMnl

/// IPv4 and IPv6 in IPv4 (`IFLA_IPTUN_*`, RFC 2003 and RFC 4213).
extension LinkMember {
    /// The index of the link that carries it; 0 for any.
    public static let ipTunnelLink = LinkMember("ipTunnel.link", Int(IFLA_IPTUN_LINK), .uint32)
    /// The address of this end.
    public static let ipTunnelLocal = LinkMember("ipTunnel.local", Int(IFLA_IPTUN_LOCAL), .addressIfAny)
    /// The address of the other end.
    public static let ipTunnelRemote = LinkMember("ipTunnel.remote", Int(IFLA_IPTUN_REMOTE), .addressIfAny)
    /// The outer packet's time to live; 0 for the inner one's.
    public static let ipTunnelTTL = LinkMember("ipTunnel.ttl", Int(IFLA_IPTUN_TTL), .uint8)
    /// The outer packet's type of service; 1 for the inner one's.
    public static let ipTunnelTOS = LinkMember("ipTunnel.tos", Int(IFLA_IPTUN_TOS), .uint8)
    /// Whether outer packets must not be split.
    public static let ipTunnelPathMTUDiscovery = LinkMember(
        "ipTunnel.pathMTUDiscovery", Int(IFLA_IPTUN_PMTUDISC), .uint8)

    /// What it carries and whether it is ISATAP: what a change must not lose.
    private static let ipTunnelProtocol = LinkMember("ipTunnel.protocol", Int(IFLA_IPTUN_PROTO), .uint8)
    private static let ipTunnelFlags = LinkMember("ipTunnel.flags", Int(IFLA_IPTUN_FLAGS), .network16)

    static let ipTunnel = [
        ipTunnelLink, ipTunnelLocal, ipTunnelRemote, ipTunnelTTL, ipTunnelTOS, ipTunnelPathMTUDiscovery,
        ipTunnelProtocol, ipTunnelFlags,
    ]
}
