public import Resources
public import Store
import Synchronization

/// Status resources that follow from other resources.
public protocol Derivation: Sendable {
    /// What they are.
    associatedtype Status: ResourceSpec
    /// What they follow from.
    static var sources: [any DerivationSource] { get }
    /// The resources by id; pure.
    ///
    /// - Parameters:
    ///   - resources: What is known of the sources.
    ///   - previous: What followed the last time.
    /// - Returns: What follows now.
    static func derive(_ resources: DerivationInput, previous: [String: Status]) -> [String: Status]
}

/// Keeps the status resources of one type the same as what follows from others.
public final class DerivedController<Rule: Derivation>: Controller {
    /// `NodeAddressController` and so on.
    public let name = Rule.Status.typeName + "Controller"
    /// What is read.
    public let inputs = Rule.sources.map { ResourceKind(Namespace.network, $0.type) }
    /// What is kept.
    public let outputs = [ResourceKind(Namespace.network, Rule.Status.typeName)]
    /// Ten passes a second at most: a burst of changes becomes one look.
    public let pace = PassBudget(perSecond: 10, burst: 5)
    /// Statuses may come late, the kernel may not.
    public let predecessors = Predecessors.all

    private let store: ResourceStore
    private let rows: OwnedRows
    private let input = Mutex(DerivationInput(Rule.sources))

    /// A controller over a store.
    public init(_ store: ResourceStore) {
        self.store = store
        rows = OwnedRows(store, ResourceKind(Namespace.network, Rule.Status.typeName), owner: name)
    }

    /// One pass.
    public func reconcile() async throws(ControllerError) -> Duration? {
        do throws(StoreError) {
            let (input, isOther) = try input.withLock { input throws(StoreError) in
                let isOther = try input.refresh(store)
                return (input, isOther)
            }
            guard isOther || !rows.areKnown else { return nil }
            try await rows.become(because: input.cause) { stored in
                Rule.derive(input, previous: stored.compactMapValues(Rule.Status.read)).mapValues(\.canonical)
            }
        } catch {
            throw .store(error)
        }
        return nil
    }
}
