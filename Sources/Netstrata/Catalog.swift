import Controllers
import HostConfiguration
import Kernel
import Resources
import Store

/// Everything that the program knows: a resource type or a controller is registered here, a line each, and nowhere else.
enum Catalog {
    /// Every resource type.
    static let types = ResourceCatalog([
        ResourceType(LinkSpec.self),
        ResourceType(LinkStatus.self),
        ResourceType(EthernetSpec.self),
        ResourceType(EthernetStatus.self),
        ResourceType(AddressSpec.self),
        ResourceType(AddressStatus.self),
        ResourceType(RouteSpec.self),
        ResourceType(RouteStatus.self),
        ResourceType(RoutingRuleSpec.self),
        ResourceType(RoutingRuleStatus.self),
        ResourceType(NodeAddress.self),
        ResourceType(NodeAddressFilter.self),
        ResourceType(NodeAddressSortAlgorithm.self),
        ResourceType(HardwareAddr.self),
        ResourceType(HostnameSpec.self),
        ResourceType(HostnameStatus.self),
        ResourceType(ResolverSpec.self),
        ResourceType(ResolverStatus.self),
        ResourceType(TimeServerSpec.self),
        ResourceType(TimeServerStatus.self),
        ResourceType(StaticHost.self),
        ResourceType(ProbeSpec.self),
        ResourceType(ProbeStatus.self),
        ResourceType(LinkAliasSpec.self),
        ResourceType(EtcFileSpec.self),
        ResourceType(EtcFileStatus.self),
        ResourceType(KernelParamSpec.self),
        ResourceType(KernelParamStatus.self),
        ResourceType(NetworkStatus.self),
        ResourceType(NfTablesChainSpec.self),
        ResourceType(NfTablesChainStatus.self),
        ResourceType(NfTablesSetSpec.self),
        ResourceType(NfTablesSetStatus.self),
        ResourceType(NetworkPolicySpec.self),
        ResourceType(PodAddressSpec.self),
        ResourceType(PodNamespaceSpec.self),
        ResourceType(OperatorSpec.self),
        ResourceType(MachineConfig.self),
        ResourceType(DeviceConfigSpec.self),
        ResourceType(LinkSelectorStatus.self),
        ResourceType(ApplyStatus.self),
        ResourceType(ManagementSpec.self),
        ResourceType(RevisionTag.self),
        ResourceType(ConfirmWindow.self),
    ])

    /// The controllers that carry what people ask for to the merged specs: those of a stage after all of the one before.
    static let mergeStages: [[String]] = [
        ConfigurationRules.all.map { $0.controller }, types.types.compactMap(\.stages.first),
    ]

    private static func controller<Rule: ConfigurationRule>(
        _: Rule.Type, _ store: ResourceStore, _ layers: ConfigurationInputs
    ) -> any Controller {
        ConfigurationController<Rule>(store, layers)
    }

    /// Every controller, in the order of the first pass: what others depend on first.
    ///
    /// - Parameters:
    ///   - store: What they read and write.
    ///   - kernel: The connection that changes the kernel.
    ///   - observer: A connection of its own for statuses, so that a repair never waits for them.
    ///   - tunnels: What specs of WireGuard links only name.
    ///   - host: The host's files, names and settings.
    ///   - firewall: Our table of the packet filter, and a connection for its statuses.
    ///   - layers: From what the layers below `api` are made.
    ///   - held: What stands in for what can't be stored.
    /// - Returns: The controllers, not yet running.
    static func controllers(
        _ store: ResourceStore, kernel: RouteNetlink, observer: RouteNetlink, tunnels: TunnelSources,
        host: HostSystem, firewall: (system: FirewallSystem, observer: NfTables), layers: ConfigurationInputs,
        held: HeldIntent
    ) -> [any Controller] {
        ConfigurationRules.all.map { controller($0, store, layers) } + [
            NetworkPolicyController(store),
            MergeController<LinkSpec>(store),
            MergeController<EthernetSpec>(store),
            MergeController<AddressSpec>(store),
            MergeController<RouteSpec>(store),
            MergeController<RoutingRuleSpec>(store),
            MergeController<HostnameSpec>(store),
            MergeController<ResolverSpec>(store),
            MergeController<TimeServerSpec>(store),
            MergeController<StaticHost>(store),
            MergeController<ProbeSpec>(store),
            MergeController<LinkAliasSpec>(store),
            MergeController<EtcFileSpec>(store),
            MergeController<KernelParamSpec>(store),
            MergeController<NfTablesSetSpec>(store),
            MergeController<NfTablesChainSpec>(store),
            MergeController<OperatorSpec>(store),
            // In force before links come up.
            FirewallController(store, firewall.system, held: held),
            SpecController<LinkObject>(store, LinkSystem(kernel, tunnels, store), held: held),
            SpecController<EthernetObject>(store, kernel, held: held),
            SpecController<AddressObject>(store, kernel, held: held),
            SpecController<RouteObject>(store, kernel, held: held),
            SpecController<RuleObject>(store, kernel, held: held),
            SpecController<LinkAliasObject>(store, kernel, held: held),
            SpecController<OperatorObject>(store, kernel, held: held),
            SpecController<HostnameObject>(store, host, held: held),
            SpecController<KernelParamObject>(store, host, held: held),
            SpecController<ResolverObject>(store, host, held: held),
            SpecController<TimeServerObject>(store, host, held: held),
            SpecController<EtcFileObject>(store, host, held: held),
            LinkStatusController(store, observer),
            EthernetStatusController(store, observer),
            StatusController<AddressProjection>(
                store, observer, further: layers.host.platform?.externalAddresses ?? []),
            RouteStatusController(store, observer),
            StatusController<RuleProjection>(store, observer),
            FirewallStatusController(store, firewall.observer),
            ProbeController(store),
            HostStatusController<HostnameProjection>(store, host),
            HostStatusController<ResolverProjection>(store, host),
            HostStatusController<TimeServerProjection>(store, host),
            HostStatusController<EtcFileProjection>(store, host),
            HostStatusController<KernelParamProjection>(store, host),
            DerivedController<NodeAddressRule>(store),
            DerivedController<HardwareAddrRule>(store),
            DerivedController<NetworkStatusRule>(store),
            EtcFileController(store),
        ]
    }
}
