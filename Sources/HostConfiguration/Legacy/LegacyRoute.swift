public import NetworkTypes
public import Resources

/// A route in the legacy document.
public struct LegacyRoute: FieldRecord {
    /// Where to; absent is everywhere, the default route.
    public var network: IPPrefix?
    /// Where packets go next.
    public var gateway: IPAddress?
    /// The source address that this host's own packets prefer.
    public var source: IPAddress?
    /// The metric; 0 leaves it to the default.
    public var metric: UInt32 = 0
    /// Largest packet in bytes along the route; 0 for none.
    public var mtu: UInt32 = 0

    /// A route about which nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<LegacyRoute> = [
        Field("network", \.network, "Where to; absent is everywhere.", .omitsEmpty),
        Field("gateway", \.gateway, "Where packets go next.", .omitsEmpty),
        Field("source", \.source, "The source address that this host's own packets prefer.", .omitsEmpty),
        Field("metric", \.metric, "The metric; lower is preferred.", .omitsEmpty),
        Field("mtu", \.mtu, "Largest packet in bytes along the route.", .omitsEmpty),
    ]

    func check(_ findings: inout Findings) {
        if network == nil, gateway == nil { findings.fault("a route needs a network or a gateway") }
    }
}
