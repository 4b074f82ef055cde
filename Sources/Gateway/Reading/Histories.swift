import NIOHTTP1
import Resources
import Store

/// GET of changes.
enum Histories {
    static func list(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        let filter = try HistoryFilter(backend, request.query)
        try WatchRequest.checkTogether(request.query)
        if try request.query.flag("watch") {
            guard request.query["cause"] == nil else {
                throw Problem(
                    .badRequest, .badParameter, "cause: of what comes it isn't known beforehand; leave watch out")
            }
            return .now(try Watches.stream(WatchRequest(backend, request, filter), backend))
        }
        try request.query.refuse("revision", without: "watch")
        return try page(filter, backend, request)
    }

    /// That there is no such change, or that it is kept no longer.
    private static func missing(_ revision: Int64, _ store: ResourceStore) -> Problem {
        let oldest = store.oldestRevision(matching: HistoryFilter())
        guard (1...max(1, oldest)).contains(revision), oldest > 0 else {
            return Problem(.notFound, .notFound, "there is no change with the number \(revision)")
        }
        return Problem(StoreError.compacted(oldest: oldest))
    }

    /// The changes of one resource, which must have been there at some time.
    static func of(_ target: Target, _ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        let filter = HistoryFilter(target.key)
        let changes = try answering { () throws(StoreError) in
            try backend.store.changes(before: .max, matching: filter, limit: 1)
        }
        guard !changes.isEmpty else {
            let oldest = backend.store.oldestRevision(of: target.key.type)
            throw target.missing(
                oldest == 0
                    ? "there never was a \(target.key)" : "there was no \(target.key) since revision \(oldest)")
        }
        return try page(filter, backend, request)
    }

    static func one(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        let revision = try NamedRevision(request.path.id, backend.store)
        let format = try OutputFormat.document(request)
        let tracing = try request.query.flag("effects")
        @Sendable func answer() throws(Problem) -> APIResponse {
            let found = try answering { () throws(StoreError) -> (Change, Resource?)? in
                guard let change = try backend.store.change(revision.number) else { return nil }
                return (change, try backend.store.predecessor(of: change))
            }
            guard let (change, old) = found else { throw missing(revision.number, backend.store) }
            var item = change.json(old: old)
            if tracing {
                for (name, value) in try Traces.members(change, backend) { item[name] = value }
            }
            return try .value(item, format)
        }
        guard tracing else { return .now(try answer()) }
        return .later { () throws(Problem) in try await Blocking.answer { () throws(Problem) in try answer() } }
    }

    private static func page(
        _ filter: HistoryFilter, _ backend: Backend, _ request: APIRequest
    ) throws(Problem) -> Answer {
        let asked = try request.query.number("limit", atLeast: 1)
        let limit = min(asked ?? backend.limits.historyPage, backend.limits.page)
        let cause = try request.query.number("cause").map(Int64.init)
        let fingerprint = Fingerprint.text([String(describing: filter), cause.map(String.init) ?? ""])
        var before = Int64.max
        if let token = request.query["pageToken"] {
            before = try PageToken.read(token, fingerprint, backend.store).number
        }
        let showsOld = try request.query.flag("prev")
        let start = before
        return .later { () throws(Problem) in
            try await Blocking.answer { () throws(Problem) in
                let head = backend.store.revision
                var (filter, isCut) = (filter, false)
                if let cause { (filter.revisions, isCut) = try following(cause, backend) }
                let found = filter
                let changes = try answering { () throws(StoreError) in
                    try backend.store.changes(before: start, matching: found, limit: limit + 1)
                }
                // Whoever goes on from there misses nothing and sees nothing twice, whatever was written between the two looks.
                let revision = max(head, start == .max ? changes.first?.revision ?? 0 : 0)
                var items: [JSON] = []
                for change in changes.prefix(limit) {
                    let old = try answering { () throws(StoreError) in
                        showsOld ? try backend.store.predecessor(of: change) : nil
                    }
                    items.append(change.json(old: old))
                }
                // What is asked for from a revision on is all there, or refused.
                try answering { () throws(StoreError) in
                    try filter.after.map { after throws(StoreError) in
                        try backend.store.checkKept(after, matching: filter)
                    }
                }
                var metadata: JSON = ["revision": .integer(revision)]
                if isCut { metadata["isCut"] = true }
                metadata["oldestRevision"] = backend.store.keptFrom(filter).map { .integer($0) }
                var link: String?
                if changes.count > limit {
                    let token = PageToken.text(
                        changes[limit - 1].revision, "", fingerprint, incarnation: backend.store.incarnation)
                    metadata["nextPageToken"] = .string(token)
                    link = PageToken.link(request, token)
                }
                var response = try historyResponse(items, metadata, request)
                if let link { response.headers.add(name: "link", value: link) }
                return response
            }
        }
    }

    /// What followed from the transaction of a change.
    private static func following(
        _ number: Int64, _ backend: Backend
    ) throws(Problem) -> (revisions: Set<Int64>, isCut: Bool) {
        let change = try answering { () throws(StoreError) in try backend.store.change(number) }
        guard let change else { throw missing(number, backend.store) }
        return try Traces.following(change, backend)
    }

    private static func historyResponse(
        _ items: [JSON], _ metadata: JSON, _ request: APIRequest
    ) throws(Problem) -> APIResponse {
        switch try OutputFormat(request) {
        case .table, .wide: return Table.history(items)
        case let format: return try .value(["metadata": metadata, "items": .array(items)], format)
        }
    }
}

extension ResourceStore {
    /// Since when all that a filter finds is there; `nil` when nothing is gone.
    func keptFrom(_ filter: HistoryFilter) -> Int64? {
        let oldest = oldestRevision(matching: filter)
        return oldest > 0 ? oldest : nil
    }
}

extension Change {
    /// The row as answers show it.
    func json(old: Resource?) -> JSON {
        var members = summary
        members["object"] = resource.json
        if let old { members["oldObject"] = old.json }
        return .object(members)
    }

    /// The row without the states.
    var summary: [String: JSON] {
        let key = resource.metadata.key
        let members: [String: JSON] = [
            "revision": .integer(revision), "transaction": .integer(transaction.id),
            "operation": .string(operation.rawValue), "namespace": .string(key.namespace), "type": .string(key.type),
            "id": .string(key.id), "version": .integer(resource.metadata.version),
        ]
        return members.merging(transaction.members) { own, _ in own }
    }
}

extension TransactionRecord {
    /// Who, when and why.
    var members: [String: JSON] {
        var members: [String: JSON] = [
            "time": .string(time), "actor": .string(context.actor), "origin": .string(context.origin.rawValue),
        ]
        if !context.message.isEmpty { members["message"] = .string(context.message) }
        if !context.requestID.isEmpty { members["requestId"] = .string(context.requestID) }
        if let cause = context.cause { members["cause"] = .integer(cause) }
        return members
    }
}
