public import Resources
public import Store
import Synchronization

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
    private let decoded: DecodedSpecs

    init(_ resources: [String: [Resource]]) {
        self.resources = resources
        decoded = DecodedSpecs()
    }

    /// All resources of some types in `network`; what was decoded before is taken from there.
    init(_ store: ResourceStore, _ types: [String], _ decoded: DecodedSpecs = DecodedSpecs()) throws(StoreError) {
        var resources: [String: [Resource]] = [:]
        for type in types { resources[type] = try store.list(Namespace.network, type).resources }
        self.resources = resources
        self.decoded = decoded
    }

    /// The resources of a type that can be read, by id; `isWorthReading` tells by a spec\'s text whether it has to be decoded.
    func all<Spec: ResourceSpec>(
        _: Spec.Type, where isWorthReading: (String) -> Bool = { _ in true }
    ) -> [(id: String, spec: Spec)] {
        let worthReading = (resources[Spec.typeName] ?? []).filter {
            $0.metadata.phase == .running && isWorthReading($0.spec)
        }
        return decoded.read(worthReading)
    }
}

/// The specs that were decoded the last time: of thousands of links one changes.
final class DecodedSpecs: Sendable {
    private let known = Mutex<[String: [String: (text: String, spec: any ResourceSpec)]]>([:])

    /// The specs of resources of one type that can be read, by id; others of the type are forgotten.
    func read<Spec: ResourceSpec>(_ resources: [Resource]) -> [(id: String, spec: Spec)] {
        known.withLock { known in
            let before = known[Spec.typeName] ?? [:]
            var now: [String: (text: String, spec: any ResourceSpec)] = [:]
            now.reserveCapacity(resources.count)
            var specs: [(id: String, spec: Spec)] = []
            specs.reserveCapacity(resources.count)
            for resource in resources {
                let id = resource.metadata.key.id
                let earlier = before[id].flatMap { $0.text == resource.spec ? $0.spec as? Spec : nil }
                guard let spec = earlier ?? Spec.read(resource.spec) else { continue }
                now[id] = (resource.spec, spec)
                specs.append((id, spec))
            }
            known[Spec.typeName] = now
            return specs
        }
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
    public let predecessors = Predecessors.all

    private let store: ResourceStore
    private let rows: OwnedRows
    private let decoded = DecodedSpecs()

    /// A controller over a store.
    public init(_ store: ResourceStore) {
        self.store = store
        rows = OwnedRows(store, ResourceKind(Namespace.network, Rule.Status.typeName), owner: name)
    }

    /// One pass.
    public func reconcile() async throws(ControllerError) -> Duration? {
        do throws(StoreError) {
            let input = try DerivationInput(store, Rule.sources, decoded)
            try await rows.become { stored in
                Rule.derive(input, previous: stored.compactMapValues(Rule.Status.read)).mapValues(\.canonical)
            }
        } catch {
            throw .store(error)
        }
        return nil
    }
}
