public import NetworkTypes

/// How a bond works: the options of the kernel's driver (Documentation/networking/bonding.rst, `IFLA_BOND_*`).
///
/// It describes the bond as a whole: what isn't said is as the driver has it by default.
public struct Bond: FieldRecord {
    /// How ports share the traffic.
    public var mode = BondMode.roundRobin
    /// What of a packet the hash is made of.
    public var xmitHashPolicy = BondHashPolicy.layer2
    /// How often the partner sends its state.
    public var lacpRate = BondLACPRate.slow
    /// Of which ports answers to ARP requests are looked at.
    public var arpValidate = BondARPValidation.none
    /// How many ARP targets must answer.
    public var arpAllTargets = BondARPTargets.any
    /// The kernel's number of the primary port.
    public var primaryIndex: UInt32?
    /// The primary port.
    public var primary: InterfaceName?
    /// When the primary port becomes the active one again.
    public var primaryReselect = BondPrimaryReselection.always
    /// Whose hardware address the bond has.
    public var failOverMac = BondFailOverMAC.none
    /// Which aggregate is the active one.
    public var adSelect = BondSelection.stable
    /// Milliseconds between two looks at a port's carrier.
    public var miimon: UInt32?
    /// Milliseconds before a port that is up is used.
    public var updelay: UInt32?
    /// Milliseconds before a port that is down isn't used.
    public var downdelay: UInt32?
    /// Milliseconds between ARP requests.
    public var arpInterval: UInt32?
    /// IGMP reports after a failover.
    public var resendIgmp: UInt32?
    /// Ports that must be up for the bond to have carrier.
    public var minLinks: UInt32?
    /// Seconds between learning packets.
    public var lpInterval: UInt32?
    /// Packets before the next port's turn.
    public var packetsPerSlave: UInt32?
    /// Announcements after a failover.
    public var numPeerNotif: UInt32?
    /// Whether flows move to less loaded ports.
    public var tlbLogicalLb: UInt32?
    /// Whether what ports receive that wait isn't dropped.
    public var allSlavesActive: UInt32?
    /// Whether drivers say themselves whether there is carrier.
    public var useCarrier: Bool?
    /// The host's priority in LACP.
    public var adActorSysPrio: UInt32?
    /// The administrator's part of the port key.
    public var adUserPortKey: UInt32?
    /// Milliseconds between announcements.
    public var peerNotifyDelay: UInt32?
    /// IPv4 addresses that are asked by ARP.
    public var arpIpTargets: [IPAddress] = []
    /// IPv6 addresses that are asked by neighbour solicitation.
    public var nsIp6Targets: [IPAddress] = []
    /// Whether LACP frames are sent without being asked for.
    public var adLacpActive: BondLACPActivity?
    /// Checks that may be missed.
    public var missedMax: UInt32?
    /// The host's address in LACP.
    public var adActorSystem: HardwareAddress?
    /// Whether a port collects and distributes in one step.
    public var coupledControl: Bool?

    /// Round robin, as the driver has it by default.
    public init() {}

