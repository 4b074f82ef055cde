import NIOCore
import NIOHTTP1
import Resources
import Store
import Synchronization

/// Some writes that happen together or not at all, and how they are to be answered.
struct WriteRequest: Sendable {
    let operations: OperationList
    var message: String
    var isDryRun: Bool
    /// How long to wait until the kernel is as asked for; `nil` not to wait.
    var patience: Duration?
    /// The key under which the answer is kept, and what tells this request from others.
    var idempotency: (key: String, fingerprint: String)?
    let request: APIRequest
    /// JSON or YAML.
    let format: OutputFormat
    /// Words the answer from the results, the transaction's number and the store's revision.
    let wording: @Sendable ([WriteResult], Int64?, Int64) -> StoredAnswer

    /// The part that all writes share.
    init(
        _ backend: Backend, _ request: APIRequest, _ operations: OperationList,
        _ wording: @escaping @Sendable ([WriteResult], Int64?, Int64) -> StoredAnswer
    ) throws(Problem) {
        self.operations = operations
        self.request = request
        self.wording = wording
        format = try OutputFormat.document(request)
        message = try request.keptHeader("x-change-message", backend.limits) ?? ""
        isDryRun = try request.query.flag("dryRun")
        let timeout = try request.query.duration("timeout", default: .seconds(30), limit: backend.limits.waitTime)
        switch request.query["wait"] {
        case nil: patience = nil
        case "applied": patience = timeout
        case let other?:
            throw Problem(.badRequest, .badParameter, "wait: applied is expected, not '\(other.prefix(64))'")
        }
        guard !isDryRun || patience == nil else {
            throw Problem(
                .badRequest, .badParameter, "wait: a dry run changes nothing, so there is nothing to wait for")
        }
        if let key = try request.keptHeader("idempotency-key", backend.limits) {
            let line = Array("\(request.method.rawValue) \(request.target)\n".utf8)
            idempotency = (key, Fingerprint.text(line + Array(request.body.readableBytesView)))
        }
    }

    /// Does it and answers.
    func run(_ backend: Backend) async throws(Problem) -> APIResponse {
        let actor = try await request.caller.actor(request.headers)
        let context = ChangeContext(actor: actor, origin: .api, message: message, requestID: request.id)
        let outcome = try await commit(context, backend)
        var answer = outcome.stored ?? wording(outcome.results, outcome.transaction, outcome.revision)
        if isDryRun {
            answer.body = try await dryRun(answer, outcome, backend)
        } else if let patience {
            let applied = await Applied(backend.store, outcome.results.map(\.operation.target)).wait(
                from: outcome.revision, upTo: patience)
            answer.body = applied.added(to: answer.body)
        }
        var response = try response(answer)
        if outcome.isReplay { response.headers.add(name: "idempotency-replayed", value: "true") }
        return response
    }

    private struct Outcome: Sendable {
        var results: [WriteResult] = []
        /// The answer, if it had to be worded within the transaction.
        var stored: StoredAnswer?
        var transaction: Int64?
        var revision: Int64
        var isReplay = false
    }

    private func commit(_ context: ChangeContext, _ backend: Backend) async throws(Problem) -> Outcome {
        let problem = Mutex<Problem?>(nil)
        let store = backend.store
        do throws(StoreError) {
            return try await store.write(context, keepsNothing: isDryRun) { transaction throws(StoreError) in
                do throws(Problem) {
                    return try outcome(transaction, context, store)
                } catch {
                    problem.withLock { $0 = error }
                    throw .aborted
                }
            }.value
        } catch {
            throw problem.withLock { $0 } ?? Problem(error)
        }
    }

    /// Runs on the writer's thread.
    private func outcome(
        _ transaction: WriteTransaction, _ context: ChangeContext, _ store: ResourceStore
    ) throws(Problem) -> Outcome {
        // A key is its sender's own: somebody else's same key is another one.
        let key = idempotency.map { Self.sender(context.actor) + "\n" + $0.key }
        if let key, let stored = try answering({ () throws(StoreError) in try transaction.answer(key) }) {
            guard stored.fingerprint == idempotency?.fingerprint else {
                throw Problem(
                    .unprocessableEntity, .idempotencyKeyReused, "the Idempotency-Key was used for another request")
            }
            var results: [WriteResult] = []
            try operations.forEach { results.append(WriteResult(operation: $0, status: .unchanged, resource: nil)) }
            return Outcome(results: results, stored: stored, revision: store.revision, isReplay: true)
        }
        var results: [WriteResult] = []
        results.reserveCapacity(operations.count)
        try operations.forEach { operation throws(Problem) in
            do throws(Problem) {
                results.append(try operation.perform(transaction, store))
            } catch {
                throw error.at(operation.place)
            }
        }
        var outcome = Outcome(
            results: results, transaction: transaction.id,
            revision: transaction.revisions?.upperBound ?? store.revision)
        // Everybody's writes wait while this one is worded, so that is done here only if the answer has to be kept.
        if let key, let idempotency, !isDryRun {
            var answer = wording(results, outcome.transaction, outcome.revision)
            answer.fingerprint = idempotency.fingerprint
            let kept = answer
            try answering { () throws(StoreError) in try transaction.store(kept, under: key) }
            outcome.stored = kept
        }
        return outcome
    }

    /// The actor without its process: `curl` has another one each time.
    private static func sender(_ actor: String) -> String {
        String(actor.split(separator: " ").first ?? "")
    }

    private func response(_ answer: StoredAnswer) throws(Problem) -> APIResponse {
        let status = HTTPResponseStatus(statusCode: answer.status)
        var response = APIResponse(status, json: answer.body)
        if case .yaml = format, let value = try? JSON(parsing: answer.body) {
            response = APIResponse(status, OutputFormat.yaml.contentType, try YAMLText.text(value).utf8)
        }
        if !answer.headers.isEmpty, !isDryRun, let headers = (try? JSON(parsing: answer.headers))?.members {
            for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
                response.headers.add(name: name, value: value.text ?? "")
            }
        }
        return response
    }

    /// The body of a dry run: what would be, and what the kernel would be asked to do.
    private func dryRun(
        _ answer: StoredAnswer, _ outcome: Outcome, _ backend: Backend
    ) async throws(Problem) -> [UInt8] {
        var changes: [ResourceKey: Resource?] = [:]
        for result in outcome.results where result.status != .checked && result.status != .unchanged {
            changes.updateValue(result.remaining, forKey: result.operation.target.key)
        }
        let plan: [PlannedOperation]
        do throws(PlannerError) {
            plan = changes.isEmpty ? [] : try await backend.planner.plan(changes)
        } catch {
            throw Problem(error)
        }
        var document = (try? JSON(parsing: answer.body)) ?? .null
        if operations.count == 1, request.method != .POST {
            document = ["resource": outcome.results.first?.remaining?.json ?? .null]
        }
        document["dryRun"] = true
        document["plan"] = .array(plan.map(\.json))
        return document.canonicalBytes
    }
}

extension Problem {
    /// The problem with the place of its operation, if that isn't the whole input and nothing says more.
    fileprivate func at(_ place: JSONPointer) -> Problem {
        guard faults.isEmpty, place != .root else { return self }
        var problem = self
        problem.faults = [Fault(place, detail)]
        return problem
    }

    fileprivate init(_ error: PlannerError) {
        switch error {
        case .kernel(let words):
            self.init(.serviceUnavailable, .kernelUnavailable, "the kernel can't be looked at: \(words)")
        case .store(let error): self.init(error)
        }
    }
}
