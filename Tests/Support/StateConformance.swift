import Resources
public import Store
import Testing

/// The cases of COSI's state conformance suite (`pkg/state/conformance`), on a toy resource.
///
/// Each method is one case and has its name in its comment. What COSI calls `Created`, `Updated`, `Destroyed`,
/// `Bootstrapped` and bookmark is `added`, `modified`, `deleted`, the first `bookmark`, and an event's revision here.
public struct StateConformance: Sendable {
    let store: ResourceStore
    let namespace: String

    /// The suite for a store; it keeps to a namespace that it picks.
    public init(_ store: ResourceStore) {
        self.store = store
        namespace = "ns-\(Int.random(in: 0..<1_000_000))"
    }

    func key(_ id: String) -> ResourceKey { Toy.key(id, in: namespace) }

    func resource(_ id: String, owner: String = "", labels: [String: String] = [:]) -> Resource {
        Toy.resource(id, in: namespace, owner: owner, labels: labels)
    }

    @discardableResult
    func create(_ resource: Resource) async throws -> Resource {
        try await store.change { transaction throws(StoreError) in try transaction.create(resource) }
    }

    @discardableResult
    func update(
        _ resource: Resource, owner: String = "", phase: Phase? = .running
    ) async throws(StoreError) -> Resource {
        try await store.change { transaction throws(StoreError) in
            try transaction.update(resource, owner: owner, expectedPhase: phase)
        }
    }

    @discardableResult
    func teardown(_ id: String, owner: String = "") async throws(StoreError) -> Bool {
        let key = key(id)
        return try await store.change { transaction throws(StoreError) in try transaction.teardown(key, owner: owner) }
    }

    func destroy(_ id: String, owner: String = "") async throws(StoreError) {
        let key = key(id)
        try await store.change { transaction throws(StoreError) in _ = try transaction.destroy(key, owner: owner) }
    }

    func add(_ finalizer: String, to id: String) async throws(StoreError) {
        let key = key(id)
        try await store.change { transaction throws(StoreError) in try transaction.addFinalizer(finalizer, to: key) }
    }

    func remove(_ finalizer: String, from id: String) async throws(StoreError) {
        let key = key(id)
        try await store.change { transaction throws(StoreError) in
            try transaction.removeFinalizer(finalizer, from: key)
        }
    }

    func ids() throws -> [String] { try store.list(namespace, Toy.type).resources.map(\.metadata.key.id) }

    func watch(
        id: String? = nil, from start: WatchStart, labels: [LabelSelector] = []
    ) throws(StoreError) -> Watch {
        try Watch(store, WatchSelection(namespace, Toy.type, id: id, labels: labels), from: start)
    }

    /// Expects an operation to be refused for a reason.
    func expect(
        _ error: StoreError, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
    ) async {
        do {
            try await body()
            Issue.record("nothing was refused; \(error) is expected", sourceLocation: sourceLocation)
        } catch let found as StoreError {
            #expect(found == error, sourceLocation: sourceLocation)
        } catch {
            Issue.record(error, sourceLocation: sourceLocation)
        }
    }
}

/// An event in a form that is short to write down: `added a`, `modified a 1→2`, `bookmark`.
public func brief(_ event: WatchEvent) -> String {
    var words = [event.kind.rawValue]
    if let resource = event.resource { words.append(resource.metadata.key.id) }
    if let old = event.old?.metadata, let new = event.resource?.metadata {
        words.append("\(old.version)→\(new.version)")
    }
    if event.resource?.metadata.phase == .tearingDown { words.append("tearingDown") }
    return words.joined(separator: " ")
}

/// The two ways in which a watch gives its events: COSI's plain and aggregated channels.
public enum Delivery: String, CaseIterable, Sendable {
    /// One at a time, waiting for each.
    case single
    /// All that are there, at once.
    case aggregated

    func take(_ count: Int, from watch: inout Watch) async throws -> [WatchEvent] {
        var events: [WatchEvent] = []
        switch self {
        case .single:
            while events.count < count, let event = try await watch.next() { events.append(event) }
        case .aggregated:
            events = try watch.available()
        }
        return events
    }
}