    /// Every member.
    public static let fields: FieldList<Bond> = [
        Field("mode", \.mode, "How ports share the traffic. IFLA_BOND_MODE."),
        Field("xmitHashPolicy", \.xmitHashPolicy, "What of a packet the hash is made of. IFLA_BOND_XMIT_HASH_POLICY."),
        Field("lacpRate", \.lacpRate, "How often the partner sends its state. IFLA_BOND_AD_LACP_RATE."),
        Field("arpValidate", \.arpValidate, "Of which ports ARP answers are looked at. IFLA_BOND_ARP_VALIDATE."),
        Field("arpAllTargets", \.arpAllTargets, "How many ARP targets must answer. IFLA_BOND_ARP_ALL_TARGETS."),
        Field(
            "primaryIndex", \.primaryIndex, "The kernel's number of the primary port. IFLA_BOND_PRIMARY.", .omitsEmpty),
        Field("primary", \.primary, "The name of the primary port. IFLA_BOND_PRIMARY.", .omitsEmpty),
        Field("primaryReselect", \.primaryReselect, "When the primary takes over again. IFLA_BOND_PRIMARY_RESELECT."),
        Field("failOverMac", \.failOverMac, "Whose hardware address the bond has. IFLA_BOND_FAIL_OVER_MAC."),
        Field("adSelect", \.adSelect, "Which aggregate is the active one. IFLA_BOND_AD_SELECT."),
        Field(
            "miimon", \.miimon, in: times,
            "Milliseconds between looks at the carrier; 0: none. Modes that can't ask by ARP have 100, others 0 by "
                + "default. IFLA_BOND_MIIMON.", .omitsEmpty),
        Field(
            "updelay", \.updelay, in: times,
            "Milliseconds before a port is used, in steps of miimon. IFLA_BOND_UPDELAY.",
            .omitsEmpty),
        Field(
            "downdelay", \.downdelay, in: times,
            "Milliseconds before a port is given up, in steps of miimon. IFLA_BOND_DOWNDELAY.", .omitsEmpty),
        Field(
            "arpInterval", \.arpInterval, in: times,
            "Milliseconds between ARP requests; 0: none. IFLA_BOND_ARP_INTERVAL.", .omitsEmpty),
        Field(
            "resendIgmp", \.resendIgmp, in: 0...255,
            "IGMP reports after a failover; 1 by default. IFLA_BOND_RESEND_IGMP.", .omitsEmpty),
        Field(
            "minLinks", \.minLinks, in: times, "Ports that must be up for a carrier. IFLA_BOND_MIN_LINKS.", .omitsEmpty),
        Field(
            "lpInterval", \.lpInterval, in: 1...2_147_483_647,
            "Seconds between learning packets; 1 by default. IFLA_BOND_LP_INTERVAL.", .omitsEmpty),
        Field(
            "packetsPerSlave", \.packetsPerSlave, in: 0...65_535,
            "Packets before the next port's turn, 0: a port by lot; 1 by default. IFLA_BOND_PACKETS_PER_SLAVE.",
            .omitsEmpty),
        Field(
            "numPeerNotif", \.numPeerNotif, in: 0...255,
            "Announcements after a failover; 1 by default. IFLA_BOND_NUM_PEER_NOTIF.", .omitsEmpty),
        Field(
            "tlbLogicalLb", \.tlbLogicalLb, in: 0...1,
            "1, the default: flows move to less loaded ports. IFLA_BOND_TLB_DYNAMIC_LB.", .omitsEmpty),
        Field(
            "allSlavesActive", \.allSlavesActive, in: 0...1,
            "1: what waiting ports receive isn't dropped. IFLA_BOND_ALL_SLAVES_ACTIVE.", .omitsEmpty),
        Field(
            "useCarrier", \.useCarrier, "Whether drivers tell the carrier, as by default. IFLA_BOND_USE_CARRIER.",
            .omitsEmpty),
        Field(
            "adActorSysPrio", \.adActorSysPrio, in: 1...65_535,
            "The host's priority, 65535 by default. IFLA_BOND_AD_ACTOR_SYS_PRIO.", .omitsEmpty),
        Field(
            "adUserPortKey", \.adUserPortKey, in: 0...1023,
            "The administrator's part of the port key. IFLA_BOND_AD_USER_PORT_KEY.", .omitsEmpty),
        Field(
            "peerNotifyDelay", \.peerNotifyDelay, in: 0...300_000,
            "Milliseconds between announcements, in steps of miimon. IFLA_BOND_PEER_NOTIF_DELAY.", .omitsEmpty),
        Field("arpIpTargets", \.arpIpTargets, "IPv4 addresses asked by ARP. IFLA_BOND_ARP_IP_TARGET.", .omitsEmpty),
        Field("nsIp6Targets", \.nsIp6Targets, "IPv6 addresses solicited. IFLA_BOND_NS_IP6_TARGET.", .omitsEmpty),
        Field(
            "adLacpActive", \.adLacpActive, "Whether LACP frames are sent unasked. IFLA_BOND_AD_LACP_ACTIVE.",
            .omitsEmpty),
        Field(
            "missedMax", \.missedMax, in: 1...255, "Checks that may be missed; 2 by default. IFLA_BOND_MISSED_MAX.",
            .omitsEmpty),
        Field(
            "adActorSystem", \.adActorSystem,
            "The host's address in LACP, the bond's own by default. IFLA_BOND_AD_ACTOR_SYSTEM.", .omitsEmpty),
        Field(
            "coupledControl", \.coupledControl,
            "Whether a port collects and distributes in one step, as by default. IFLA_BOND_COUPLED_CONTROL.",
            .omitsEmpty),
    ]

    /// `INT_MAX`.
    private static let times: ClosedRange<UInt32> = 0...2_147_483_647
}
