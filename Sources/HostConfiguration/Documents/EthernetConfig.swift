public import Resources

/// Sets what an Ethernet device can do (`ETHTOOL_MSG_*`, `linux/ethtool_netlink.h`).
public struct EthernetConfig: NetworkDocument {
    /// The link's name.
    public var name = ""
    /// Features by name, as the kernel calls them.
    public var features: [String: Bool] = [:]
    /// The rings.
    public var rings: EthernetRings?
    /// The queues.
    public var channels: EthernetChannels?
    /// What wakes the host up.
    public var wakeOnLan: [WakeOnLANMode]?

    /// A device of which nothing is said.
    public init() {}

    /// The kind.
    public static let kind = "EthernetConfig"
    /// Every member.
    public static let fields: FieldList<EthernetConfig> = [
        Field(text: "name", \.name, "The link's name."),
        Field(switchesByName: "features", \.features, "Features by name, as the kernel calls them."),
        Field("rings", \.rings, "The rings.", .omitsEmpty),
        Field("channels", \.channels, "The queues.", .omitsEmpty),
        Field("wakeOnLan", \.wakeOnLan, "What wakes the host up.", .omitsEmpty),
    ]

    /// The name.
    public func check(_ findings: inout Findings) { requireName(&findings) }
}
