public import NetworkTypes

/// What makes a link the port of a bridge.
public struct BridgePort: FieldRecord {
    /// The bridge; absent releases the port.
    public var masterName: InterfaceName?
    /// No bridge.
    public init() {}
    /// A port of this bridge.
    public init(masterName: InterfaceName?) { self.masterName = masterName }
    /// Every member.
    public static let fields: FieldList<BridgePort> = [
        Field("masterName", \.masterName, "The bridge's name; empty releases the port. IFLA_MASTER.")
    ]
}

/// How a bridge works.
public struct Bridge: FieldRecord {
    /// The spanning tree protocol.
    public var stp = SpanningTree()
    /// VLAN filtering.
    public var vlan = VLANFiltering()
    /// Everything off.
    public init() {}
    /// Every member.
    public static let fields: FieldList<Bridge> = [
        Field("stp", \.stp, "The spanning tree protocol, IEEE 802.1D."),
        Field("vlan", \.vlan, "VLAN filtering, IEEE 802.1Q."),
    ]

    /// Whether the bridge takes part in the spanning tree protocol.
    public struct SpanningTree: FieldRecord {
        /// On or off.
        public var enabled = false
        /// Off.
        public init() {}
        /// Every member.
        public static let fields: FieldList<SpanningTree> = [
            Field("enabled", \.enabled, "Whether it is on. IFLA_BR_STP_STATE.")
        ]
    }

    /// Whether ports filter by VLAN.
    public struct VLANFiltering: FieldRecord {
        /// On or off.
        public var filteringEnabled = false
        /// Off.
        public init() {}
        /// Every member.
        public static let fields: FieldList<VLANFiltering> = [
            Field("filteringEnabled", \.filteringEnabled, "Whether it is on. IFLA_BR_VLAN_FILTERING.")
        ]
    }
}
