import Resources
import Store

/// A controller's own intent: the rows of a type in one layer of `network-config`.
///
/// What people wrote under the same ids is left alone, and counts instead.
struct LayerRows<Spec: ResourceSpec>: Sendable {
    let store: ResourceStore
    let layer: ConfigurationLayer
    let owner: String

    /// Makes the rows those of some specs, and no others.
    ///
    /// - Throws: What reading and writing throw.
    func become(_ specs: [Spec]) async throws(StoreError) {
        var wanted: [String: String] = [:]
        for var spec in specs {
            spec.layer = layer
            wanted[LayeredID(layer, spec.id).description] = spec.canonical
        }
        let stored = try store.list(Namespace.config, Spec.typeName).resources
        let own = stored.filter { $0.metadata.owner == owner }
        let foreign = Set(stored.filter { $0.metadata.owner != owner }.map(\.metadata.key.id))
        let changed = wanted.filter { id, text in
            !foreign.contains(id)
                && !own.contains { $0.metadata.key.id == id && $0.spec == text && $0.metadata.phase == .running }
        }
        let gone = own.map(\.metadata.key).filter { wanted[$0.id] == nil }
        guard !changed.isEmpty || !gone.isEmpty else { return }
        let context = ChangeContext(actor: owner, origin: .controller)
        _ = try await store.write(context) { [owner] transaction throws(StoreError) in
            for (id, text) in changed.sorted(by: { $0.key < $1.key }) {
                let key = ResourceKey(Namespace.config, Spec.typeName, id)
                // Somebody may have come first meanwhile.
                if let stored = try transaction.get(key), stored.metadata.owner != owner { continue }
                try transaction.modify(Resource(Metadata(key, owner: owner), spec: text)) { stored throws(StoreError) in
                    stored.spec = text
                }
            }
            for key in gone where try transaction.teardown(key, owner: owner) {
                try transaction.destroy(key, owner: owner)
            }
        }
    }
}
