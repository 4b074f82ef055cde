public import Resources

/// What a watch is interested in.
public struct WatchSelection: Hashable, Sendable {
    /// The namespace, the type and, for one resource only, the id.
    public var filter: HistoryFilter
    /// Labels that resources must have; several selectors are alternatives, none means any.
    public var labels: [LabelSelector]

    /// Whatever changes so.
    public init(_ filter: HistoryFilter) { (self.filter, labels) = (filter, []) }

    /// Resources of a type, or one of them.
    public init(_ namespace: String, _ type: String, id: String? = nil, labels: [LabelSelector] = []) {
        filter = HistoryFilter()
        filter.namespace = namespace
        filter.type = type
        filter.id = id
        self.labels = labels
    }

    func matches(_ resource: Resource) -> Bool {
        labels.isEmpty || labels.contains { $0.matches(resource.metadata.labels) }
    }
}

/// Something that a watch saw.
public struct WatchEvent: Hashable, Sendable {
    /// What happened.
    public enum Kind: String, Hashable, Sendable {
        /// A resource came into being, or began to match.
        case added
        /// A resource was changed.
        case modified
        /// A resource is gone, or doesn't match any more.
        case deleted
        /// Everything up to `revision` has been delivered.
        case bookmark
    }

    /// What happened.
    public var kind: Kind
    /// The resource; the last state for `deleted`, `nil` for `bookmark`.
    public var resource: Resource?
    /// The state before, for `modified`.
    public var old: Resource?
    /// Where to go on: a watch that starts after this revision misses nothing and repeats nothing.
    ///
    /// Not so for present states: each has the revision of the whole snapshot, and the bookmark after the last is the first to go on from.
    public var revision: Int64
    /// The transaction of the change; `nil` for present states and bookmarks.
    public var transaction: Int64? { change?.transaction.id }
    /// The row of history; `nil` for present states and bookmarks.
    public var change: Change?
}

/// Where a watch begins.
public enum WatchStart: Hashable, Sendable {
    /// With the present states as `added`, then a bookmark.
    case present
    /// With a bookmark of the present, then what happens.
    case now
    /// After a revision.
    case after(Int64)
    /// With the last so many changes.
    case tail(Int)
}

/// Changes in order, each exactly once, read from history when somebody asks for the next.
///
/// Nothing is kept for a watch that isn't read: a slow reader costs no memory and holds nobody up.
public struct Watch: Sendable {
    /// The most changes that are read from history at once.
    public static let batchLimit = 256

    private let store: ResourceStore
    private let selection: WatchSelection
    /// The revision up to which everything has been read; when `nextAvailable` had nothing, it lies between transactions.
    public private(set) var position: Int64
    private var pending: [WatchEvent]
    private var pendingIndex = 0
    private let wakeUps: AsyncStream<Void>
    private let poke: @Sendable () -> Void

    /// Begins a watch.
    ///
    /// - Throws: `compacted`, `future`.
    public init(_ store: ResourceStore, _ selection: WatchSelection, from start: WatchStart) throws(StoreError) {
        self.store = store
        self.selection = selection
        (wakeUps, poke) = store.feed.listen()
        pending = []
        switch start {
        case .present:
            let snapshot = try Self.present(store, selection)
            position = snapshot.revision
            pending = snapshot.resources.map {
                WatchEvent(kind: .added, resource: $0, revision: snapshot.revision)
            }
            pending.append(WatchEvent(kind: .bookmark, revision: position))
        case .now:
            position = store.revision
            pending = [WatchEvent(kind: .bookmark, revision: position)]
        case .after(let revision):
            // A list can be newer than the feed by what another process has just committed.
            if revision > store.revision { try store.readers.read { try store.checkReached(revision, $0) } }
            try store.checkKept(revision, matching: selection.filter)
            position = revision
        case .tail(let count):
            let changes = try store.changes(before: .max, matching: selection.filter, limit: count)
            let first = (changes.last?.revision).map { $0 - 1 } ?? store.revision
            position = max(first, store.oldestRevision(matching: selection.filter))
        }
    }

