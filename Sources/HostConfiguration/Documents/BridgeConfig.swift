public import NetworkTypes
public import Resources

/// A bridge (IEEE 802.1D) and its ports.
public struct BridgeConfig: PortDocument {
    /// The spanning tree protocol of a bridge.
    public struct SpanningTree: FieldRecord {
        /// Whether it is spoken; absent leaves it.
        public var enabled: Bool?

        /// Nothing is said.
        public init() {}

        /// Every member.
        public static let fields: FieldList<SpanningTree> = [
            Field("enabled", \.enabled, "Whether the spanning tree protocol is spoken.", .omitsEmpty)
        ]
    }

    /// The VLANs of a bridge.
    public struct VLANFilter: FieldRecord {
        /// Whether ports keep VLANs apart; absent leaves it.
        public var filtering: Bool?

        /// Nothing is said.
        public init() {}

        /// Every member.
        public static let fields: FieldList<VLANFilter> = [
            Field("filtering", \.filtering, "Whether ports keep VLANs apart.", .omitsEmpty)
        ]
    }

    /// The bridge's name.
    public var name = ""
    /// The bridge's own hardware address; absent leaves it.
    public var hardwareAddr: HardwareAddress?
    /// The links that are its ports.
    public var links: [String] = []
    /// Those by what they are.
    public var linkSelectors: [PortSelector] = []
    /// The spanning tree protocol.
    public var stp = SpanningTree()
    /// The VLANs.
    public var vlan = VLANFilter()
    /// What is said of the bridge as of any link.
    public var link = ConfiguredLink()

    /// A bridge without ports.
    public init() {}

    /// The kind.
    public static let kind = "BridgeConfig"
    /// Every member.
    public static let fields: FieldList<BridgeConfig> = fields([
        Field("hardwareAddr", \.hardwareAddr, "The bridge's own hardware address.", .omitsEmpty),
        Field(texts: "links", \.links, "The links that are its ports."),
        selectorField,
        Field("stp", \.stp, "The spanning tree protocol."),
        Field("vlan", \.vlan, "The VLANs."),
    ])

    /// Name, addresses and routes.
    public func check(_ findings: inout Findings) {
        checkCreated(&findings)
        checkPorts(&findings)
    }
}
