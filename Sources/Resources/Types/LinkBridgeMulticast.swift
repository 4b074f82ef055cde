/// How a bridge looks into IGMP and MLD to learn where multicast is wanted (RFC 4541; `net/bridge/br_multicast.c`).
public struct BridgeMulticast: FieldRecord {
    /// On or off.
    public var snooping: Bool?
    /// Whether each VLAN is snooped for itself.
    public var vlanSnooping: Bool?
    /// Whether the bridge asks itself.
    public var querier: Bool?
    /// Whether it asks with its own IPv4 address.
    public var queryUsesAddress: Bool?
    /// Whether the host is taken for a multicast router.
    public var router: MulticastRouter?
    /// The version of IGMP.
    public var igmpVersion: UInt32?
    /// The version of MLD.
    public var mldVersion: UInt32?
    /// Most groups that are known.
    public var hashMax: UInt32?
    /// Whether IGMP and MLD are counted.
    public var statistics: Bool?
    /// Questions before a group is given up after a leave.
    public var lastMemberCount: UInt32?
    /// Time between these.
    public var lastMemberInterval: GoDuration?
    /// Questions at the start.
    public var startupQueryCount: UInt32?
    /// Time between these.
    public var startupQueryInterval: GoDuration?
    /// After how long a silent member is forgotten.
    public var membershipInterval: GoDuration?
    /// After how long a silent querier is.
    public var querierInterval: GoDuration?
    /// Time between questions.
    public var queryInterval: GoDuration?
    /// How long answers may take.
    public var queryResponseInterval: GoDuration?

    /// Nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<BridgeMulticast> = [
        Field("snooping", \.snooping, "Whether it is on. IFLA_BR_MCAST_SNOOPING.", .omitsEmpty),
        Field(
            "vlanSnooping", \.vlanSnooping,
            "Whether each VLAN is snooped for itself; needs VLAN filtering. BR_BOOLOPT_MCAST_VLAN_SNOOPING.",
            .omitsEmpty),
        Field("querier", \.querier, "Whether the bridge asks for members itself. IFLA_BR_MCAST_QUERIER.", .omitsEmpty),
        Field(
            "queryUsesAddress", \.queryUsesAddress,
            "Whether it asks with its own IPv4 address, else with 0.0.0.0. IFLA_BR_MCAST_QUERY_USE_IFADDR.",
            .omitsEmpty),
        Field(
            "router", \.router, "Whether the host is taken for a multicast router. IFLA_BR_MCAST_ROUTER.", .omitsEmpty),
        Field("igmpVersion", \.igmpVersion, in: 2...3, "The version of IGMP. IFLA_BR_MCAST_IGMP_VERSION.", .omitsEmpty),
        Field("mldVersion", \.mldVersion, in: 1...2, "The version of MLD. IFLA_BR_MCAST_MLD_VERSION.", .omitsEmpty),
        Field("hashMax", \.hashMax, "Most groups that are known at once. IFLA_BR_MCAST_HASH_MAX.", .omitsEmpty),
        Field("statistics", \.statistics, "Whether packets are counted. IFLA_BR_MCAST_STATS_ENABLED.", .omitsEmpty),
        Field(
            "lastMemberCount", \.lastMemberCount,
            "Questions before a group is given up after a leave. IFLA_BR_MCAST_LAST_MEMBER_CNT.", .omitsEmpty),
        Field(
            span: "lastMemberInterval", \.lastMemberInterval, "Time between these. IFLA_BR_MCAST_LAST_MEMBER_INTVL.",
            .omitsEmpty),
        Field(
            "startupQueryCount", \.startupQueryCount, "Questions at the start. IFLA_BR_MCAST_STARTUP_QUERY_CNT.",
            .omitsEmpty),
        Field(
            span: "startupQueryInterval", \.startupQueryInterval,
            "Time between these, at least 1s. IFLA_BR_MCAST_STARTUP_QUERY_INTVL.", .omitsEmpty),
        Field(
            span: "membershipInterval", \.membershipInterval,
            "After how long a silent member is forgotten. IFLA_BR_MCAST_MEMBERSHIP_INTVL.", .omitsEmpty),
        Field(
            span: "querierInterval", \.querierInterval,
            "After how long another querier that is silent is forgotten. IFLA_BR_MCAST_QUERIER_INTVL.", .omitsEmpty),
        Field(
            span: "queryInterval", \.queryInterval, "Time between questions, at least 1s. IFLA_BR_MCAST_QUERY_INTVL.",
            .omitsEmpty),
        Field(
            span: "queryResponseInterval", \.queryResponseInterval,
            "How long answers may take. IFLA_BR_MCAST_QUERY_RESPONSE_INTVL.", .omitsEmpty),
    ]

    /// Times that the kernel doesn't count, or lengthens (`BR_MULTICAST_QUERY_INTVL_MIN`).
    var timeFaults: [Fault] {
        let questions = [("startupQueryInterval", startupQueryInterval), ("queryInterval", queryInterval)]
        let others = [
            ("lastMemberInterval", lastMemberInterval), ("membershipInterval", membershipInterval),
            ("querierInterval", querierInterval), ("queryResponseInterval", queryResponseInterval),
        ]
        return (questions + others).clockFaults
            + questions.compactMap { name, time in
                guard let time, time < .seconds(1) else { return nil }
                return Fault(JSONPointer(tokens: [name]), "the kernel takes 1s at least, not \(time)")
            }
    }

    /// Whether nothing is said.
    public var isUnset: Bool { self == BridgeMulticast() }
}

/// Who is taken for a multicast router (`MDB_RTR_TYPE_*`, `linux/if_bridge.h`).
public enum MulticastRouter: String, ChoiceValue {
    /// Nobody.
    case off
    /// Whoever asks for members.
    case auto
    /// The host, or whoever is behind the port, always.
    case permanent
}