    private static func present(_ store: ResourceStore, _ selection: WatchSelection) throws(StoreError) -> Snapshot {
        guard let namespace = selection.filter.namespace, let type = selection.filter.type else {
            return Snapshot(resources: [], revision: store.revision, isCut: false)
        }
        var snapshot: Snapshot
        if let id = selection.filter.id {
            let revision = store.revision
            let resource = try store.get(ResourceKey(namespace, type, id), at: revision)
            snapshot = Snapshot(resources: resource.map { [$0] } ?? [], revision: revision, isCut: false)
        } else {
            snapshot = try store.list(namespace, type)
        }
        snapshot.resources = snapshot.resources.filter(selection.matches)
        return snapshot
    }

    /// The next event.
    ///
    /// Whoever reads more slowly than history is pruned is told `compacted`.
    ///
    /// - Parameter patience: After how long without a change a bookmark is given; a bookmark's revision is one up to which
    ///   everything has been delivered, and it never lies within a transaction.
    /// - Returns: `nil` when the task was cancelled or the store was closed.
    /// - Throws: What reading throws.
    public mutating func next(patience: Duration? = nil) async throws(StoreError) -> WatchEvent? {
        // Commits that don't concern this watch must not put the bookmark off.
        let deadline = patience.map { ContinuousClock.now + $0 }
        while true {
            if let event = try nextAvailable() { return event }
            if let deadline, deadline <= .now { return WatchEvent(kind: .bookmark, revision: position) }
            guard await waitForCommit(deadline) else { return nil }
        }
    }

    /// The next event if it is there already, without waiting.
    public mutating func nextAvailable() throws(StoreError) -> WatchEvent? {
        while true {
            if let event = takePending() { return event }
            if try !fill() { return nil }
        }
    }

    /// Every event that is there already, without waiting.
    public mutating func available() throws(StoreError) -> [WatchEvent] {
        var events: [WatchEvent] = []
        while let event = try nextAvailable() { events.append(event) }
        return events
    }

    private mutating func takePending() -> WatchEvent? {
        guard pendingIndex < pending.count else { return nil }
        defer { pendingIndex += 1 }
        return pending[pendingIndex]
    }

    /// Reads what happened since; whether there was anything, ours or not.
    private mutating func fill() throws(StoreError) -> Bool {
        let head = store.revision
        guard head > position else { return false }
        // What is beyond `head` may be half of a transaction's batch, or not be adopted yet.
        let changes = try store.changes(
            after: position, through: head, matching: selection.filter, limit: Self.batchLimit)
        pending = []
        pendingIndex = 0
        for change in changes { if let event = try event(change) { pending.append(event) } }
        do throws(StoreError) {
            try store.checkKept(position, matching: selection.filter)
        } catch {
            // Some may be missing among those that were read.
            pending = []
            throw error
        }
        position = changes.count < Self.batchLimit ? head : changes.last?.revision ?? head
        return true
    }

    private func event(_ change: Change) throws(StoreError) -> WatchEvent? {
        let old = try store.predecessor(of: change)
        let matched = old.map(selection.matches) ?? false
        let matches = change.operation != .destroyed && selection.matches(change.resource)
        let kind: WatchEvent.Kind
        switch (matched, matches) {
        case (false, false): return nil
        case (false, true): kind = .added
        case (true, true): kind = .modified
        case (true, false): kind = .deleted
        }
        return WatchEvent(
            kind: kind, resource: change.resource, old: kind == .modified ? old : nil, revision: change.revision,
            change: change)
    }

    /// Returns after a commit or at the deadline; `false` at the end.
    private func waitForCommit(_ deadline: ContinuousClock.Instant?) async -> Bool {
        let alarm = deadline.map { deadline in
            Task { [poke] in
                guard (try? await Task.sleep(until: deadline, clock: .continuous)) != nil else { return }
                poke()
            }
        }
        defer { alarm?.cancel() }
        for await _ in wakeUps {
            if store.revision > position { return true }
            if let deadline, deadline <= .now { return true }
        }
        return false
    }
}
