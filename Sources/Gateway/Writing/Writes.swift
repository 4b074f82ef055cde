import NIOHTTP1
import Resources
import Store

/// PUT, PATCH and DELETE of one resource.
enum Writes {
    static func put(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        let target = try Target(backend, request)
        try target.checkWritable(backend)
        let body = try RequestBody.value(request, backend.limits)
        let operation: WriteOperation
        do throws(Faults) {
            operation = try .put(target, body, at: .root)
        } catch {
            throw Problem(error)
        }
        return try run(operation, backend, request)
    }

    static func patch(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        let target = try Target(backend, request)
        try target.checkWritable(backend)
        return try run(
            WriteOperation(target: target, action: .patch(try RequestBody.patch(request))), backend, request)
    }

    static func delete(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        let target = try Target(backend, request)
        try target.checkWritable(backend)
        return try run(WriteOperation(target: target, action: .delete), backend, request)
    }

    private static func run(
        _ operation: WriteOperation, _ backend: Backend, _ request: APIRequest
    ) throws(Problem) -> Answer {
        var operation = operation
        operation.ifMatch = try request.header("if-match").map { text throws(Problem) in try TagCondition(text) }
        operation.ifNoneMatch = try request.header("if-none-match").map { text throws(Problem) in
            try TagCondition(text)
        }
        let store = backend.store
        let write = try WriteRequest(backend, request, [operation]) { results, _, _ in
            results.first.map { answer($0, store) } ?? StoredAnswer(fingerprint: "", status: 200, headers: "", body: [])
        }
        let work: @Sendable () async throws(Problem) -> APIResponse = { () throws(Problem) in
            try await write.run(backend)
        }
        return write.patience == nil ? .later(work) : .waiting(work)
    }

    private static func answer(_ result: WriteResult, _ store: ResourceStore) -> StoredAnswer {
        let status: Int
        switch result.status {
        case .created: status = 201
        case .tearingDown: status = 202
        case .updated, .unchanged, .deleted, .checked: status = 200
        }
        var headers = ""
        if let remaining = result.remaining {
            headers = #"{"etag":"\""# + store.entityTag(remaining.metadata.revision) + #"\"""#
            if result.status == .created {
                headers += #","location":"# + JSON.quoted(result.operation.target.location)
            }
            headers += "}"
        }
        return StoredAnswer(
            fingerprint: "", status: status, headers: headers, body: result.resource?.document ?? [])
    }
}
