import CMnl

/// Bonds (`IFLA_BOND_*`; what each means: Documentation/networking/bonding.rst).
extension LinkMember {
    /// How ports share the traffic (`BOND_MODE_*`).
    public static let bondMode = LinkMember("bond.mode", Int(IFLA_BOND_MODE), .uint8)
    /// Milliseconds between looks at the ports' carrier; 0 for none.
    public static let bondMiimon = LinkMember("bond.miimon", Int(IFLA_BOND_MIIMON), .uint32)
    /// Milliseconds before a port that is up is used, in steps of `bondMiimon`.
    public static let bondUpDelay = LinkMember("bond.updelay", Int(IFLA_BOND_UPDELAY), .uint32)
    /// Milliseconds before a port that is down isn't used, in steps of `bondMiimon`.
    public static let bondDownDelay = LinkMember("bond.downdelay", Int(IFLA_BOND_DOWNDELAY), .uint32)
    /// Milliseconds between announcements after a failover, in steps of `bondMiimon`.
    public static let bondPeerNotifyDelay = LinkMember(
        "bond.peerNotifyDelay", Int(IFLA_BOND_PEER_NOTIF_DELAY), .uint32)
    /// Whether drivers say themselves whether there is carrier.
    public static let bondUseCarrier = LinkMember("bond.useCarrier", Int(IFLA_BOND_USE_CARRIER), .uint8)
    /// Milliseconds between ARP requests; 0 for none.
    public static let bondARPInterval = LinkMember("bond.arpInterval", Int(IFLA_BOND_ARP_INTERVAL), .uint32)
    /// Whom to ask by ARP, 16 at most.
    public static let bondARPTargets = LinkMember("bond.arpTargets", Int(IFLA_BOND_ARP_IP_TARGET), .addresses)
    /// Whom to ask by neighbour solicitation, 16 at most.
    public static let bondNSTargets = LinkMember("bond.nsTargets", Int(IFLA_BOND_NS_IP6_TARGET), .addresses)
    /// Of which ports answers are looked at (`BOND_ARP_VALIDATE_*`).
    public static let bondARPValidate = LinkMember("bond.arpValidate", Int(IFLA_BOND_ARP_VALIDATE), .uint32)
    /// How many targets must answer (`BOND_ARP_TARGETS_*`).
    public static let bondARPAllTargets = LinkMember("bond.arpAllTargets", Int(IFLA_BOND_ARP_ALL_TARGETS), .uint32)
    /// Checks that may be missed.
    public static let bondMissedMax = LinkMember("bond.missedMax", Int(IFLA_BOND_MISSED_MAX), .uint8)
    /// The index of the preferred port; 0 for none.
    public static let bondPrimary = LinkMember("bond.primary", Int(IFLA_BOND_PRIMARY), .uint32)
    /// When the preferred port takes over again (`BOND_PRI_RESELECT_*`).
    public static let bondPrimaryReselect = LinkMember(
        "bond.primaryReselect", Int(IFLA_BOND_PRIMARY_RESELECT), .uint8)
    /// Whose hardware address the bond has (`BOND_FOM_*`).
    public static let bondFailOverMAC = LinkMember("bond.failOverMAC", Int(IFLA_BOND_FAIL_OVER_MAC), .uint8)
    /// What of a packet the hash is made of (`BOND_XMIT_POLICY_*`).
    public static let bondHashPolicy = LinkMember("bond.hashPolicy", Int(IFLA_BOND_XMIT_HASH_POLICY), .uint8)
    /// IGMP reports after a failover.
    public static let bondResendIGMP = LinkMember("bond.resendIGMP", Int(IFLA_BOND_RESEND_IGMP), .uint32)
    /// Announcements after a failover.
    public static let bondPeerNotifications = LinkMember(
        "bond.peerNotifications", Int(IFLA_BOND_NUM_PEER_NOTIF), .uint8)
    /// Whether what waiting ports receive isn't dropped.
    public static let bondAllPortsActive = LinkMember("bond.allPortsActive", Int(IFLA_BOND_ALL_SLAVES_ACTIVE), .uint8)
    /// Ports that must be up for the bond to have carrier.
    public static let bondMinimumLinks = LinkMember("bond.minimumLinks", Int(IFLA_BOND_MIN_LINKS), .uint32)
    /// Seconds between learning packets.
    public static let bondLearningInterval = LinkMember("bond.learningInterval", Int(IFLA_BOND_LP_INTERVAL), .uint32)
    /// Packets before the next port's turn; 0 for a port by lot.
    public static let bondPacketsPerPort = LinkMember(
        "bond.packetsPerPort", Int(IFLA_BOND_PACKETS_PER_SLAVE), .uint32)
    /// Whether flows move to less loaded ports.
    public static let bondDynamicBalance = LinkMember("bond.dynamicBalance", Int(IFLA_BOND_TLB_DYNAMIC_LB), .uint8)
    /// Whether LACP frames are sent without being asked for.
    public static let bondLACPActive = LinkMember("bond.lacpActive", Int(IFLA_BOND_AD_LACP_ACTIVE), .uint8)
    /// How often the partner is asked to send its state (`AD_LACP_SLOW`, `AD_LACP_FAST`).
    public static let bondLACPRate = LinkMember("bond.lacpRate", Int(IFLA_BOND_AD_LACP_RATE), .uint8)
    /// Which aggregate is the active one (`BOND_AD_*`).
    public static let bondADSelect = LinkMember("bond.adSelect", Int(IFLA_BOND_AD_SELECT), .uint8)
    /// The host's priority in LACP.
    public static let bondActorSystemPriority = LinkMember(
        "bond.actorSystemPriority", Int(IFLA_BOND_AD_ACTOR_SYS_PRIO), .uint16)
    /// The administrator's part of the port key.
    public static let bondUserPortKey = LinkMember("bond.userPortKey", Int(IFLA_BOND_AD_USER_PORT_KEY), .uint16)
    /// The host's address in LACP; zeros for the bond's own.
    public static let bondActorSystem = LinkMember("bond.actorSystem", Int(IFLA_BOND_AD_ACTOR_SYSTEM), .bytes)
    /// Whether a port collects and distributes in one step (`IFLA_BOND_COUPLED_CONTROL`, since Linux 6.9).
    public static let bondCoupledControl = LinkMember("bond.coupledControl", 32, .uint8)

