import Resources
public import Store

/// Keeps the chains to which policies come, in the layer of operators: people and their configuration can have others in their place.
public final class NetworkPolicyController: Controller {
    /// Owner of the chains.
    public let name = "NetworkPolicyController"
    /// Policies, and whom they are about.
    public let inputs = [NetworkPolicySpec.typeName, PodAddressSpec.typeName, PodNamespaceSpec.typeName].map {
        ResourceKind(Namespace.config, $0)
    }
    /// Ten passes a second at most: a burst of changes becomes one look.
    public let pace = PassBudget(perSecond: 10, burst: 5)

    private let store: ResourceStore
    private let rows: OwnedRows

    /// A controller over a store.
    public init(_ store: ResourceStore) {
        self.store = store
        rows = OwnedRows(
            store, ResourceKind(Namespace.config, NfTablesChainSpec.typeName),
            prefixes: [LayeredID(.operator, PolicyChains.prefix).description], owner: name)
    }

    /// One pass.
    public func reconcile() async throws(ControllerError) -> Duration? {
        do throws(StoreError) {
            let policies = try list(NetworkPolicySpec.self)
            let pods = try list(PodAddressSpec.self).map { metadata, pod in
                PolicyChains.Pod(namespace: pod.namespace, labels: metadata.labels, addresses: pod.addresses)
            }
            let namespaces = Dictionary(try list(PodNamespaceSpec.self).map { ($1.name, $0.labels) }) { $1 }
            let chains = PolicyChains(policies.map(\.1), pods: pods, namespaces: namespaces).chains
            // The last change of any of them is why something else follows now.
            let cause = policies.map(\.0.revision).max()
            try await rows.become(because: cause) { _ in
                Dictionary(chains.map { (LayeredID($0.layer, $0.id).description, $0.canonical) }) { $1 }
            }
        } catch {
            throw .store(error)
        }
        return nil
    }

    private func list<Spec: ResourceSpec>(_: Spec.Type) throws(StoreError) -> [(Metadata, Spec)] {
        try store.list(Namespace.config, Spec.typeName).resources
            .filter { $0.metadata.phase == .running }
            .compactMap { resource in Spec.read(resource.spec).map { (resource.metadata, $0) } }
    }
}
