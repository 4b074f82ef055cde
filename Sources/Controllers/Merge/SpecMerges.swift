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

extension OperatorSpec: MergeableSpec {
    /// The highest layer decides alone.
    public static func merged(_ layers: [OperatorSpec]) -> OperatorSpec? { highest(layers) }
}

extension NfTablesChainSpec: MergeableSpec {
    /// The highest layer decides alone.
    public static func merged(_ layers: [NfTablesChainSpec]) -> NfTablesChainSpec? { highest(layers).normalized() }
}

extension NfTablesSetSpec: MergeableSpec {
    /// The highest layer decides alone.
    public static func merged(_ layers: [NfTablesSetSpec]) -> NfTablesSetSpec? { highest(layers).normalized() }
}
