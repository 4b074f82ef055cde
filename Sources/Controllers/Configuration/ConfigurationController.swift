public import HostConfiguration
import Resources
public import Store

/// Keeps rows of one type, mostly the layers below `api`, the same as what follows from the configuration and its like.
public final class ConfigurationController<Rule: ConfigurationRule>: Controller {
    /// `AddressConfigController` and so on.
    public let name = Rule.controller
    /// The configuration, and what the rule looks at besides.
    public let inputs = ConfigurationInputs.kinds + Rule.inputs.map { ResourceKind(Namespace.network, $0) }

    /// Ten passes a second at most: a burst of changes becomes one look.
    public let pace = PassBudget(perSecond: 10, burst: 5)

    private let store: ResourceStore
    private let source: ConfigurationInputs
    private let rows: OwnedRows

    /// A controller over a store; the inputs are shared by all.
    public init(_ store: ResourceStore, _ source: ConfigurationInputs) {
        self.store = store
        self.source = source
        let kind = ResourceKind(Rule.namespace, Rule.Spec.typeName)
        rows = OwnedRows(store, kind, prefixes: Rule.prefixes, owner: Rule.controller)
    }

    /// One pass.
    public func reconcile() async throws(ControllerError) -> Duration? {
        let reading = try source.read(store, Rule.inputs)
        // What was seen already isn't why something else follows now.
        let seen = store.cursors[name] ?? 0
        let cause = reading.revision.flatMap { $0 > seen ? $0 : nil }
        do throws(StoreError) {
            try await rows.become(because: cause) { _ in Rule.rows(reading.sources).mapValues(\.text) }
        } catch {
            throw .store(error)
        }
        return nil
    }
}
