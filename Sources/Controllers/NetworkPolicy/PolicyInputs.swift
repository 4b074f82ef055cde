import Resources
import Store

/// What policies are made from, and the chains that follow.
struct PolicyInputs: Sendable {
    /// Policies, and whom they are about.
    static let kinds = [NetworkPolicySpec.typeName, PodAddressSpec.typeName, PodNamespaceSpec.typeName].map {
        ResourceKind(Namespace.config, $0)
    }

    /// With what the ids of the chains' rows begin.
    static let prefix = LayeredID(.operator, PolicyChains.prefix).description

    /// The chains that follow, in the layer of operators.
    let chains: [NfTablesChainSpec]
    /// The last change of a policy; `nil` where there is none.
    let revision: Int64?

    /// Reads what is stored.
    ///
    /// - Parameters:
    ///   - store: Where.
    ///   - changes: What is to be taken instead of what is stored; `nil` for a row that is gone or going.
    /// - Throws: What reading throws.
    init(_ store: ResourceStore, changes: [ResourceKey: Resource?] = [:]) throws(StoreError) {
        let policies = try Self.list(NetworkPolicySpec.self, store, changes)
        let pods = try Self.list(PodAddressSpec.self, store, changes).map { metadata, pod in
            PolicyChains.Pod(
                namespace: pod.namespace, labels: metadata.labels, addresses: pod.addresses, ports: pod.ports)
        }
        let namespaces = try Self.list(PodNamespaceSpec.self, store, changes)
        chains =
            PolicyChains(
                policies.map(\.1), pods: pods,
                namespaces: Dictionary(namespaces.map { ($1.name, $0.labels) }) { $1 }
            ).chains
        revision = policies.map(\.0.revision).max()
    }

    /// The chains as rows, by id.
    var rows: [String: String] {
        Dictionary(chains.map { (LayeredID($0.layer, $0.id).description, $0.canonical) }) { $1 }
    }

    private static func list<Spec: ResourceSpec>(
        _: Spec.Type, _ store: ResourceStore, _ changes: [ResourceKey: Resource?]
    ) throws(StoreError) -> [(Metadata, Spec)] {
        var resources = try store.list(Namespace.config, Spec.typeName).resources
            .filter { $0.metadata.phase == .running && changes[$0.metadata.key] == nil }
        resources += changes.filter { $0.key.namespace == Namespace.config && $0.key.type == Spec.typeName }
            .compactMap(\.value)
        return resources.compactMap { resource in Spec.read(resource.spec).map { (resource.metadata, $0) } }
    }
}
