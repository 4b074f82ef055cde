public import NetworkTypes
public import Resources

/// The network of WireGuard between all hosts of a cluster.
public struct KubeSpanConfig: SingletonDocument {
    /// What isn't used.
    public struct Filters: FieldRecord {
        /// Which of a host's addresses are used, `!` before those that aren't.
        public var endpoints: [String] = []
        /// Networks that aren't announced.
        public var excludeAdvertisedNetworks: [IPPrefix] = []

        /// Everything is used.
        public init() {}

        /// Every member.
        public static let fields: FieldList<Filters> = [
            Field(texts: "endpoints", \.endpoints, "Which of a host's addresses are used, ! before those that aren't."),
            Field(
                "excludeAdvertisedNetworks", \.excludeAdvertisedNetworks, "Networks that aren't announced.", .omitsEmpty
            ),
        ]
    }

    /// Whether there is such a network.
    public var enabled: Bool?
    /// Whether pods and services are reached through it.
    public var advertiseKubernetesNetworks: Bool?
    /// Whether packets go past it while a host isn't reached.
    public var allowDownPeerBypass: Bool?
    /// Whether addresses are learnt from other hosts.
    public var harvestExtraEndpoints: Bool?
    /// Largest packet in bytes.
    public var mtu: UInt32?
    /// What isn't used.
    public var filters = Filters()

    /// Nothing is said.
    public init() {}

    /// The kind.
    public static let kind = "KubeSpanConfig"
    /// Not yet.
    public static let isSupported = false
    /// Every member.
    public static let fields: FieldList<KubeSpanConfig> = [
        Field("enabled", \.enabled, "Whether there is such a network.", .omitsEmpty),
        Field(
            "advertiseKubernetesNetworks", \.advertiseKubernetesNetworks, "Whether pods are reached through it.",
            .omitsEmpty),
        Field(
            "allowDownPeerBypass", \.allowDownPeerBypass, "Whether packets go past it while a host isn't reached.",
            .omitsEmpty),
        Field(
            "harvestExtraEndpoints", \.harvestExtraEndpoints, "Whether addresses are learnt from other hosts.",
            .omitsEmpty),
        Field("mtu", \.mtu, "Largest packet in bytes, at least 1280.", .omitsEmpty),
        Field("filters", \.filters, "What isn't used."),
    ]

    /// A packet size that IPv6 takes (RFC 8200 §5), and the filters.
    public func check(_ findings: inout Findings) {
        if let mtu, mtu < 1280 { findings.fault("at least 1280 is expected, not \(mtu)", at: "mtu") }
        for (index, text) in filters.endpoints.enumerated() where Self.filter(text) == nil {
            findings.fault(
                "a network, with ! before it perhaps, is expected, not \(JSON.string(text).article)", at: "filters",
                "endpoints", String(index))
        }
    }

    /// The network of a filter of addresses.
    static func filter(_ text: String) -> IPPrefix? { IPPrefix(text.hasPrefix("!") ? String(text.dropFirst()) : text) }

    /// The legacy document has the same section.
    public func check(against legacy: LegacyDocument, _ findings: inout Findings) {
        if legacy.machine.network.kubespan != nil {
            findings.fault("machine.network.kubespan of the v1alpha1 document says it already")
        }
    }
}
