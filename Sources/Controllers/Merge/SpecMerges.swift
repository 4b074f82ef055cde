public import Resources

extension AddressSpec: MergeableSpec {
    /// The highest layer decides alone.
    public static func merged(_ layers: [AddressSpec]) -> AddressSpec? { highest(layers).normalized() }
}

extension RouteSpec: MergeableSpec {
    /// The highest layer decides alone.
    public static func merged(_ layers: [RouteSpec]) -> RouteSpec? { highest(layers).normalized() }
}

extension RoutingRuleSpec: MergeableSpec {
    /// The highest layer decides alone.
    public static func merged(_ layers: [RoutingRuleSpec]) -> RoutingRuleSpec? { highest(layers).normalized() }
}

extension ProbeSpec: MergeableSpec {
    /// The highest layer decides alone.
    public static func merged(_ layers: [ProbeSpec]) -> ProbeSpec? { highest(layers) }
}

extension StaticHost: MergeableSpec {
    /// The highest layer decides alone.
    public static func merged(_ layers: [StaticHost]) -> StaticHost? { highest(layers).normalized() }
}

extension LinkAliasSpec: MergeableSpec {
    /// The highest layer decides alone.
    public static func merged(_ layers: [LinkAliasSpec]) -> LinkAliasSpec? { highest(layers) }
}

extension EtcFileSpec: MergeableSpec {
    /// The highest layer decides alone.
    public static func merged(_ layers: [EtcFileSpec]) -> EtcFileSpec? { highest(layers) }
}

extension KernelParamSpec: MergeableSpec {
    /// The highest layer decides alone.
    public static func merged(_ layers: [KernelParamSpec]) -> KernelParamSpec? { highest(layers) }
}

extension HostnameSpec: MergeableSpec {
    /// The highest layer decides alone, and within it the first.
    public static func merged(_ layers: [HostnameSpec]) -> HostnameSpec? {
        layers.first { $0.layer == highest(layers).layer }?.normalized()
    }
}

extension TimeServerSpec: MergeableSpec {
    /// The highest layer decides alone; what it says in several rows is put together.
    public static func merged(_ layers: [TimeServerSpec]) -> TimeServerSpec? {
        let rows = layers.filter { $0.layer == highest(layers).layer }
        var merged = TimeServerSpec()
        merged.timeServers = rows.flatMap(\.timeServers)
        merged.useNTS = rows.allSatisfy(\.useNTS)
        merged.layer = highest(layers).layer
        return merged
    }
}

extension LinkSpec: MergeableSpec {
    /// Member by member, the highest layer that says something about it.
    ///
    /// Unlike in Talos, `up: false` and `mtu: 0` of a higher layer count, and `multicast` is merged.
    public static func merged(_ layers: [LinkSpec]) -> LinkSpec? {
        layers.dropFirst().reduce(layers[0]) { lower, higher in
            var merged = lower
            merged.name = higher.name ?? lower.name
            merged.logical = higher.logical ?? lower.logical
            merged.up = higher.up ?? lower.up
            merged.mtu = higher.mtu ?? lower.mtu
            if !higher.kind.isEmpty { merged.kind = higher.kind }
            merged.type = higher.type ?? lower.type
            merged.hardwareAddr = higher.hardwareAddr ?? lower.hardwareAddr
            merged.bridgeSlave = higher.bridgeSlave ?? lower.bridgeSlave
            merged.bridgeMaster = higher.bridgeMaster ?? lower.bridgeMaster
            merged.veth = higher.veth ?? lower.veth
            merged.multicast = higher.multicast ?? lower.multicast
            merged.layer = higher.layer
            return merged
        }
    }
}
