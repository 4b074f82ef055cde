import NIOHTTP1
import Resources
import Store

/// `/v1/diff`: what differs between two revisions, in all resources or some.
enum Differences {
    /// The most resources that are compared at once.
    static let limit = 10_000

    static func get(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        let filter = try HistoryFilter(resources: request.query, backend)
        guard let first = request.query["from"] else {
            throw Problem(.badRequest, .badParameter, "from: say from which revision or time, such as from=812")
        }
        let from = try NamedRevision(first, backend.store).reached(backend.store)
        let to = try request.query["to"].map { text throws(Problem) in
            try NamedRevision(text, backend.store).reached(backend.store)
        }
        return .later { () throws(Problem) in
            try await Blocking.answer { () throws(Problem) in
                let to = to ?? backend.store.revision
                let all = try differences(from, to, filter, backend.store)
                if all.isEmpty { try checkWasThere(filter, backend.store) }
                switch try OutputFormat(request) {
                case .table, .wide:
                    let text = try all.map { item throws(Problem) in
                        try item.document.text(from: "revision \(from)", to: "revision \(to)")
                    }.joined()
                    return APIResponse(.ok, OutputFormat.table.contentType, text.utf8)
                case let format:
                    return try .value(
                        ["from": .integer(from), "to": .integer(to), "items": .array(all.map(\.document.json))], format)
                }
            }
        }
    }

    /// Refuses a name that no resource ever had: it is a slip, and not something that stayed as it was.
    private static func checkWasThere(_ filter: HistoryFilter, _ store: ResourceStore) throws(Problem) {
        guard let namespace = filter.namespace, let type = filter.type, let id = filter.id else { return }
        let key = ResourceKey(namespace, type, id)
        let changes = try answering { () throws(StoreError) in
            try store.changes(before: .max, matching: HistoryFilter(key), limit: 1)
        }
        guard changes.isEmpty, store.oldestRevision(of: type) == 0 else { return }
        throw Problem(.notFound, .notFound, "there never was a \(key)")
    }

    /// What differs, in the order of the names.
    static func differences(
        _ from: Int64, _ to: Int64, _ filter: HistoryFilter, _ store: ResourceStore
    ) throws(Problem) -> [ResourceDifference] {
        let (first, last) = (min(from, to), max(from, to))
        let changed = try answering { () throws(StoreError) in
            try store.resources(changedAfter: first, through: last, matching: filter, limit: limit + 1)
        }
        guard changed.count <= limit else {
            throw Problem(
                .badRequest, .badParameter,
                "more than \(limit) resources changed between the two; say which with namespace, type or id")
        }
        let states = try answering { () throws(StoreError) in try store.states(of: changed, before: first, after: last)
        }
        // What came and went before then isn't among them any more.
        try answering { () throws(StoreError) in try store.checkKept(first, matching: filter) }
        return zip(changed, states).map { item, states in
            from <= to
                ? ResourceDifference(key: item.key, before: states.before, after: states.after)
                : ResourceDifference(key: item.key, before: states.after, after: states.before)
        }
        .filter(\.isOne)
    }
}
