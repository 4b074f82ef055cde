import Resources
public import Store

/// Keeps the chains to which policies come, in the layer of operators: people and their configuration can have others in their place.
public final class NetworkPolicyController: Controller {
    /// Owner of the chains.
    public let name = "NetworkPolicyController"
    /// Policies, and whom they are about.
    public let inputs = PolicyInputs.kinds
    /// Ten passes a second at most: a burst of changes becomes one look.
    public let pace = PassBudget(perSecond: 10, burst: 5)

    private let store: ResourceStore
    private let rows: OwnedRows

    /// A controller over a store.
    public init(_ store: ResourceStore) {
        self.store = store
        rows = OwnedRows(
            store, ResourceKind(Namespace.config, NfTablesChainSpec.typeName), prefixes: [PolicyInputs.prefix],
            owner: name)
    }

    /// One pass.
    public func reconcile() async throws(ControllerError) -> Duration? {
        do throws(StoreError) {
            let inputs = try PolicyInputs(store)
            // The last change of any of the policies is why something else follows now.
            try await rows.become(because: inputs.revision) { _ in inputs.rows }
        } catch {
            throw .store(error)
        }
        return nil
    }
}
