public import Resources
public import Store

/// Status resources that follow from other resources.
public protocol Derivation: Sendable {
    /// What they are.
    associatedtype Status: ResourceSpec
    /// What they follow from, all in `network`.
    static var sources: [String] { get }
    /// The resources by id; pure.
    ///
    /// - Parameters:
    ///   - resources: The sources' resources by type.
    ///   - previous: What followed the last time.
    /// - Returns: What follows now.
    static func derive(_ resources: DerivationInput, previous: [String: Status]) -> [String: Status]
}

/// What a derivation reads.
public struct DerivationInput: Sendable {
    private let resources: [String: [Resource]]

    init(_ resources: [String: [Resource]]) { self.resources = resources }

    /// All resources of some types in `network`.
    init(_ store: ResourceStore, _ types: [String]) throws(StoreError) {
        var resources: [String: [Resource]] = [:]
        for type in types { resources[type] = try store.list(Namespace.network, type).resources }
        self.resources = resources
    }

    /// The resources of a type that can be read, by id; `isWorthReading` tells by a spec\'s text whether it has to be decoded.
    func all<Spec: ResourceSpec>(
        _: Spec.Type, where isWorthReading: (String) -> Bool = { _ in true }
    ) -> [(id: String, spec: Spec)] {
        (resources[Spec.typeName] ?? []).filter { $0.metadata.phase == .running && isWorthReading($0.spec) }
            .compactMap { resource in Spec.read(resource.spec).map { (resource.metadata.key.id, $0) } }
    }
}

/// Keeps the status resources of one type the same as what follows from others.
public final class DerivedController<Rule: Derivation>: Controller {
    /// `NodeAddressController` and so on.
    public let name = Rule.Status.typeName + "Controller"
    /// What is read.
    public let inputs = Rule.sources.map { ResourceKind(Namespace.network, $0) }
    /// What is kept.
    public let outputs = [ResourceKind(Namespace.network, Rule.Status.typeName)]
    /// Ten passes a second at most: a burst of changes becomes one look.
    public let pace = PassBudget(perSecond: 10, burst: 5)
    /// Statuses may come late, the kernel may not.
    public let isPatient = true

    private let store: ResourceStore
    private let rows: OwnedRows

    /// A controller over a store.
    public init(_ store: ResourceStore) {
        self.store = store
        rows = OwnedRows(store, ResourceKind(Namespace.network, Rule.Status.typeName), owner: name)
    }

    /// One pass.
    public func reconcile() async throws(ControllerError) -> Duration? {
        do throws(StoreError) {
            let input = try DerivationInput(store, Rule.sources)
            try await rows.become { stored in
                Rule.derive(input, previous: stored.compactMapValues(Rule.Status.read)).mapValues(\.canonical)
            }
        } catch {
            throw .store(error)
        }
        return nil
    }
}