    /// The index of the port that is used.
    public static let bondActivePort = LinkMember.told("bond.activePort", Int(IFLA_BOND_ACTIVE_SLAVE), .uint32)
    /// The number of the active aggregate.
    public static let bondAggregator = LinkMember.told(
        "bond.aggregator", Int(IFLA_BOND_AD_INFO_AGGREGATOR), .uint16, at: bondAggregate)
    /// How many ports are in it.
    public static let bondAggregatorPorts = LinkMember.told(
        "bond.aggregatorPorts", Int(IFLA_BOND_AD_INFO_NUM_PORTS), .uint16, at: bondAggregate)
    /// The host's key.
    public static let bondActorKey = LinkMember.told(
        "bond.actorKey", Int(IFLA_BOND_AD_INFO_ACTOR_KEY), .uint16, at: bondAggregate)
    /// The partner's key.
    public static let bondPartnerKey = LinkMember.told(
        "bond.partnerKey", Int(IFLA_BOND_AD_INFO_PARTNER_KEY), .uint16, at: bondAggregate)
    /// The partner's address; zeros while there is none.
    public static let bondPartnerAddress = LinkMember.told(
        "bond.partnerAddress", Int(IFLA_BOND_AD_INFO_PARTNER_MAC), .bytes, at: bondAggregate)

    private static let bondAggregate = Place.nest(Int(IFLA_BOND_AD_INFO))

    static let bond = [
        bondMode, bondMiimon, bondUpDelay, bondDownDelay, bondPeerNotifyDelay, bondUseCarrier, bondARPInterval,
        bondARPTargets, bondNSTargets, bondARPValidate, bondARPAllTargets, bondMissedMax, bondPrimary,
        bondPrimaryReselect, bondFailOverMAC, bondHashPolicy, bondResendIGMP, bondPeerNotifications,
        bondAllPortsActive, bondMinimumLinks, bondLearningInterval, bondPacketsPerPort, bondDynamicBalance,
        bondLACPActive, bondLACPRate, bondADSelect, bondActorSystemPriority, bondUserPortKey, bondActorSystem,
        bondCoupledControl, bondActivePort, bondAggregator, bondAggregatorPorts, bondActorKey, bondPartnerKey,
        bondPartnerAddress,
    ]
}

/// Ports of bonds (`IFLA_BOND_SLAVE_*`); failures are counted by the kernel and not read, since what counts isn't a state.
extension LinkMember {
    /// The transmit queue that leads to the port; 0 for none.
    public static let bondPortQueue = LinkMember("bondPort.queue", Int(IFLA_BOND_SLAVE_QUEUE_ID), .uint16, at: bondPort)
    /// Which port is preferred when none is primary, higher first; 32 bits with a sign.
    public static let bondPortPriority = LinkMember(
        "bondPort.priority", Int(IFLA_BOND_SLAVE_PRIO), .uint32, at: bondPort)
    /// The port's priority in LACP, lower first (`IFLA_BOND_SLAVE_ACTOR_PORT_PRIO`, since Linux 6.18).
    public static let bondPortActorPriority = LinkMember("bondPort.actorPriority", 10, .uint16, at: bondPort)

    /// Whether it is used (`BOND_STATE_*`).
    public static let bondPortState = LinkMember.told(
        "bondPort.state", Int(IFLA_BOND_SLAVE_STATE), .uint8, at: bondPort)
    /// What the bond thinks of its carrier (`BOND_LINK_*`).
    public static let bondPortMIIStatus = LinkMember.told(
        "bondPort.miiStatus", Int(IFLA_BOND_SLAVE_MII_STATUS), .uint8, at: bondPort)
    /// The hardware address that it had before, and will have again.
    public static let bondPortPermanentAddress = LinkMember.told(
        "bondPort.permanentAddress", Int(IFLA_BOND_SLAVE_PERM_HWADDR), .bytes, at: bondPort)
    /// The number of its aggregate.
    public static let bondPortAggregator = LinkMember.told(
        "bondPort.aggregator", Int(IFLA_BOND_SLAVE_AD_AGGREGATOR_ID), .uint16, at: bondPort)
    /// The host's end of LACP (`LACP_STATE_*`).
    public static let bondPortActorState = LinkMember.told(
        "bondPort.actorState", Int(IFLA_BOND_SLAVE_AD_ACTOR_OPER_PORT_STATE), .uint8, at: bondPort)
    /// The partner's end.
    public static let bondPortPartnerState = LinkMember.told(
        "bondPort.partnerState", Int(IFLA_BOND_SLAVE_AD_PARTNER_OPER_PORT_STATE), .uint16, at: bondPort)

    private static let bondPort = Place.port(of: "bond")

    static let bondPorts = [
        bondPortQueue, bondPortPriority, bondPortActorPriority, bondPortState, bondPortMIIStatus,
        bondPortPermanentAddress, bondPortAggregator, bondPortActorState, bondPortPartnerState,
    ]
}
