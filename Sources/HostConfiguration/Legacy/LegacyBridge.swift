public import Resources

/// A bridge in the legacy document.
public struct LegacyBridge: FieldRecord {
    /// The spanning tree protocol.
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

    /// The VLANs.
    public struct VLANFilter: FieldRecord {
        /// Whether ports keep VLANs apart; absent leaves it.
        public var vlanFiltering: Bool?

        /// Nothing is said.
        public init() {}

        /// Every member.
        public static let fields: FieldList<VLANFilter> = [
            Field("vlanFiltering", \.vlanFiltering, "Whether ports keep VLANs apart.", .omitsEmpty)
        ]
    }

    /// The links that are its ports.
    public var interfaces: [String] = []
    /// The spanning tree protocol.
    public var stp: SpanningTree?
    /// The VLANs.
    public var vlan: VLANFilter?

    /// A bridge without ports.
    public init() {}

    /// Every member.
    public static let fields: FieldList<LegacyBridge> = [
        Field(texts: "interfaces", \.interfaces, "The links that are its ports."),
        Field("stp", \.stp, "The spanning tree protocol.", .omitsEmpty),
        Field("vlan", \.vlan, "The VLANs.", .omitsEmpty),
    ]
}

/// That a link is part of a bridge, in the legacy document.
public struct LegacyBridgePort: FieldRecord {
    /// The bridge's name.
    public var master = ""

    /// No bridge.
    public init() {}

    /// Every member.
    public static let fields: FieldList<LegacyBridgePort> = [Field(text: "master", \.master, "The bridge's name.")]
}
