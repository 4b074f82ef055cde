import NIOHTTP1
import Resources
import Store

/// `POST /v1/rollback`: what people asked for is again as it was at a revision; what follows from it follows.
///
/// What is about Netstrata itself stays, unless it is asked for by its namespace: going back to a time when it was paused shouldn't
/// pause it.
enum Rollbacks {
    static func post(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        let filter = try scope(HistoryFilter(resources: request.query, backend), backend)
        guard let text = request.query["to"] else {
            throw Problem(.badRequest, .badParameter, "to: say to which revision or time, such as to=812")
        }
        let named = try NamedRevision(text, backend.store)
        // A mistyped year would take away everything.
        if named.isBeforeAll {
            throw Problem(
                .gone, .compacted,
                "nothing is known of the time \(text), the first change came later; to=0 means the empty beginning"
            ).with("oldestRevision", 0).with("currentRevision", .integer(backend.store.revision))
        }
        let revision = try named.reached(backend.store)
        let restoration = Restoration(
            backend: backend, request: request, message: "rollback to revision \(revision)",
            members: ["restored": .integer(revision)])
        return .waiting { () throws(Problem) in
            try await restoration.run { () throws(Problem) in try wishes(revision, filter, backend.store) }
        }
    }

    /// The same with the place where people's resources of a type are, if only the type is said.
    private static func scope(_ filter: HistoryFilter, _ backend: Backend) throws(Problem) -> HistoryFilter {
        guard let name = filter.type else { return filter }
        let type = try Target.type(backend.catalog, name)
        guard type.placement != .observed else {
            throw Problem(
                .badRequest, .badParameter,
                "type: \(name) is observed, and follows from the rest; roll back what it follows from")
        }
        var filter = filter
        guard let id = filter.id, filter.namespace == nil else { return filter }
        let namespace = type.placement == .layered ? Namespace.config : type.placement.namespaces.first ?? ""
        filter.namespace = namespace
        filter.id = try Target(backend.catalog, namespace, name, id).key.id
        return filter
    }

    /// What no controller owns and changed since then, as it was then.
    private static func wishes(
        _ revision: Int64, _ filter: HistoryFilter, _ store: ResourceStore
    ) throws(Problem) -> [Restoration.Wish] {
        var filter = filter
        filter.onlyIntent = true
        let differences = try Differences.differences(revision, store.revision, filter, store)
        if differences.isEmpty { try checkKnown(filter, store) }
        return differences.compactMap { difference in
            guard difference.key.namespace != Namespace.management || filter.namespace == Namespace.management else {
                return nil
            }
            let (then, now) = (difference.before?.intent, difference.after)
            // What goes already isn't stopped, and what a controller took over isn't people's any more.
            guard now?.metadata.owner ?? "" == "", then != nil || now?.metadata.phase == .running else { return nil }
            return Restoration.Wish(key: difference.key, current: now, wanted: then?.compared, source: then)
        }
    }
}

extension Rollbacks {
    /// Refuses a resource that never was: that nothing of it has to be put back would sound like success.
    fileprivate static func checkKnown(_ filter: HistoryFilter, _ store: ResourceStore) throws(Problem) {
        guard let namespace = filter.namespace, let type = filter.type, let id = filter.id else { return }
        let key = ResourceKey(namespace, type, id)
        let isKnown = try answering { () throws(StoreError) in
            if try store.metadata(key) != nil { return true }
            return try !store.changes(after: 0, matching: HistoryFilter(key), limit: 1).isEmpty
        }
        guard isKnown else {
            throw Problem(.notFound, .notFound, "there is no \(key), and never was as far as is known")
        }
    }
}

/// `POST /v1/transactions/{id}/revert`: undoes one transaction and nothing that came after it.
enum Reverts {
    static func post(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        guard let id = Int64(request.path.id), id >= 0 else {
            throw Problem(
                .badRequest, .badParameter,
                "a transaction's number, such as 12, is expected, not '\(request.path.id.prefix(64))'")
        }
        let restoration = Restoration(
            backend: backend, request: request, message: "revert of transaction \(id)",
            members: ["reverted": .integer(id)])
        return .waiting { () throws(Problem) in
            try await restoration.run { () throws(Problem) in try wishes(id, backend.store) }
        }
    }

    private static func wishes(_ id: Int64, _ store: ResourceStore) throws(Problem) -> [Restoration.Wish] {
        var filter = HistoryFilter()
        filter.transaction = id
        let changes = try answering { () throws(StoreError) in
            try store.changes(after: 0, matching: filter, limit: .max)
        }
        guard let first = changes.first, let last = changes.last else {
            throw Transactions.missing(id, store)
        }
        filter.onlyIntent = true
        let differences = try Differences.differences(first.revision - 1, last.revision, filter, store)
        guard !differences.isEmpty else {
            throw Problem(
                .conflict, .conflict,
                "transaction \(id) is \(first.transaction.context.actor)'s and changed nothing that people ask for; "
                    + "what led to it can be reverted")
        }
        var (wishes, conflicts): ([Restoration.Wish], [JSON]) = ([], [])
        for difference in differences {
            let current = try answering { () throws(StoreError) in try store.get(difference.key) }
            var merge = ThreeWay()
            let wanted = merge.undone(
                from: difference.after?.compared, to: difference.before?.compared, in: current?.compared)
            conflicts += merge.conflicts.map {
                ["resource": .string(difference.key.description), "pointer": .string($0.description)]
            }
            wishes.append(
                Restoration.Wish(key: difference.key, current: current, wanted: wanted, source: difference.before))
        }
        guard conflicts.isEmpty else {
            let places = conflicts.words(atMost: 3) {
                [$0["resource"]?.text, $0["pointer"]?.text].compactMap(\.self).filter { !$0.isEmpty }.joined(
                    separator: " ")
            }
            throw Problem(.conflict, .conflict, "it was changed again since then: \(places)").with(
                "conflicts", .array(conflicts))
        }
        return wishes
    }
}

extension Resource {
    /// The resource if it is people's and stays.
    fileprivate var intent: Resource? { metadata.owner.isEmpty && metadata.phase == .running ? self : nil }
}
