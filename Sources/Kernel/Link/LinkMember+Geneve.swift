import CMnl

/// Geneve (`IFLA_GENEVE_*`, RFC 8926).
extension LinkMember {
    /// The network's number.
    public static let geneveID = LinkMember("geneve.vni", Int(IFLA_GENEVE_ID), .uint32)
    /// The other end, over IPv4.
    public static let geneveRemote = LinkMember("geneve.remote", Int(IFLA_GENEVE_REMOTE), .address)
    /// The other end, over IPv6.
    public static let geneveRemote6 = LinkMember("geneve.remote6", Int(IFLA_GENEVE_REMOTE6), .address)
    /// The UDP port that packets are sent to and received at.
    public static let genevePort = LinkMember("geneve.port", Int(IFLA_GENEVE_PORT), .network16)
    /// The outer packet's time to live; 0 for the host's.
    public static let geneveTTL = LinkMember("geneve.ttl", Int(IFLA_GENEVE_TTL), .uint8)
    /// Whether the outer packet's time to live is the inner one's.
    public static let geneveTTLInherit = LinkMember("geneve.ttlInherit", Int(IFLA_GENEVE_TTL_INHERIT), .uint8)
    /// The outer packet's type of service; 1 for the inner one's.
    public static let geneveTOS = LinkMember("geneve.tos", Int(IFLA_GENEVE_TOS), .uint8)
    /// The outer packet's flow label.
    public static let geneveFlowLabel = LinkMember("geneve.flowLabel", Int(IFLA_GENEVE_LABEL), .network32)
    /// Whether the outer packet may be split (`GENEVE_DF_*`).
    public static let geneveDF = LinkMember("geneve.df", Int(IFLA_GENEVE_DF), .uint8)
    /// Whether outer packets over IPv4 have a UDP checksum.
    public static let geneveChecksum = LinkMember("geneve.udpChecksum", Int(IFLA_GENEVE_UDP_CSUM), .uint8)
    /// Whether outer packets over IPv6 have no UDP checksum.
    public static let geneveZeroChecksumTransmit = LinkMember(
        "geneve.udpZeroChecksum6Transmit", Int(IFLA_GENEVE_UDP_ZERO_CSUM6_TX), .uint8)
    /// Whether packets over IPv6 without a UDP checksum are taken.
    public static let geneveZeroChecksumReceive = LinkMember(
        "geneve.udpZeroChecksum6Receive", Int(IFLA_GENEVE_UDP_ZERO_CSUM6_RX), .uint8)
    /// Whether routes and filters say where packets go.
    public static let geneveCollectMetadata = LinkMember(
        "geneve.collectMetadata", Int(IFLA_GENEVE_COLLECT_METADATA), .presence)

    static let geneve = [
        geneveID, geneveRemote, geneveRemote6, genevePort, geneveTTL, geneveTTLInherit, geneveTOS, geneveFlowLabel,
        geneveDF, geneveChecksum, geneveZeroChecksumTransmit, geneveZeroChecksumReceive, geneveCollectMetadata,
    ]
}
