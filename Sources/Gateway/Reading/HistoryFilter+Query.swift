import NIOHTTP1
import Resources
import Store

extension HistoryFilter {
    /// The changes of the resources that a query names: namespace, type, id, and whether only intent counts.
    init(resources query: Query, _ backend: Backend) throws(Problem) {
        self.init()
        namespace = try query.choice("namespace", backend.catalog.namespaces)
        type = try query["type"].map { name throws(Problem) in try Target.type(backend.catalog, name).name }
        onlyIntent = try query.flag("intent")
        guard let given = query["id"] else { return }
        guard !given.contains("*") else {
            idPattern = given
            return
        }
        id = given
        guard let namespace, let type else { return }
        let target = try Target(backend.catalog, namespace, type, given)
        if case .other(let canonical) = target.spelling {
            throw Problem(.badRequest, .badParameter, "id: '\(given.prefix(64))' has to be spelled '\(canonical)'")
                .with("canonicalId", .string(canonical))
        }
        id = target.key.id
    }

    /// The changes that a query asks for.
    init(_ backend: Backend, _ query: Query) throws(Problem) {
        try self.init(resources: query, backend)
        func revision(_ name: String) throws(Problem) -> Int64? {
            try query[name].map { text throws(Problem) in try NamedRevision(text, backend.store).number }
        }
        actor = query["actor"]
        origin = try query.choice("origin", Parameter.origins)
        operation = try query.choice("operation", Parameter.operations).flatMap(Change.Operation.init(rawValue:))
        // The store compares times as texts, so they have to be in its own form.
        since = try query.moment("since")?.description
        until = try query.moment("until")?.description
        transaction = try query.number("transaction").map(Int64.init)
        (after, through) = (try revision("after"), try revision("through"))
    }
}
