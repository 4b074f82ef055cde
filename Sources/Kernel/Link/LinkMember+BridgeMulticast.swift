import CMnl

/// Multicast on bridges (`IFLA_BR_MCAST_*`); times are in hundredths of a second (`USER_HZ`).
extension LinkMember {
    /// Whether IGMP and MLD are looked into.
    public static let bridgeSnooping = LinkMember("bridge.snooping", Int(IFLA_BR_MCAST_SNOOPING), .uint8)
    /// Whether each VLAN is snooped for itself (`BR_BOOLOPT_MCAST_VLAN_SNOOPING`).
    public static let bridgeVLANSnooping = LinkMember(
        "bridge.vlanSnooping", Int(IFLA_BR_MULTI_BOOLOPT), .bit(1 << BR_BOOLOPT_MCAST_VLAN_SNOOPING.rawValue))
    /// Whether the bridge asks for members.
    public static let bridgeQuerier = LinkMember("bridge.querier", Int(IFLA_BR_MCAST_QUERIER), .uint8)
    /// Whether it asks with its own address.
    public static let bridgeQueryAddress = LinkMember(
        "bridge.queryUsesAddress", Int(IFLA_BR_MCAST_QUERY_USE_IFADDR), .uint8)
    /// Who is taken for a router (`MDB_RTR_TYPE_*`).
    public static let bridgeMulticastRouter = LinkMember("bridge.multicastRouter", Int(IFLA_BR_MCAST_ROUTER), .uint8)
    /// The version of IGMP.
    public static let bridgeIGMPVersion = LinkMember("bridge.igmpVersion", Int(IFLA_BR_MCAST_IGMP_VERSION), .uint8)
    /// The version of MLD.
    public static let bridgeMLDVersion = LinkMember("bridge.mldVersion", Int(IFLA_BR_MCAST_MLD_VERSION), .uint8)
    /// Most groups that are known.
    public static let bridgeHashMax = LinkMember("bridge.hashMax", Int(IFLA_BR_MCAST_HASH_MAX), .uint32)
    /// Whether IGMP and MLD are counted.
    public static let bridgeMulticastStatistics = LinkMember(
        "bridge.multicastStatistics", Int(IFLA_BR_MCAST_STATS_ENABLED), .uint8)
    /// Questions after a leave.
    public static let bridgeLastMemberCount = LinkMember(
        "bridge.lastMemberCount", Int(IFLA_BR_MCAST_LAST_MEMBER_CNT), .uint32)
    /// Time between these.
    public static let bridgeLastMemberInterval = LinkMember(
        "bridge.lastMemberInterval", Int(IFLA_BR_MCAST_LAST_MEMBER_INTVL), .uint64)
    /// Questions at the start.
    public static let bridgeStartupQueryCount = LinkMember(
        "bridge.startupQueryCount", Int(IFLA_BR_MCAST_STARTUP_QUERY_CNT), .uint32)
    /// Time between these.
    public static let bridgeStartupQueryInterval = LinkMember(
        "bridge.startupQueryInterval", Int(IFLA_BR_MCAST_STARTUP_QUERY_INTVL), .uint64)
    /// After how long a silent member is forgotten.
    public static let bridgeMembershipInterval = LinkMember(
        "bridge.membershipInterval", Int(IFLA_BR_MCAST_MEMBERSHIP_INTVL), .uint64)
    /// After how long a silent querier is forgotten.
    public static let bridgeQuerierInterval = LinkMember(
        "bridge.querierInterval", Int(IFLA_BR_MCAST_QUERIER_INTVL), .uint64)
    /// Time between questions.
    public static let bridgeQueryInterval = LinkMember(
        "bridge.queryInterval", Int(IFLA_BR_MCAST_QUERY_INTVL), .uint64)
    /// How long answers may take.
    public static let bridgeQueryResponseInterval = LinkMember(
        "bridge.queryResponseInterval", Int(IFLA_BR_MCAST_QUERY_RESPONSE_INTVL), .uint64)

    static let bridgeMulticast = [
        bridgeSnooping, bridgeVLANSnooping, bridgeQuerier, bridgeQueryAddress, bridgeMulticastRouter, bridgeIGMPVersion,
        bridgeMLDVersion, bridgeHashMax, bridgeMulticastStatistics, bridgeLastMemberCount, bridgeLastMemberInterval,
        bridgeStartupQueryCount, bridgeStartupQueryInterval, bridgeMembershipInterval, bridgeQuerierInterval,
        bridgeQueryInterval, bridgeQueryResponseInterval,
    ]
}
