import Resources
import Store

/// Follows the resources of one type by reading only what changed.
struct ResourceFollower: Sendable {
    /// What became of a resource.
    struct Change: Sendable {
        let id: String
        /// As it is now; `nil` when it has gone.
        let resource: Resource?
        /// Whether its spec was checked when it was written.
        let isChecked: Bool
        /// The change's number; `nil` for what was there before anybody followed.
        var revision: Int64?
    }

    /// Everything up to this revision was told; `nil` before the first reading.
    private(set) var position: Int64?
    private let kind: ResourceKind

    init(_ kind: ResourceKind) { self.kind = kind }

    /// Whether something may have changed since the last time, which costs no look at the database.
    func hasNews(_ store: ResourceStore) -> Bool {
        position.map { store.feed.latestChange(of: kind) > $0 } ?? true
    }

    /// Reads some of what changed since the last time; the first time, everything.
    ///
    /// - Returns: The changes in their order, each resource once, and whether those are all.
    mutating func next(
        _ store: ResourceStore, atMost limit: Int
    ) throws(StoreError) -> (changes: [Change], isLast: Bool) {
        guard let position else { return (try load(store), true) }
        let head = store.revision
        var filter = HistoryFilter()
        (filter.namespace, filter.type, filter.onlyLast) = (kind.namespace, kind.type, true)
        let changes = try store.changes(after: position, matching: filter, limit: limit)
        let last = changes.last?.revision ?? 0
        let isLast = changes.count < limit
        self.position = isLast ? max(head, last) : last
        let told = changes.map { change in
            Change(
                id: change.resource.metadata.key.id,
                resource: change.operation == .destroyed ? nil : change.resource,
                isChecked: change.transaction.context.origin != .sqlite, revision: change.revision)
        }
        return (told, isLast)
    }

    private mutating func load(_ store: ResourceStore) throws(StoreError) -> [Change] {
        let snapshot = try store.list(kind.namespace, kind.type)
        position = snapshot.revision
        return snapshot.resources.map { Change(id: $0.metadata.key.id, resource: $0, isChecked: false) }
    }
}
