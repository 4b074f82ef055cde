import NIOHTTP1
import NetworkTypes
import Resources
import Store

/// `GET /v1/history/{revision}?effects`: what led to a change, and all that followed from it.
///
/// A change follows from another that its transaction names as its cause. Controllers take several changes at once and name the last
/// of them; so the ways that are known are followed too: from a layer's row to the merged spec, from there to its apply status and
/// to the status of what it makes in the kernel. A route that the kernel made by itself follows from no spec of its own, but from the
/// address with which it came.
struct Traces {
    private let store: ResourceStore
    private let catalog: ResourceCatalog
    private var seen: Set<Int64> = []
    /// A cause that is named and isn't kept.
    private var lostCause: Int64?

    /// How many changes may have been seen for another to be told.
    private var room = limit.effects

    /// The most effects that are told, and how deep they go.
    private static let limit = (effects: 1000, depth: 8)

    private init(_ backend: Backend) {
        store = backend.store
        catalog = backend.catalog
    }

    /// The members of an answer about a change: `causes`, the nearest first, and `effects` as a tree.
    static func members(_ change: Change, _ backend: Backend) throws(Problem) -> [String: JSON] {
        var trace = Traces(backend)
        trace.seen = [change.revision]
        let causes = try trace.causes(of: change)
        trace.seen = [change.revision]
        let effects = try trace.effects(of: change, from: change, depth: 0)
        var members: [String: JSON] = [
            "causes": .array(causes.map { $0.json(old: nil) }), "effects": .array(effects),
            "isCut": .bool(trace.isCut),
        ]
        if let oldest = trace.store.keptFrom(HistoryFilter()), change.revision < oldest || trace.lostCause != nil {
            members["oldestRevision"] = .integer(oldest)
        }
        return members
    }

    /// What followed from a change and from those that were made together with it, by whatever way.
    ///
    /// - Returns: The numbers of the first thousand, and whether there may be more.
    /// - Throws: What reading throws.
    static func following(
        _ change: Change, _ backend: Backend
    ) throws(Problem) -> (revisions: Set<Int64>, isCut: Bool) {
        var filter = HistoryFilter()
        filter.transaction = change.transaction.id
        let roots = try answering { () throws(StoreError) in
            try backend.store.changes(after: 0, matching: filter, limit: limit.effects)
        }
        let own = Set(roots.map(\.revision))
        var trace = Traces(backend)
        trace.seen = own
        trace.room = own.count + limit.effects - 1
        for root in roots where !trace.isCut { _ = try trace.effects(of: root, from: root, depth: 0) }
        return (trace.seen.subtracting(own), trace.isCut || own.count == limit.effects)
    }

    private var isCut: Bool { seen.count > room }

    // MARK: backwards

    private mutating func causes(of change: Change) throws(Problem) -> [Change] {
        var causes: [Change] = []
        var latest = change
        while causes.count < Self.limit.depth, let cause = try self.cause(of: latest),
            seen.insert(cause.revision).inserted
        {
            causes.append(cause)
            latest = cause
        }
        return causes
    }

    private mutating func cause(of change: Change) throws(Problem) -> Change? {
        // A row that is known to be the source says more than the last of several that were taken together.
        var nearest: Change?
        for source in sources(of: change) {
            guard let last = try self.change(of: source, before: change.revision) else { continue }
            if last.revision > nearest?.revision ?? 0 { nearest = last }
        }
        if let nearest, try !wasThere(before: nearest, change) { return nearest }
        if change.operation == .destroyed, change.resource.metadata.phase == .tearingDown {
            return try mark(before: change)
        }
        guard let number = change.transaction.context.cause, number < change.revision else { return nil }
        let cause = try answering { () throws(StoreError) in try store.change(number) }
        if cause == nil { lostCause = number }
        return cause
    }

    /// Whether a change before this one came after the source, so that the source led to that one.
    private func wasThere(before source: Change, _ change: Change) throws(Problem) -> Bool {
        let earlier = try self.change(of: change.resource.metadata.key, before: change.revision)
        return (earlier?.revision ?? 0) > source.revision
    }

    /// When something that is gone was marked to go.
    private func mark(before change: Change) throws(Problem) -> Change? {
        let earlier = try answering { () throws(StoreError) in
            try store.changes(
                before: change.revision, matching: HistoryFilter(change.resource.metadata.key), limit: Self.goingSteps)
        }
        return earlier.first { $0.operation == .tornDown }
    }

