public import HostConfiguration
import Resources
public import Store

/// Keeps the layers below `api` of one type the same as what follows from the configuration and its like.
public final class LayerController<Rule: LayerRule>: Controller {
    /// `AddressConfigController` and so on.
    public let name = Rule.controller
    /// The configuration, and what the rule looks at besides.
    public let inputs = LayerInputs.kinds + Rule.inputs.map { ResourceKind(Namespace.network, $0) }

    private let store: ResourceStore
    private let layers: LayerInputs
    private let rows: OwnedRows

    /// A controller over a store; the inputs are shared by all.
    public init(_ store: ResourceStore, _ layers: LayerInputs) {
        self.store = store
        self.layers = layers
        let kind = ResourceKind(Namespace.config, Rule.Spec.typeName)
        rows = OwnedRows(store, kind, layers: Rule.layers, owner: Rule.controller)
    }

    /// One pass.
    public func reconcile() async throws(ControllerError) -> Duration? {
        let reading = try layers.read(store, Rule.inputs)
        do throws(StoreError) {
            try await rows.become(because: reading.revision) { _ in Rule.rows(reading.sources).mapValues(\.text) }
        } catch {
            throw .store(error)
        }
        return nil
    }
}
