import NIOCore
import NIOHTTP1
import Resources
import Store

/// PUT, PATCH and DELETE of one resource.
enum Writes {
    static func put(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        try answer(backend, request, prepare: preparePut)
    }

    static func patch(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        try answer(backend, request, prepare: preparePatch)
    }

    static func delete(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        try answer(backend, request, prepare: prepareDelete)
    }

    private typealias Prepare = @Sendable (Backend, APIRequest) throws(Problem) -> WriteRequest

    /// Bytes of a body above which it isn't read on the event loop.
    private static let largeBody = 64 << 10

    private static func answer(
        _ backend: Backend, _ request: APIRequest, prepare: @escaping Prepare
    ) throws(Problem) -> Answer {
        let work: @Sendable () async throws(Problem) -> APIResponse
        if request.body.readableBytes > largeBody {
            work = { () throws(Problem) in
                let write = try await Blocking.answer { () throws(Problem) in try prepare(backend, request) }
                return try await write.run(backend)
            }
        } else {
            let write = try prepare(backend, request)
            work = { () throws(Problem) in try await write.run(backend) }
        }
        return request.query["wait"] == nil ? .later(work) : .waiting(work)
    }

    private static func preparePut(_ backend: Backend, _ request: APIRequest) throws(Problem) -> WriteRequest {
        let target = try Target(backend, request)
        try target.checkWritable(backend)
        let body = try RequestBody.value(request, backend.limits)
        let operation: WriteOperation
        do throws(Faults) {
            operation = try .put(target, body, at: .root)
        } catch {
            throw target.invalid(error)
        }
        return try writeRequest(operation, backend, request)
    }

    private static func preparePatch(_ backend: Backend, _ request: APIRequest) throws(Problem) -> WriteRequest {
        let target = try Target(backend, request)
        try target.checkWritable(backend)
        try target.checkSpelling(backend)
        return try writeRequest(
            WriteOperation(target: target, action: .patch(try RequestBody.patch(request))), backend, request)
    }

    private static func prepareDelete(_ backend: Backend, _ request: APIRequest) throws(Problem) -> WriteRequest {
        let target = try Target(backend, request)
        try target.checkWritable(backend)
        return try writeRequest(WriteOperation(target: target, action: .delete), backend, request)
    }

    private static func writeRequest(
        _ operation: WriteOperation, _ backend: Backend, _ request: APIRequest
    ) throws(Problem) -> WriteRequest {
        var operation = operation
        operation.ifMatch = try request.header("if-match").map { text throws(Problem) in try TagCondition(text) }
        operation.ifNoneMatch = try request.header("if-none-match").map { text throws(Problem) in
            try TagCondition(text)
        }
        let store = backend.store
        return try WriteRequest(backend, request, OperationList([operation])) { results, _, _ in
            results.first.map { storedAnswer($0, store) }
                ?? StoredAnswer(fingerprint: "", status: 200, headers: "", body: [])
        }
    }

    private static func storedAnswer(_ result: WriteResult, _ store: ResourceStore) -> StoredAnswer {
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
