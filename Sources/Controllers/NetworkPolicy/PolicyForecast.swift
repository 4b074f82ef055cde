import Resources
import Store

/// Works out which chains of policies would differ if some uncommitted rows were committed.
struct PolicyForecast: Sendable {
    private let store: ResourceStore

    init(_ store: ResourceStore) { self.store = store }

    /// The rows of chains that would differ, sorted by key; none where nothing that policies are made from is among the changes.
    func changes(after changes: [ResourceKey: Resource?]) throws(StoreError) -> [LayerChange] {
        let kinds = Set(changes.keys.map { ResourceKind($0.namespace, $0.type) })
        guard !kinds.isDisjoint(with: PolicyInputs.kinds) else { return [] }
        let rows = try PolicyInputs(store, changes: changes).rows
        let stored = try store.list(
            Namespace.config, NfTablesChainSpec.typeName, prefixes: [PolicyInputs.prefix])
        let before = Dictionary(stored.map { ($0.metadata.key.id, $0.spec) }) { $1 }
        return Set(before.keys).union(rows.keys).sorted().filter { before[$0] != rows[$0] }.map { id in
            LayerChange(
                ResourceKey(Namespace.config, NfTablesChainSpec.typeName, id), before: before[id], after: rows[id])
        }
    }
}
