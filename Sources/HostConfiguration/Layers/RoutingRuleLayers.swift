import NetworkTypes
public import Resources

/// Rules of policy routing (Talos' RoutingRuleConfigController).
public enum RoutingRuleLayers: LayerRule {
    /// Rules.
    public typealias Spec = RoutingRuleSpec

    /// A rule for each family that its networks leave open.
    public static func specs(_ sources: LayerSources) -> [LayeredSpec<RoutingRuleSpec>] {
        (sources.configuration?.all(RoutingRuleConfig.self) ?? []).flatMap { document, source in
            let family = document.src?.family ?? document.dst?.family
            let families = family.map { [$0] } ?? AddressFamily.allCases
            return families.compactMap { spec(document, $0) }.map { LayeredSpec($0, .configuration, from: source) }
        }
    }

    static func spec(_ document: RoutingRuleConfig, _ family: AddressFamily) -> RoutingRuleSpec? {
        guard let priority = document.priority, !RoutingRuleSpec.reservedPriorities.contains(priority) else {
            return nil
        }
        var spec = RoutingRuleSpec()
        (spec.family, spec.priority, spec.src, spec.dst) = (family, priority, document.src, document.dst)
        (spec.table, spec.action) = (document.table, document.action ?? .unicast)
        (spec.iifName, spec.oifName) = (InterfaceName(document.iifName), InterfaceName(document.oifName))
        (spec.fwMark, spec.fwMask) = (document.fwMark, document.fwMask)
        return spec
    }
}
