public import NetworkTypes

/// How a link is set as a port of a bond (`IFLA_BOND_SLAVE_*`).
public struct BondPort: FieldRecord {
    /// The transmit queue that leads to the port.
    public var queueID: UInt32?
    /// Which port is preferred when none is primary.
    public var priority: Int32?
    /// The port's priority in LACP.
    public var actorPriority: UInt32?
    /// A port of which nothing is said.
    public init() {}
    /// Every member.
    public static let fields: FieldList<BondPort> = [
        Field(
            "queueID", \.queueID, in: 0...65_535,
            "The transmit queue that leads to the port; 0 for none. IFLA_BOND_SLAVE_QUEUE_ID.", .omitsEmpty),
        Field(
            "priority", \.priority,
            "Which port is preferred when none is primary, higher first; 0 by default. IFLA_BOND_SLAVE_PRIO.",
            .omitsEmpty),
        Field(
            "actorPriority", \.actorPriority, in: 0...65_535,
            "The port's priority in LACP, lower first, 255 by default; newer kernels have it. "
                + "IFLA_BOND_SLAVE_ACTOR_PORT_PRIO.", .omitsEmpty),
    ]
}

/// How a bond is, as far as it follows from its ports.
public struct BondState: FieldRecord {
    /// The port that is used.
    public var activePort: InterfaceName?
    /// The number of the active aggregate.
    public var aggregator: UInt32?
    /// How many ports are in it.
    public var aggregatorPorts: UInt32?
    /// The host's key.
    public var actorKey: UInt32?
    /// The partner's key.
    public var partnerKey: UInt32?
    /// The partner's address.
    public var partnerAddr: HardwareAddress?
    /// A bond without ports.
    public init() {}
    /// Every member.
    public static let fields: FieldList<BondState> = [
        Field("activePort", \.activePort, "The port that is used. IFLA_BOND_ACTIVE_SLAVE.", .omitsEmpty),
        Field(
            "aggregator", \.aggregator, "The number of the active aggregate. IFLA_BOND_AD_INFO_AGGREGATOR.", .omitsEmpty
        ),
        Field(
            "aggregatorPorts", \.aggregatorPorts, "How many ports are in it. IFLA_BOND_AD_INFO_NUM_PORTS.", .omitsEmpty),
        Field("actorKey", \.actorKey, "The host's key in LACP. IFLA_BOND_AD_INFO_ACTOR_KEY.", .omitsEmpty),
        Field("partnerKey", \.partnerKey, "The partner's key. IFLA_BOND_AD_INFO_PARTNER_KEY.", .omitsEmpty),
        Field(
            "partnerAddr", \.partnerAddr, "The partner's address, zeros without one. IFLA_BOND_AD_INFO_PARTNER_MAC.",
            .omitsEmpty),
    ]
}

/// How a port of a bond is; how often it failed isn't here, since what counts would make history.
public struct BondPortState: FieldRecord {
    /// Whether it is used.
    public var state = BondPortUse.backup
    /// What the bond thinks of its carrier.
    public var miiStatus = BondPortCarrier.down
    /// The hardware address that it will have again.
    public var permanentAddr: HardwareAddress?
    /// The number of its aggregate.
    public var aggregator: UInt32?
    /// The host's end of LACP.
    public var actorState: LACPState?
    /// The partner's end of LACP.
    public var partnerState: LACPState?
    /// A port that waits.
    public init() {}
    /// Every member.
    public static let fields: FieldList<BondPortState> = [
        Field("state", \.state, "Whether it is used. IFLA_BOND_SLAVE_STATE."),
        Field("miiStatus", \.miiStatus, "What the bond thinks of its carrier. IFLA_BOND_SLAVE_MII_STATUS."),
        Field(
            "permanentAddr", \.permanentAddr,
            "The hardware address that it had before and will have again. IFLA_BOND_SLAVE_PERM_HWADDR.", .omitsEmpty),
        Field(
            "aggregator", \.aggregator, "The number of its aggregate. IFLA_BOND_SLAVE_AD_AGGREGATOR_ID.", .omitsEmpty),
        Field(
            "actorState", \.actorState,
            "The host's end of LACP, IEEE 802.1AX §6.4.2.3. IFLA_BOND_SLAVE_AD_ACTOR_OPER_PORT_STATE.", .omitsEmpty),
        Field(
            "partnerState", \.partnerState, "The partner's end. IFLA_BOND_SLAVE_AD_PARTNER_OPER_PORT_STATE.",
            .omitsEmpty),
    ]
}

/// Whether a port of a bond is used (`BOND_STATE_*`, `linux/if_bonding.h`).
public enum BondPortUse: String, ChoiceValue {
    /// It is.
    case active
    /// It waits.
    case backup
}

/// What a bond thinks of a port's carrier (`BOND_LINK_*`, `linux/if_bonding.h`).
public enum BondPortCarrier: String, ChoiceValue {
    /// There.
    case up
    /// Gone, but not for long enough yet.
    case failing
    /// Gone.
    case down
    /// Back, but not for long enough yet.
    case returning
}
