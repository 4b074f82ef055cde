public import NetworkTypes

/// How an Ethernet device should be set (ethtool(8); `linux/ethtool_netlink.h`).
public struct EthernetSpec: ResourceSpec {
    /// The link's name.
    public var linkName: InterfaceName?
    /// The sizes of the rings.
    public var rings: EthernetRings?
    /// Features by the kernel's names for them.
    public var features: [String: Bool] = [:]
    /// How many queues there are.
    public var channels: EthernetChannels?
    /// Which queue a packet goes to.
    public var rss: EthernetHashing?
    /// When the device interrupts.
    public var coalesce: EthernetCoalescing?
    /// Whether it pauses.
    public var pause: EthernetPause?
    /// What wakes the host up.
    public var wakeOnLan: [WakeOnLANMode]?
    /// Whether speed and duplex are agreed on with the other end.
    public var autoneg: Bool?
    /// Megabits a second.
    public var speedMbit: UInt32?
    /// Whether it can send and receive at a time.
    public var duplex: EthernetDuplex?
    /// The link modes that are offered to the other end.
    public var ourModes: [String]?
    /// Over how many pairs of wires or fibres it goes.
    public var lanes: UInt32?
    /// Which end gives the clock.
    public var clock: EthernetClock?
    /// Energy-Efficient Ethernet.
    public var eee: EthernetEEE?
    /// Forward error correction.
    public var fec: EthernetFEC?
    /// Where the intent comes from.
    public var layer = ConfigurationLayer.api

    /// A device of which nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<EthernetSpec> = [
        Field("linkName", \.linkName, "The link's name; follows from the id. IFLA_IFNAME.", .required),
        Field("rings", \.rings, "The sizes of the rings. ETHTOOL_MSG_RINGS_SET.", .omitsEmpty),
        Field(
            switchesByName: "features", \.features,
            "Features by the kernel's names, such as rx-gro; `ethtool -k` shows some of them under older ones."),
        Field("channels", \.channels, "How many queues there are. ETHTOOL_MSG_CHANNELS_SET.", .omitsEmpty),
        Field("rss", \.rss, "Which queue a packet that comes in goes to. ETHTOOL_SRSSH.", .omitsEmpty),
        Field("coalesce", \.coalesce, "When the device interrupts. ETHTOOL_MSG_COALESCE_SET.", .omitsEmpty),
        Field("pause", \.pause, "Whether it pauses. ETHTOOL_MSG_PAUSE_SET.", .omitsEmpty),
        Field(
            "wakeOnLan", \.wakeOnLan, "What wakes the host up; the empty list is nothing. ETHTOOL_A_WOL_MODES.",
            .omitsEmpty),
        Field(
            "autoneg", \.autoneg, "Speed and duplex are agreed on with the other end. ETHTOOL_A_LINKMODES_AUTONEG.",
            .omitsEmpty),
        Field(
            "speedMbit", \.speedMbit, in: 1...UInt32(Int32.max),
            "Megabits a second; needs autoneg false. ETHTOOL_A_LINKMODES_SPEED.", .omitsEmpty),
        Field(
            "duplex", \.duplex, "Half or full duplex; needs autoneg false. ETHTOOL_A_LINKMODES_DUPLEX.", .omitsEmpty),
        Field(
            "ourModes", \.ourModes,
            "The link modes that are offered, such as 1000baseT/Full. ETHTOOL_A_LINKMODES_OURS.", .omitsEmpty),
        Field(
            "lanes", \.lanes, in: 1...64,
            "Over how many lanes it goes; needs autoneg false. ETHTOOL_A_LINKMODES_LANES.",
            .omitsEmpty),
        Field(
            "clock", \.clock, "Which end gives the clock. ETHTOOL_A_LINKMODES_MASTER_SLAVE_CFG.", .omitsEmpty),
        Field("eee", \.eee, "Energy-Efficient Ethernet, IEEE 802.3az. ETHTOOL_MSG_EEE_SET.", .omitsEmpty),
        Field("fec", \.fec, "Forward error correction. ETHTOOL_MSG_FEC_SET.", .omitsEmpty),
        Field("layer", \.layer, "Where the intent comes from; follows from the id."),
    ]

    /// The type's name.
    public static let typeName = "EthernetSpec"
    /// What it is for.
    public static let summary = "How an Ethernet device should be set: rings, queues, features, speed and their like."
    /// People's intent in layers.
    public static let placement = Placement.layered
    /// What a table shows.
    public static let columns = [
        Column("SPEED", "speedMbit"), Column("CHANNELS", "channels.combined"), Column("RX", "rings.rx"),
        Column("TX", "rings.tx"), Column("WAKEONLAN", "wakeOnLan", isWide: true), Column("LAYER", "layer"),
    ]
    /// Larger rings, and packets that aren't put together.
    public static let example = Example("eth0", ["rings": ["rx": 4096, "tx": 4096], "features": ["rx-gro": false]])
    /// Merged, then applied.
    public static let stages = ["EthernetMergeController", "EthernetSpecController"]
    /// How an id looks.
    public static let idForm = "<link>, such as eth0: \(InterfaceName.form)"
    /// The link.
    public var id: String { linkName?.description ?? "" }
    /// The link.
    public static func members(fromID id: String) -> [String: JSON]? {
        InterfaceName(id).map { ["linkName": $0.json] }
    }

    /// What is fixed can't be agreed on: the kernel would take a speed for one that is offered.
    public func contradictions() -> [Fault] {
        var faults: [Fault] = []
        func fault(_ member: String, _ detail: String) { faults.append(Fault(JSONPointer(tokens: [member]), detail)) }
        let fixed = [("speedMbit", speedMbit != nil), ("duplex", duplex != nil), ("lanes", lanes != nil)]
        for (member, isSaid) in fixed where isSaid && autoneg != false {
            fault(member, "the other end has a say in it unless autoneg is false; ourModes says what is offered")
        }
        if duplex == .unknown { fault("duplex", "Half or Full is expected; only a device says Unknown") }
        return faults
    }
}
