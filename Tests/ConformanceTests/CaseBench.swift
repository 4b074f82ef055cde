import Controllers
import HostConfiguration
import Resources
import Store
import Testing

/// Controllers at work on a store, with somebody who lets go of what is torn down, as a spec controller would.
struct CaseBench {
    let store: ResourceStore
    private let controllers: [any Controller]

    init(_ example: ConformanceCase, _ store: ResourceStore) throws {
        self.store = store
        var host = HostSources()
        host.commandLine = example.json.text("cmdline")
        let created = example.json.list("steps").flatMap { $0.list("create") }
        host.identity = created.first { $0.text("type").hasPrefix("Identities") }?["spec"]?.text("nodeId") ?? ""
        let inputs = ConfigurationInputs(host)
        controllers = try example.json.list("controllers").flatMap { name in
            let name = name.text ?? ""
            let made = Self.configurations(name, store, inputs) + [Self.controller(name, store)].compactMap { $0 }
            try #require(!made.isEmpty, "\(name)")
            return made
        }
    }

    /// The controllers of the configuration by the name that Talos has for what they do, each with what merges its layers where
    /// Talos has no layers.
    private static func configurations(
        _ name: String, _ store: ResourceStore, _ inputs: ConfigurationInputs
    ) -> [any Controller] {
        func one<Rule: ConfigurationRule>(_: Rule.Type) -> [any Controller] {
            [ConfigurationController<Rule>(store, inputs)]
        }
        return switch name {
        case "AddressConfigController": one(AddressLayers.self)
        case "DeviceConfigController": one(DeviceConfigRule.self)
        case "HostnameConfigController": one(HostnameLayers.self)
        case "LinkAliasConfigController": one(LinkAliasLayers.self) + [MergeController<LinkAliasSpec>(store)]
        case "LinkConfigController": one(LinkLayers.self)
        case "NfTablesChainConfigController": one(FirewallLayers.self) + [MergeController<NfTablesChainSpec>(store)]
        case "OperatorConfigController", "OperatorVIPConfigController": one(OperatorLayers.self)
        case "ResolverConfigController": one(ResolverLayers.self)
        case "RouteConfigController": one(RouteLayers.self)
        case "RoutingRuleConfigController": one(RoutingRuleLayers.self)
        case "StaticHostController": one(StaticHostLayers.self) + [MergeController<StaticHost>(store)]
        case "TimeServerConfigController": one(TimeServerLayers.self)
        default: []
        }
    }

    /// A controller by the name that it has in Talos.
    private static func controller(_ name: String, _ store: ResourceStore) -> (any Controller)? {
        switch name {
        case "AddressMergeController": MergeController<AddressSpec>(store)
        case "HostnameMergeController": MergeController<HostnameSpec>(store)
        case "HardwareAddrController": DerivedController<HardwareAddrRule>(store)
        case "LinkMergeController": MergeController<LinkSpec>(store)
        case "OperatorMergeController": MergeController<OperatorSpec>(store)
        case "NodeAddressController": DerivedController<NodeAddressRule>(store)
        case "ProbeMergeController": MergeController<ProbeSpec>(store)
        case "ResolverMergeController": MergeController<ResolverSpec>(store)
        case "RouteMergeController": MergeController<RouteSpec>(store)
        case "RoutingRuleMergeController": MergeController<RoutingRuleSpec>(store)
        case "StatusController": DerivedController<TalosNetworkStatusRule>(store)
        case "TimeServerMergeController": MergeController<TimeServerSpec>(store)
        default: nil
        }
    }

    /// A host on which nobody else writes files: Talos always needs two.
    private enum TalosNetworkStatusRule: Derivation {
        static let sources = NetworkStatusRule.sources

        static func derive(
            _ resources: DerivationInput, previous: [String: NetworkStatus]
        ) -> [String: NetworkStatus] {
            let status = NetworkStatusRule.status(resources, needing: ["hosts", "resolv.conf"])
            return [status.id: status]
        }
    }

    private func key(_ resource: JSON) throws -> ResourceKey {
        let type = try #require(TalosType(of: resource), "\(resource.text("type"))")
        return ResourceKey(TalosType.namespace(of: resource), type.name, resource.text("id"))
    }

    func get(_ resource: JSON) throws -> Resource? { try store.get(key(resource)) }

    /// As the sqlite3 shell: ids and specs come as they are, unchecked.
    private static let context = ChangeContext(actor: "case", origin: .sqlite)

