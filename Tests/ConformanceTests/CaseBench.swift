import Controllers
import Resources
import Store
import Testing

/// Controllers at work on a store, with somebody who lets go of what is torn down, as a spec controller would.
struct CaseBench {
    let store: ResourceStore
    private let controllers: [any Controller]

    init(_ example: ConformanceCase, _ store: ResourceStore) throws {
        self.store = store
        controllers = try example.json.list("controllers").map { name in
            try #require(Self.controller(name.text ?? "", store), "\(name)")
        }
    }

    /// A controller by the name that it has in Talos.
    private static func controller(_ name: String, _ store: ResourceStore) -> (any Controller)? {
        switch name {
        case "AddressMergeController": MergeController<AddressSpec>(store)
        case "HostnameMergeController": MergeController<HostnameSpec>(store)
        case "HardwareAddrController": DerivedController<HardwareAddrRule>(store)
        case "LinkMergeController": MergeController<LinkSpec>(store)
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
        let new = Resource(Metadata(try key(resource)), spec: (resource["spec"] ?? [:]).canonical)
        try await write { transaction throws(StoreError) in try transaction.create(new) }
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
        // An expectation says only some members; its reader needs all.
        let wanted = read(.object(expected.merging(text.members ?? [:]) { given, _ in given }))
        let actual = read(text)
        return expected.keys.allSatisfy { wanted?[$0] != nil && wanted?[$0] == actual?[$0] }
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
