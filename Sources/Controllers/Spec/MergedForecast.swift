import Resources
import Store

/// What the layers of specs would come to if some rows were other than they are stored.
struct MergedForecast: Sendable {
    private let store: ResourceStore

    init(_ store: ResourceStore) { self.store = store }

    /// The merged specs as they would be, those that would go included, sorted by id.
    ///
    /// - Parameters:
    ///   - type: What they are specs of.
    ///   - changes: The rows; `nil` for one that is gone or going.
    /// - Returns: The specs.
    /// - Throws: What reading throws.
    func desired<Spec: MergeableSpec>(
        _ type: Spec.Type, _ changes: [ResourceKey: Resource?]
    ) throws(StoreError) -> [DesiredSpec<Spec>] {
        var layers = try store.list(Namespace.config, Spec.typeName).resources
            .filter { changes[$0.metadata.key] == nil && $0.metadata.phase == .running }
        layers += changes.values.compactMap { $0 }
            .filter { $0.metadata.key.namespace == Namespace.config && $0.metadata.key.type == Spec.typeName }
        let entries = layers.map { ResourceCache<Spec>.Entry($0) }
        let groups = Dictionary(grouping: entries) { $0.spec?.id ?? LayeredID($0.metadata.key.id)?.id ?? "" }
        let merged = try store.list(Namespace.network, Spec.typeName).resources
            .map { ResourceCache<Spec>.Entry($0) }
        let stored = Dictionary(merged.map { ($0.metadata.key.id, $0) }) { $1 }
        var desired = groups.values.compactMap { group -> DesiredSpec<Spec>? in
            guard let spec = MergedSpec<Spec>(group) else { return nil }
            let stored = stored[spec.spec.id]
            return DesiredSpec(
                spec.spec, revision: stored?.metadata.revision ?? .max, created: stored?.metadata.created ?? "~",
                adopts: spec.annotations["adopt"] == "true", drift: DriftMode(annotations: spec.annotations))
        }
        let wanted = Set(desired.map(\.id))
        desired += merged.compactMap { entry in
            guard let spec = entry.spec, !wanted.contains(spec.id) else { return nil }
            return DesiredSpec(
                spec, isGoing: true, revision: entry.metadata.revision,
                drift: DriftMode(annotations: entry.metadata.annotations))
        }
        return desired.sorted { $0.id < $1.id }
    }
}

extension [ResourceKey: Resource?] {
    /// The same with the rows of layers that follow from a configuration among them.
    func adding(_ derived: [LayerChange]) -> [ResourceKey: Resource?] {
        var rows = self
        for change in derived {
            rows.updateValue(change.after.map { Resource(Metadata(change.key), spec: $0) }, forKey: change.key)
        }
        return rows
    }
}
