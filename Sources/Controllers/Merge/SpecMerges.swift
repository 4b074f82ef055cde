public import Resources

extension AddressSpec: MergeableSpec {
    /// The highest layer decides alone.
    public static func merged(_ layers: [AddressSpec]) -> AddressSpec { highest(layers).normalized() }
}

extension RouteSpec: MergeableSpec {
    /// The highest layer decides alone.
    public static func merged(_ layers: [RouteSpec]) -> RouteSpec { highest(layers).normalized() }
}

extension RoutingRuleSpec: MergeableSpec {
    /// The highest layer decides alone.
    public static func merged(_ layers: [RoutingRuleSpec]) -> RoutingRuleSpec { highest(layers).normalized() }
}
