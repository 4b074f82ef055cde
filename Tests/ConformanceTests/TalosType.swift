import HostConfiguration
import Resources

/// A type of ours that stands for one of Talos'.
struct TalosType: Sendable {
    let name: String
    /// A spec's members as the type's own reader takes them; `nil` when it doesn't.
    let read: @Sendable (JSON) -> JSON?

    private init<Spec: ResourceSpec>(_: Spec.Type) {
        name = Spec.typeName
        read = { json in
            var faults: [Fault] = []
            return Spec.decode(json, at: .root, &faults)?.json
        }
    }

    /// By the beginning of Talos' name, which is a plural.
    static let all: [String: TalosType] = [
        "AddressSpecs": TalosType(AddressSpec.self), "AddressStatuses": TalosType(AddressStatus.self),
        "DeviceConfigSpecs": TalosType(DeviceConfigSpec.self),
        "EtcFileSpecs": TalosType(EtcFileSpec.self), "EtcFileStatuses": TalosType(EtcFileStatus.self),
        "HardwareAddresses": TalosType(HardwareAddr.self), "LinkSpecs": TalosType(LinkSpec.self),
        "HostnameSpecs": TalosType(HostnameSpec.self), "HostnameStatuses": TalosType(HostnameStatus.self),
        "KernelParamSpecs": TalosType(KernelParamSpec.self), "KernelParamStatuses": TalosType(KernelParamStatus.self),
        "LinkAliasSpecs": TalosType(LinkAliasSpec.self), "LinkStatuses": TalosType(LinkStatus.self),
        "NfTablesChains": TalosType(NfTablesChainSpec.self),
        "NetworkStatuses": TalosType(NetworkStatus.self), "NodeAddresses": TalosType(NodeAddress.self),
        "NodeAddressFilters": TalosType(NodeAddressFilter.self),
        "NodeAddressSortAlgorithms": TalosType(NodeAddressSortAlgorithm.self),
        "ProbeSpecs": TalosType(ProbeSpec.self), "ProbeStatuses": TalosType(ProbeStatus.self),
        "ResolverSpecs": TalosType(ResolverSpec.self), "ResolverStatuses": TalosType(ResolverStatus.self),
        "OperatorSpecs": TalosType(OperatorSpec.self), "RouteSpecs": TalosType(RouteSpec.self),
        "RouteStatuses": TalosType(RouteStatus.self),
        "RoutingRuleSpecs": TalosType(RoutingRuleSpec.self),
        "StaticHosts": TalosType(StaticHost.self), "TimeServerSpecs": TalosType(TimeServerSpec.self),
        "TimeServerStatuses": TalosType(TimeServerStatus.self),
    ]

    /// Where a resource of a case lies here: ours are all about the network.
    static func namespace(of resource: JSON) -> String {
        let namespace = resource.text("namespace")
        return ["files", "runtime"].contains(namespace) ? Namespace.network : namespace
    }

    /// The type of a resource in a case, such as `AddressSpecs.net.talos.dev`; `nil` where there is none.
    init?(of resource: JSON) {
        guard let type = Self.all[String(resource.text("type").prefix { $0 != "." })] else { return nil }
        self = type
    }
}
