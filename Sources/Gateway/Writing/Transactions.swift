import NIOHTTP1
import Resources
import Store

/// Many operations, all or nothing.
enum Transactions {
    static func post(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        // Checking 10,000 operations takes a while: not on the event loop.
        .waiting { () throws(Problem) in
            let document = try await Blocking.answer { () throws(Problem) in
                try TransactionDocument(try RequestBody.value(request, backend.limits), backend)
            }
            let store = backend.store
            var write = try WriteRequest(backend, request, document.operations) { results, transaction, revision in
                answer(results, transaction, revision, store)
            }
            if let message = document.message { write.message = message }
            write.isDryRun = write.isDryRun || document.isDryRun
            if let wish = document.wish {
                guard case .unsaid = write.wish else { throw saidTwice }
                write.wish = wish
            }
            return try await write.run(backend)
        }
    }

    private static let saidTwice = Problem(
        .badRequest, .badParameter, "confirm: it stands in the query and in the document; say it once")

    /// About as many as a result takes.
    private static let bytesPerResult = 192

    private static func answer(
        _ results: [WriteResult], _ transaction: Int64?, _ revision: Int64, _ store: ResourceStore
    ) -> WriteAnswer {
        // Canonical JSON, written without a tree: there may be ten thousand results.
        var bytes = Array(#"{"results":["#.utf8)
        bytes.reserveCapacity(results.count * bytesPerResult)
        for (index, result) in results.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(result, store, to: &bytes)
        }
        bytes += #"],"revision":\#(revision),"transaction":\#(transaction.map(String.init) ?? "null")}"#.utf8
        return WriteAnswer(.ok, body: bytes)
    }

    private static func append(_ result: WriteResult, _ store: ResourceStore, to bytes: inout [UInt8]) {
        let revision = result.resource?.metadata.revision
        bytes.append(UInt8(ascii: "{"))
        if let revision, result.remaining != nil { bytes += #""etag":"\#(store.entityTag(revision))","#.utf8 }
        bytes += #""op":"\#(result.operation.action.name)","resource":"#.utf8
        bytes += JSON.quoted(result.operation.target.key.description).utf8
        if let revision { bytes += #","revision":\#(revision)"#.utf8 }
        bytes += #","status":"\#(result.status.rawValue)"}"#.utf8
    }

    static func get(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        guard let id = Int64(request.path.id), id >= 0 else {
            throw Problem(
                .badRequest, .badParameter,
                "a transaction's number, such as 12, is expected, not '\(request.path.id.prefix(64))'")
        }
        let format = try OutputFormat.document(request)
        return .later { () throws(Problem) in
            try await Blocking.answer { () throws(Problem) in
                var filter = HistoryFilter()
                filter.transaction = id
                let changes = try answering { () throws(StoreError) in
                    try backend.store.changes(after: 0, matching: filter, limit: .max)
                }
                guard let first = changes.first else { throw missing(id, backend.store) }
                var document = JSON.object(first.transaction.members)
                document["id"] = .integer(id)
                document["changes"] = .array(changes.map { $0.json(old: nil) })
                let oldest = backend.store.keptFrom(HistoryFilter())
                document["oldestRevision"] = oldest.flatMap { first.revision <= $0 ? .integer($0) : nil }
                return try .value(document, format)
            }
        }
    }

    /// That there is no such transaction, or that nothing of it is kept.
    static func missing(_ id: Int64, _ store: ResourceStore) -> Problem {
        guard (try? store.hasTransaction(id)) ?? false, let oldest = store.keptFrom(HistoryFilter()) else {
            return Problem(.notFound, .notFound, "there is no transaction \(id)")
        }
        return Problem(StoreError.compacted(oldest: oldest))
    }
}
