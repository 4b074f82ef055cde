/// Whether a device tells the other end to pause, and heeds it (IEEE 802.3 annex 31B); what is absent is left.
public struct EthernetPause: FieldRecord {
    /// Whether both ends agree on it.
    public var autoneg: Bool?
    /// Whether it heeds the other end.
    public var rx: Bool?
    /// Whether it tells the other end.
    public var tx: Bool?

    /// Nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<EthernetPause> = [
        Field("autoneg", \.autoneg, "Both ends agree on it. ETHTOOL_A_PAUSE_AUTONEG.", .omitsEmpty),
        Field("rx", \.rx, "It pauses when the other end says so. ETHTOOL_A_PAUSE_RX.", .omitsEmpty),
        Field("tx", \.tx, "It tells the other end to pause. ETHTOOL_A_PAUSE_TX.", .omitsEmpty),
    ]
}

/// Energy-Efficient Ethernet (IEEE 802.3az); what is absent is left.
public struct EthernetEEE: FieldRecord {
    /// Whether it is used where the other end can.
    public var enabled: Bool?
    /// Whether the device tells the other end that it rests.
    public var txLPI: Bool?
    /// Microseconds without a packet before it rests.
    public var txLPITimer: UInt32?
    /// The link modes with which it is offered.
    public var modes: [String]?

    /// Nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<EthernetEEE> = [
        Field("enabled", \.enabled, "It is used where the other end can. ETHTOOL_A_EEE_ENABLED.", .omitsEmpty),
        Field("tx-lpi", \.txLPI, "The device says that it rests. ETHTOOL_A_EEE_TX_LPI_ENABLED.", .omitsEmpty),
        Field(
            "tx-lpi-timer", \.txLPITimer,
            "Microseconds without a packet before it rests. ETHTOOL_A_EEE_TX_LPI_TIMER.", .omitsEmpty),
        Field(
            "modes", \.modes,
            "The link modes with which it is offered, such as 1000baseT/Full. ETHTOOL_A_EEE_MODES_OURS.",
            .omitsEmpty),
    ]
}

/// Energy-Efficient Ethernet as it is.
public struct EthernetEEEStatus: FieldRecord {
    /// What is set.
    public var settings = EthernetEEE()
    /// Whether both ends use it now.
    public var active: Bool?
    /// The link modes with which it can be offered.
    public var supportedModes: [String]?
    /// The link modes with which the other end offers it.
    public var peerModes: [String]?

    /// Nothing known.
    public init() {}

    /// Every member.
    public static let fields = FieldList<EthernetEEEStatus>(
        EthernetEEE.fields.map { Field($0, of: \.settings) } + [
            Field("active", \.active, "Both ends use it now. ETHTOOL_A_EEE_ACTIVE.", .omitsEmpty),
            Field("supportedModes", \.supportedModes, "The link modes with which it can be offered.", .omitsEmpty),
            Field(
                "peerModes", \.peerModes,
                "The link modes with which the other end offers it. ETHTOOL_A_EEE_MODES_PEER.",
                .omitsEmpty),
        ])
}

/// Forward error correction; what is absent is left.
public struct EthernetFEC: FieldRecord {
    /// Whether the device chooses.
    public var auto: Bool?
    /// What it may choose from, or the one that it uses.
    public var modes: [Mode]?

    /// Nothing is said.
    public init() {}

    /// How errors are corrected, in the words of ethtool(8).
    public enum Mode: String, ChoiceValue {
        /// Not at all.
        case off
        /// Reed-Solomon (IEEE 802.3 clause 91 or 108).
        case rs
        /// Base-R, also called Firecode (clause 74).
        case baser
        /// Low latency Reed-Solomon (25/50 Gigabit Ethernet Consortium).
        case llrs
    }

    /// Every member.
    public static let fields: FieldList<EthernetFEC> = [
        Field("auto", \.auto, "The device chooses. ETHTOOL_A_FEC_AUTO.", .omitsEmpty),
        Field("modes", \.modes, "What it may use, or uses. ETHTOOL_A_FEC_MODES.", .omitsEmpty),
    ]
}

/// Forward error correction as it is.
public struct EthernetFECStatus: FieldRecord {
    /// What is set.
    public var settings = EthernetFEC()
    /// What is used now.
    public var active: EthernetFEC.Mode?

    /// Nothing known.
    public init() {}

    /// Every member.
    public static let fields = FieldList<EthernetFECStatus>(
        EthernetFEC.fields.map { Field($0, of: \.settings) } + [
            Field("active", \.active, "What is used now. ETHTOOL_A_FEC_ACTIVE.", .omitsEmpty)
        ])
}

/// What wakes a host up (`WAKE_*`, `linux/ethtool.h`).
public enum WakeOnLANMode: String, ChoiceValue {
    /// Activity of the cable's end.
    case phy
    /// A packet to this host, to a group, to all.
    case unicast, multicast, broadcast
    /// An ARP request.
    case arp
    /// A packet that repeats the hardware address; the same with a password.
    case magic, magicsecure
    /// A packet that a filter lets through.
    case filter
}

/// Whether a link can send and receive at a time.
public enum EthernetDuplex: String, ChoiceValue {
    /// One at a time.
    case half = "Half"
    /// Both.
    case full = "Full"
    /// The device doesn't say.
    case unknown = "Unknown"
}

/// Which end gives the clock (1000BASE-T and others).
public enum EthernetClock: String, ChoiceValue {
    /// Rather this end, or rather the other.
    case preferredMaster = "preferred-master"
    case preferredSlave = "preferred-slave"
    /// This end, or the other.
    case forcedMaster = "forced-master"
    case forcedSlave = "forced-slave"
}

/// What a cable goes into (`PORT_*`, `linux/ethtool.h`).
public enum EthernetPort: String, ChoiceValue {
    case twistedPair = "TwistedPair"
    case aui = "AUI"
    case mii = "MII"
    case fibre = "Fibre"
    case bnc = "BNC"
    case directAttach = "DirectAttach"
    case none = "None"
    case other = "Other"
}
