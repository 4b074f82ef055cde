public import NetworkTypes

/// An Ethernet device as it is; driver, firmware and place are in its LinkStatus.
public struct EthernetStatus: ResourceSpec {
    /// The link's name; not a member, the id says it.
    public var linkName: InterfaceName?
    /// Whether the other end is there.
    public var linkState: Bool?
    /// Megabits a second.
    public var speedMbit: UInt32?
    /// What the cable goes into.
    public var port: EthernetPort?
    /// Whether it sends and receives at a time.
    public var duplex: EthernetDuplex?
    /// Whether speed and duplex are agreed on.
    public var autoneg: Bool?
    /// Over how many lanes it goes.
    public var lanes: UInt32?
    /// Which end is to give the clock.
    public var clock: EthernetClock?
    /// What is offered to the other end.
    public var ourModes: [String]?
    /// What could be offered.
    public var supportedModes: [String]?
    /// What the other end offers.
    public var peerModes: [String]?
    /// The sizes of the rings.
    public var rings: EthernetRingsStatus?
    /// The features that are on or can be.
    public var features: [EthernetFeature] = []
    /// How many queues there are.
    public var channels: EthernetChannelsStatus?
    /// Which queue a packet goes to.
    public var rss: EthernetHashing?
    /// When it interrupts.
    public var coalesce: EthernetCoalescing?
    /// Whether it pauses.
    public var pause: EthernetPause?
    /// What wakes the host up.
    public var wakeOnLAN: [WakeOnLANMode]?
    /// What could.
    public var supportedWakeOnLAN: [WakeOnLANMode]?
    /// Energy-Efficient Ethernet.
    public var eee: EthernetEEEStatus?
    /// Forward error correction.
    public var fec: EthernetFECStatus?

    /// Nothing known.
    public init() {}

    /// Every member.
    public static let fields: FieldList<EthernetStatus> = [
        Field("linkState", \.linkState, "The other end is there. ETHTOOL_A_LINKSTATE_LINK.", .omitsEmpty),
        Field("speedMbit", \.speedMbit, "Megabits a second. ETHTOOL_A_LINKMODES_SPEED.", .omitsEmpty),
        Field("port", \.port, "What the cable goes into. ETHTOOL_A_LINKINFO_PORT.", .omitsEmpty),
        Field("duplex", \.duplex, "Half or full duplex. ETHTOOL_A_LINKMODES_DUPLEX.", .omitsEmpty),
        Field(
            "autoneg", \.autoneg, "Speed and duplex are agreed on with the other end. ETHTOOL_A_LINKMODES_AUTONEG.",
            .omitsEmpty),
        Field("lanes", \.lanes, "Over how many lanes it goes. ETHTOOL_A_LINKMODES_LANES.", .omitsEmpty),
        Field(
            "clock", \.clock, "Which end is to give the clock. ETHTOOL_A_LINKMODES_MASTER_SLAVE_CFG.", .omitsEmpty),
        Field("ourModes", \.ourModes, "What is offered to the other end. ETHTOOL_A_LINKMODES_OURS.", .omitsEmpty),
        Field("supportedModes", \.supportedModes, "What could be offered.", .omitsEmpty),
        Field("peerModes", \.peerModes, "What the other end offers. ETHTOOL_A_LINKMODES_PEER.", .omitsEmpty),
        Field("rings", \.rings, "The sizes of the rings. ETHTOOL_MSG_RINGS_GET.", .omitsEmpty),
        Field(
            "features", \.features, "The features that are on or can be; others the device doesn't have.", .omitsEmpty),
        Field("channels", \.channels, "How many queues there are. ETHTOOL_MSG_CHANNELS_GET.", .omitsEmpty),
        Field("rss", \.rss, "Which queue a packet that comes in goes to. ETHTOOL_GRSSH.", .omitsEmpty),
        Field("coalesce", \.coalesce, "When the device interrupts. ETHTOOL_MSG_COALESCE_GET.", .omitsEmpty),
        Field("pause", \.pause, "Whether it pauses. ETHTOOL_MSG_PAUSE_GET.", .omitsEmpty),
        Field("wakeOnLAN", \.wakeOnLAN, "What wakes the host up. ETHTOOL_A_WOL_MODES.", .omitsEmpty),
        Field("supportedWakeOnLAN", \.supportedWakeOnLAN, "What could wake the host up.", .omitsEmpty),
        Field("eee", \.eee, "Energy-Efficient Ethernet, IEEE 802.3az. ETHTOOL_MSG_EEE_GET.", .omitsEmpty),
        Field("fec", \.fec, "Forward error correction. ETHTOOL_MSG_FEC_GET.", .omitsEmpty),
    ]

    /// The type's name.
    public static let typeName = "EthernetStatus"
    /// What it is for.
    public static let summary = "An Ethernet device as it is: speed, rings, queues, features and their like."
    /// As `talosctl get ethtool`.
    public static let aliases = ["ethtool", "ethernet"]
    /// Written by a controller.
    public static let placement = Placement.observed
    /// What a table shows.
    public static let columns = [
        Column("LINK", "linkState"), Column("SPEED", "speedMbit"), Column("DUPLEX", "duplex"), Column("PORT", "port"),
        Column("CHANNELS", "channels.combined", isWide: true), Column("RX", "rings.rx", isWide: true),
        Column("TX", "rings.tx", isWide: true),
    ]
    /// A device with a cable in it.
    public static let example = Example(
        "eth0", ["linkState": true, "speedMbit": 1000, "duplex": "Full", "port": "TwistedPair"])
    /// How an id looks.
    public static let idForm = EthernetSpec.idForm
    /// The link.
    public var id: String { linkName?.description ?? "" }
    /// The id is the link and no member.
    public static func members(fromID id: String) -> [String: JSON]? { InterfaceName(id).map { _ in [:] } }
}

/// A feature of a device.
public struct EthernetFeature: FieldRecord {
    /// The kernel's name.
    public var name = ""
    /// Whether it is on.
    public var status = Status.off

    /// No feature.
    public init() {}
    /// A feature and how it is.
    public init(_ name: String, _ status: Status) { (self.name, self.status) = (name, status) }

    /// Whether a feature is on, in the words of `ethtool -k`.
    public enum Status: String, ChoiceValue {
        case on
        case off
        /// It can't be turned off.
        case onFixed = "on [fixed]"
        /// It is on although it was turned off, because something else needs it.
        case onRequestedOff = "on [requested off]"
        /// It is off although it was turned on, because it needs something else.
        case offRequestedOn = "off [requested on]"
    }

    /// Every member.
    public static let fields: FieldList<EthernetFeature> = [
        Field("name", \.name, "The kernel's name. ETH_SS_FEATURES."),
        Field("status", \.status, "Whether it is on. ETHTOOL_A_FEATURES_ACTIVE."),
    ]
}
