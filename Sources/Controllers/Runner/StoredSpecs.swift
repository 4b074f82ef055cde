import Resources
import Store

/// The resources of some types in `network` as they are stored.
public struct StoredSpecs: Sendable {
    private let resources: [String: [Resource]]

    /// Reads all of them.
    init(_ store: ResourceStore, _ types: [String]) throws(StoreError) {
        var resources: [String: [Resource]] = [:]
        for type in types { resources[type] = try store.list(Namespace.network, type).resources }
        self.resources = resources
    }

    /// The specs of a type that can be read, by id and in that order; those of resources that go are left out.
    func all<Spec: ResourceSpec>(_: Spec.Type) -> [(id: String, spec: Spec)] {
        (resources[Spec.typeName] ?? []).filter { $0.metadata.phase == .running }.compactMap { resource in
            Spec.read(resource.spec).map { (resource.metadata.key.id, $0) }
        }
    }
}
