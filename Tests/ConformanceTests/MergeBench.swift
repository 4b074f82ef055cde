import Controllers
import Resources
import Store

/// A merge controller at work on a store, with somebody who lets go of what is torn down, as its spec controller would.
struct MergeBench {
    let store: ResourceStore
    let controller: any Controller
    /// The spec's members as the type's own reader takes them.
    let read: @Sendable (JSON) -> JSON?
    let finalizer: String

    /// The bench for a type as Talos names it, such as `AddressSpecs.net.talos.dev`; `nil` where there is none.
    init?(_ talosType: String, _ store: ResourceStore) {
        switch talosType {
        case "AddressSpecs.net.talos.dev": self.init(AddressSpec.self, store)
        case "LinkSpecs.net.talos.dev": self.init(LinkSpec.self, store)
        case "RouteSpecs.net.talos.dev": self.init(RouteSpec.self, store)
        case "RoutingRuleSpecs.net.talos.dev": self.init(RoutingRuleSpec.self, store)
        default: return nil
        }
    }

    private init<Spec: MergeableSpec>(_: Spec.Type, _ store: ResourceStore) {
        self.store = store
        controller = MergeController<Spec>(store)
        finalizer = Spec.stages[1]
        read = { json in
            var faults: [Fault] = []
            return Spec.decode(json, at: .root, &faults)?.json
        }
    }

    /// The key of a resource in a case.
    func key(_ resource: JSON) -> ResourceKey {
        let type = resource.text("type").prefix { $0 != "." }.dropLast()
        return ResourceKey(resource.text("namespace"), String(type), resource.text("id"))
    }

    /// As the sqlite3 shell: ids and specs come as they are, unchecked.
    private static let context = ChangeContext(actor: "case", origin: .sqlite)

    func write(_ body: @escaping @Sendable (WriteTransaction) throws(StoreError) -> Void) async throws {
        _ = try await store.write(Self.context, body)
    }

    func create(_ resource: JSON) async throws {
        let new = Resource(Metadata(key(resource)), spec: (resource["spec"] ?? [:]).canonical)
        try await write { transaction throws(StoreError) in try transaction.create(new) }
    }

    func destroy(_ resource: JSON) async throws {
        let key = key(resource)
        try await write { transaction throws(StoreError) in try transaction.destroy(key) }
    }

    /// Whether the output has at least the members that are expected.
    func has(_ resource: JSON) throws -> Bool {
        guard let stored = try store.get(key(resource)), stored.metadata.phase == .running else { return false }
        guard let expected = resource["spec"]?.members else { return true }
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
            _ = try await controller.reconcile()
            try await letGo()
            if try isDone() { return true }
        }
        return false
    }

    private func letGo() async throws {
        let type = controller.inputs[1].type
        for output in try store.list(Namespace.network, type).resources where output.metadata.phase == .tearingDown {
            let (key, finalizer) = (output.metadata.key, finalizer)
            guard output.metadata.finalizers.contains(finalizer) else { continue }
            try await write { transaction throws(StoreError) in
                try transaction.removeFinalizer(finalizer, from: key)
            }
        }
    }
}