    private func write(_ body: @escaping @Sendable (WriteTransaction) throws(StoreError) -> Void) async throws {
        _ = try await store.write(Self.context, body)
    }

    func create(_ resource: JSON) async throws {
        // It only tells the host from others, and was taken at the beginning.
        if resource.text("type").hasPrefix("Identities") { return }
        try await put(key(resource), spec(of: resource))
    }

    /// A type that isn't said is Talos' zero, which is no Ethernet.
    private func spec(of resource: JSON) -> JSON {
        var spec = resource["spec"] ?? [:]
        if resource.text("type").hasPrefix("LinkStatuses"), spec["type"] == nil { spec["type"] = "0" }
        return spec
    }

    private func put(_ key: ResourceKey, _ spec: JSON) async throws {
        let new = Resource(Metadata(key), spec: spec.canonical)
        try await write { transaction throws(StoreError) in
            try transaction.modify(new) { stored throws(StoreError) in stored.spec = new.spec }
        }
    }

    /// Another state of a resource that is there.
    func update(_ resource: JSON) async throws { try await put(key(resource), spec(of: resource)) }

    private static let configuration = ResourceKey(
        Namespace.configuration, MachineConfig.typeName, MachineConfig.activeID)

    /// A configuration of these documents instead of the one before.
    func apply(_ documents: [JSON]) async throws {
        let text = documents.map(\.canonical).joined(separator: "\n---\n")
        try await put(Self.configuration, ["text": .string(text)])
    }

    /// No configuration any more.
    func removeConfiguration() async throws {
        try await write { transaction throws(StoreError) in try transaction.destroy(Self.configuration) }
    }

    /// Talos' built-in defaults.
    func useTalosDefaults() async throws {
        try await put(ResourceKey(Namespace.management, ManagementSpec.typeName, "host"), ["defaults": "talos"])
    }

    func destroy(_ resource: JSON) async throws {
        let key = try key(resource)
        try await write { transaction throws(StoreError) in try transaction.destroy(key) }
    }

    func addFinalizer(_ finalizer: String, to resource: JSON) async throws {
        let key = try key(resource)
        try await write { transaction throws(StoreError) in try transaction.addFinalizer(finalizer, to: key) }
    }

    func removeFinalizer(_ finalizer: String, from resource: JSON) async throws {
        let key = try key(resource)
        try await write { transaction throws(StoreError) in try transaction.removeFinalizer(finalizer, from: key) }
    }

    /// Whether a resource is there and has at least the members that are expected.
    func has(_ resource: JSON) throws -> Bool {
        guard let stored = try get(resource), stored.metadata.phase == .running else { return false }
        guard let expected = resource["spec"]?.members else { return true }
        let read = try #require(TalosType(of: resource)).read
        let text = try JSON(parsing: stored.spec)
        // What is expected is there when it adds nothing; the reader spells both in one way.
        let wanted = read(Self.expectation(.object(expected), beside: text))
        return wanted != nil && wanted == read(text)
    }

    /// What is stored with the members that are expected, at any depth, in their place.
    private static func expectation(_ expected: JSON, beside stored: JSON?) -> JSON {
        if expected == "$notEmpty" { return stored?.text?.isEmpty == false ? stored ?? "" : "nothing" }
        if let members = expected.members {
            return .object(
                (stored?.members ?? [:]).merging(
                    members.map { ($0, expectation($1, beside: stored?[$0])) }
                ) { $1 })
        }
        guard let elements = expected.elements, elements.count == stored?.elements?.count else { return expected }
        return .array(zip(elements, stored?.elements ?? []).map { expectation($0, beside: $1) })
    }

    /// Works until `isDone`, and 5 seconds at most, as Talos' tests do.
    func work(until isDone: () throws -> Bool) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(5)
        while ContinuousClock.now < deadline {
            for controller in controllers {
                _ = try await controller.reconcile()
                for kind in controller.inputs where kind.namespace == Namespace.network { try await letGo(kind.type) }
            }
            if try isDone() { return true }
        }
        return false
    }

    private func letGo(_ type: String) async throws {
        for output in try store.list(Namespace.network, type).resources where output.metadata.phase == .tearingDown {
            for finalizer in output.metadata.finalizers where finalizer.hasSuffix("SpecController") {
                try await write { transaction throws(StoreError) in
                    try transaction.removeFinalizer(finalizer, from: output.metadata.key)
                }
            }
        }
    }
}
