/// Every rule by which something follows from the configuration and its like.
public enum ConfigurationRules {
    /// Their controllers run in this order.
    public static let all: [any ConfigurationRule.Type] = [
        DeviceConfigRule.self,
        LinkSelectorRule.self,
        LinkLayers.self,
        EthernetLayers.self,
        AddressLayers.self,
        RouteLayers.self,
        RoutingRuleLayers.self,
        HostnameLayers.self,
        ResolverLayers.self,
        TimeServerLayers.self,
        StaticHostLayers.self,
        ProbeLayers.self,
        LinkAliasLayers.self,
        KernelParamLayers.self,
        OperatorLayers.self,
        FirewallLayers.self,
        SortAlgorithmRule.self,
    ]
}
