public import NetworkTypes

/// What makes a link the port of a bridge, and how it is one (`IFLA_BRPORT_*`); what isn't said stays as it is.
public struct BridgePort: FieldRecord {
    /// The bridge; absent releases the port.
    public var masterName: InterfaceName?
    /// The VLANs whose frames it takes and sends, all of them.
    public var vlans: PortVLANs?
    /// What a way through the port costs in the spanning tree.
    public var cost: UInt32?
    /// The port's priority in the spanning tree.
    public var priority: UInt32?
    /// Whether frames may leave by the port by which they came.
    public var hairpin: Bool?
    /// Whether other isolated ports are out of reach.
    public var isolated: Bool?
    /// Whether senders' addresses are learnt.
    public var learning: Bool?
    /// Whether unicast frames to unknown addresses are sent.
    public var unicastFlood: Bool?
    /// Whether multicast frames that nobody asked for are sent.
    public var multicastFlood: Bool?
    /// Whether broadcast frames are sent.
    public var broadcastFlood: Bool?
    /// Whether the port goes off when a bridge speaks behind it.
    public var bpduGuard: Bool?
    /// Whether the root may not be behind it.
    public var rootBlock: Bool?
    /// Whether a leave ends a membership at once.
    public var fastLeave: Bool?
    /// Whether the bridge answers ARP and ND that it can answer, and doesn't send them.
    public var neighborSuppression: Bool?
    /// Whether the bridge answers ARP for those behind the port.
    public var proxyARP: Bool?
    /// Whether multicast is sent to each member for itself.
    public var multicastToUnicast: Bool?
    /// Whether a multicast router is behind it.
    public var multicastRouter: MulticastRouter?
    /// Whether only senders that the bridge knows may speak.
    public var locked: Bool?

    /// No bridge.
    public init() {}
    /// A port of this bridge.
    public init(masterName: InterfaceName?) { self.masterName = masterName }

    /// Every member.
    public static let fields: FieldList<BridgePort> = [
        Field("masterName", \.masterName, "The bridge's name; empty releases the port. IFLA_MASTER."),
        Field(
            "vlans", \.vlans,
            "The port's VLANs, all of them; an empty list is none, absent leaves them. IFLA_BRIDGE_VLAN_INFO.",
            .omitsEmpty),
        Field(
            "cost", \.cost, in: 1...65_535, "What a way through the port costs in the spanning tree. IFLA_BRPORT_COST.",
            .omitsEmpty),
        Field(
            "priority", \.priority, in: 0...63, "The port's priority in the spanning tree. IFLA_BRPORT_PRIORITY.",
            .omitsEmpty),
        Field(
            "hairpin", \.hairpin, "Whether frames may leave by the port by which they came. IFLA_BRPORT_MODE.",
            .omitsEmpty),
        Field(
            "isolated", \.isolated, "Whether other isolated ports are out of its reach. IFLA_BRPORT_ISOLATED.",
            .omitsEmpty),
        Field("learning", \.learning, "Whether senders' addresses are learnt. IFLA_BRPORT_LEARNING.", .omitsEmpty),
        Field(
            "unicastFlood", \.unicastFlood,
            "Whether unicast frames to unknown addresses are sent. IFLA_BRPORT_UNICAST_FLOOD.", .omitsEmpty),
        Field(
            "multicastFlood", \.multicastFlood,
            "Whether multicast frames that nobody asked for are sent. IFLA_BRPORT_MCAST_FLOOD.", .omitsEmpty),
        Field(
            "broadcastFlood", \.broadcastFlood, "Whether broadcast frames are sent. IFLA_BRPORT_BCAST_FLOOD.",
            .omitsEmpty),
        Field(
            "bpduGuard", \.bpduGuard,
            "Whether the port goes off when a bridge speaks behind it. IFLA_BRPORT_GUARD.", .omitsEmpty),
        Field("rootBlock", \.rootBlock, "Whether the root may not be behind it. IFLA_BRPORT_PROTECT.", .omitsEmpty),
        Field(
            "fastLeave", \.fastLeave, "Whether a leave ends a membership at once. IFLA_BRPORT_FAST_LEAVE.", .omitsEmpty),
        Field(
            "neighborSuppression", \.neighborSuppression,
            "Whether ARP and ND that the bridge can answer aren't sent. IFLA_BRPORT_NEIGH_SUPPRESS.", .omitsEmpty),
        Field(
            "proxyARP", \.proxyARP, "Whether the bridge answers ARP for those behind the port. IFLA_BRPORT_PROXYARP.",
            .omitsEmpty),
        Field(
            "multicastToUnicast", \.multicastToUnicast,
            "Whether multicast is sent to each member for itself. IFLA_BRPORT_MCAST_TO_UCAST.", .omitsEmpty),
        Field(
            "multicastRouter", \.multicastRouter,
            "Whether a multicast router is behind it. IFLA_BRPORT_MULTICAST_ROUTER.", .omitsEmpty),
        Field(
            "locked", \.locked, "Whether only senders that the bridge knows may speak. IFLA_BRPORT_LOCKED.", .omitsEmpty
        ),
    ]

    /// Settings of a port without a bridge.
    public func contradictions() -> [Fault] {
        guard masterName == nil else { return [] }
        return Self.fields.filter { $0.name != "masterName" && $0.says(self) }.map {
            Fault(JSONPointer(tokens: [$0.name]), "a port has it, so masterName must say of which bridge")
        }
    }
}
