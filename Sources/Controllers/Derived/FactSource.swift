public import Resources
public import Store

/// A type of resources in `network` from which something is derived.
public protocol DerivationSource: Sendable {
    /// The type's name.
    var type: String { get }
    /// What is known of the resources: nothing yet.
    func emptyTable() -> any FactTable
}

/// What a derivation has to know of the resources of one type.
///
/// Of thousands of links with all that a status says of them it may be no more than which of them are up: no more is kept, and
/// nothing is derived anew where that stays the same.
public struct FactSource<Spec: ResourceSpec, Fact: Equatable & Sendable>: DerivationSource {
    /// The type's name.
    public var type: String { Spec.typeName }
    private let isWorthReading: @Sendable (String) -> Bool
    private let fact: @Sendable (_ id: String, Spec) -> Fact?

    /// - Parameters:
    ///   - spec: What the resources are.
    ///   - isWorthReading: Tells by a spec's text whether it has to be decoded.
    ///   - fact: What counts of a resource; `nil` when it doesn't count at all.
    init(
        _ spec: Spec.Type, where isWorthReading: @escaping @Sendable (String) -> Bool = { _ in true },
        _ fact: @escaping @Sendable (_ id: String, Spec) -> Fact?
    ) {
        self.isWorthReading = isWorthReading
        self.fact = fact
    }

    /// Nothing is known of the resources yet.
    public func emptyTable() -> any FactTable { Facts(self) }

    /// What counts of a resource that is as it is now; one that goes, or that can't be read, doesn't count.
    fileprivate func fact(of resource: Resource?) -> Fact? {
        guard let resource, resource.metadata.phase == .running, isWorthReading(resource.spec) else { return nil }
        return Spec.read(resource.spec).flatMap { fact(resource.metadata.key.id, $0) }
    }
}

/// What is known of the resources of one type.
public protocol FactTable: Sendable {
    /// The last change of what counts that was read, of those that the last reading told of.
    var cause: Int64? { get }
    /// Reads what changed.
    ///
    /// - Returns: Whether something that counts is other.
    mutating func refresh(_ store: ResourceStore) throws(StoreError) -> Bool
}

/// What counts of each resource of a type.
struct Facts<Spec: ResourceSpec, Fact: Equatable & Sendable>: FactTable {
    /// By id.
    private(set) var byID: [String: Fact] = [:]
    private(set) var cause: Int64?
    private let source: FactSource<Spec, Fact>
    private var follower = ResourceFollower(ResourceKind(Namespace.network, Spec.typeName))
    /// Whether something is other that wasn't told yet, because a later read failed.
    private var isOther = true

    private static var batchLimit: Int { 4096 }

    init(_ source: FactSource<Spec, Fact>) { self.source = source }

    mutating func refresh(_ store: ResourceStore) throws(StoreError) -> Bool {
        if !isOther { cause = nil }
        var isLast = !follower.hasNews(store)
        while !isLast {
            let part = try follower.next(store, atMost: Self.batchLimit)
            for change in part.changes { note(change) }
            isLast = part.isLast
        }
        defer { isOther = false }
        return isOther
    }

    private mutating func note(_ change: ResourceFollower.Change) {
        let fact = source.fact(of: change.resource)
        guard byID[change.id] != fact else { return }
        byID[change.id] = fact
        isOther = true
        cause = [cause, change.revision].compactMap { $0 }.max()
    }
}
