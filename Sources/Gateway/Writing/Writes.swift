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
        let isWaiting = request.query["wait"] != nil
        guard request.body.readableBytes <= largeBody else {
            let work: @Sendable () async throws(Problem) -> APIResponse = { () throws(Problem) in
                let write = try await Blocking.answer { () throws(Problem) in try prepare(backend, request) }
                return try await write.run(backend)
            }
            return isWaiting ? .waiting(work) : .later(work)
        }
        let write = try prepare(backend, request)
        if write.isPlain, let actor = try request.caller.knownActor(request.headers) {
            return .called { write.start(as: actor, backend, $0) }
        }
        let work: @Sendable () async throws(Problem) -> APIResponse = { () throws(Problem) in
            try await write.run(backend)
        }
        return isWaiting ? .waiting(work) : .later(work)
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
        let operation = try operation.conditional(request)
        let (store, isMinimal) = (backend.store, request.prefersMinimal)
        var write = try WriteRequest(backend, request, OperationList([operation])) { results, _, _ in
            results.first.map { Self.answer($0, store, isMinimal) } ?? WriteAnswer(.ok, body: [])
        }
        write.stages = Array(operation.target.type.stages.prefix(1))
        return write
    }

    private static func answer(_ result: WriteResult, _ store: ResourceStore, _ isMinimal: Bool) -> WriteAnswer {
        let status: HTTPResponseStatus
        switch result.status {
        case .created: status = .created
        case .tearingDown: status = .accepted
        case .updated, .unchanged, .deleted, .checked: status = .ok
        }
        let document = isMinimal ? result.resource?.metadataDocument : result.resource?.document
        var answer = WriteAnswer(status, body: document ?? [])
        if isMinimal { answer.headers.append(("preference-applied", "return=minimal")) }
        if let remaining = result.remaining {
            answer.headers.append(("etag", "\"\(store.entityTag(remaining.metadata.revision))\""))
            if result.status == .created { answer.headers.append(("location", result.operation.target.location)) }
        }
        return answer
    }
}
