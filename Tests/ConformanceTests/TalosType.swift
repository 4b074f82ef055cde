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
        "HardwareAddresses": TalosType(HardwareAddr.self), "LinkSpecs": TalosType(LinkSpec.self),
        "LinkStatuses": TalosType(LinkStatus.self), "NodeAddresses": TalosType(NodeAddress.self),
        "NodeAddressFilters": TalosType(NodeAddressFilter.self),
        "NodeAddressSortAlgorithms": TalosType(NodeAddressSortAlgorithm.self),
        "RouteSpecs": TalosType(RouteSpec.self), "RoutingRuleSpecs": TalosType(RoutingRuleSpec.self),
    ]

    /// The type of a resource in a case, such as `AddressSpecs.net.talos.dev`; `nil` where there is none.
    init?(of resource: JSON) {
        guard let type = Self.all[String(resource.text("type").prefix { $0 != "." })] else { return nil }
        self = type
    }
}