    /// The resources from which one follows directly.
    private func sources(of change: Change) -> [ResourceKey] {
        let key = change.resource.metadata.key
        if key.type == RouteStatus.typeName, RouteStatus.read(change.resource.spec)?.protocol == .kernel { return [] }
        guard key.namespace == Namespace.network, let type = catalog.type(named: key.type) else { return [] }
        if type.placement == .layered {
            return LayeredID.rows(key.type, key.id)
        }
        if key.type == ApplyStatus.typeName, let slash = key.id.firstIndex(of: "/") {
            return [
                ResourceKey(Namespace.network, String(key.id[..<slash]), String(key.id[key.id.index(after: slash)...]))
            ]
        }
        guard let spec = specType(of: key.type) else { return [] }
        return [ResourceKey(Namespace.network, spec, key.id)]
    }

    private func specType(of status: String) -> String? {
        guard status.hasSuffix("Status") else { return nil }
        let stem = String(status.dropLast("Status".count))
        return [stem + "Spec", stem].first { catalog.type(named: $0)?.placement == .layered }
    }

    // MARK: forwards

    private mutating func effects(of change: Change, from origin: Change, depth: Int) throws(Problem) -> [JSON] {
        guard depth < Self.limit.depth else { return [] }
        var followers = try answering { () throws(StoreError) in
            try store.changes(causedBy: change, limit: Self.limit.effects)
        }
        // What came to be along a known way came along that way alone.
        followers.removeAll { !sources(of: $0).isEmpty }
        for key in targets(of: change) {
            if let next = try follower(key, of: change) { followers.append(next) }
        }
        if change.operation == .tornDown, let end = try end(of: change) { followers.append(end) }
        var effects: [JSON] = []
        for follower in followers.sorted(by: { $0.revision < $1.revision })
        where !isCut && seen.insert(follower.revision).inserted {
            var json = follower.json(old: nil)
            json["delay"] = .integer(follower.milliseconds(after: origin))
            let further = try self.effects(of: follower, from: origin, depth: depth + 1)
            if !further.isEmpty { json["effects"] = .array(further) }
            effects.append(json)
        }
        return effects
    }

    /// The resources that follow directly from one.
    private func targets(of change: Change) -> [ResourceKey] {
        let key = change.resource.metadata.key
        guard let type = catalog.type(named: key.type), type.placement == .layered else { return [] }
        // What a merged spec stood for has gone when that was marked to go.
        if change.operation == .destroyed, key.namespace == Namespace.network { return [] }
        if key.namespace == Namespace.config {
            return LayeredID(key.id).map { [ResourceKey(Namespace.network, key.type, $0.id)] } ?? []
        }
        let report = type.report(key.id)
        let stem = key.type.hasSuffix("Spec") ? String(key.type.dropLast("Spec".count)) : key.type
        let status =
            catalog.type(named: stem + "Status").map { [ResourceKey(Namespace.network, $0.name, key.id)] } ?? []
        return [ResourceKey(Namespace.network, report.type, report.id)] + status
    }

    /// The first change of a resource after another one's, unless that one changed again before.
    private func follower(_ key: ResourceKey, of change: Change) throws(Problem) -> Change? {
        guard let next = try self.change(of: key, after: change.revision) else { return nil }
        if change.revision < store.oldestRevision(of: key.type) {
            // What followed at first may be gone, and this be something later.
            let earlier = try answering { () throws(StoreError) in try store.revision(before: next) }
            guard earlier ?? 0 <= change.revision else { return nil }
        }
        let again = try self.change(of: change.resource.metadata.key, after: change.revision)
        guard let again, again.revision < next.revision else { return next }
        // A controller that takes note of its work, as with a finalizer, changes nothing of what is asked for.
        return again.resource.spec == change.resource.spec ? next : nil
    }

    /// How many changes of a resource that is going are looked at: finalizers are let go one by one.
    private static let goingSteps = 16

    /// The end of what was marked to go.
    private func end(of change: Change) throws(Problem) -> Change? {
        let later = try answering { () throws(StoreError) in
            try store.changes(
                after: change.revision, matching: HistoryFilter(change.resource.metadata.key), limit: Self.goingSteps)
        }
        return later.first { $0.operation == .destroyed }
    }

    private func change(of key: ResourceKey, after revision: Int64) throws(Problem) -> Change? {
        try answering { () throws(StoreError) in
            try store.changes(after: revision, matching: HistoryFilter(key), limit: 1).first
        }
    }

    private func change(of key: ResourceKey, before revision: Int64) throws(Problem) -> Change? {
        try answering { () throws(StoreError) in
            try store.changes(before: revision, matching: HistoryFilter(key), limit: 1).first
        }
    }
}

extension Change {
    /// How long after another one it was written; a clock that was set counts as it is.
    fileprivate func milliseconds(after other: Change) -> Int64 {
        guard let here = Moment(transaction.time), let there = Moment(other.transaction.time) else { return 0 }
        return here.milliseconds - there.milliseconds
    }
}
