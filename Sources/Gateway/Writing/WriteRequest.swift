import Audit
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
    /// The controllers that take it up, if it is known which.
    var stages: [String] = []
    /// Whether it is the configuration that is written: what is waited for follows from it.
    var follows = false
    /// Whether parts of the configuration that this version can't carry out are allowed, and so not waited for.
    var allowsUnsupported = false
    /// The key under which the answer is kept, and what tells this request from others.
    var idempotency: (key: String, fingerprint: String)?
    /// Through what the change comes.
    var origin = ChangeContext.Origin.api
    /// Whether it may cut the connection over which it is asked for.
    let isForced: Bool
    /// What it says of confirming it.
    var wish: ConfirmWish
    let request: APIRequest
    /// JSON or YAML.
    let format: OutputFormat
    /// Words the answer from the results, the transaction's number and the store's revision.
    let wording: @Sendable ([WriteResult], Int64?, Int64) -> WriteAnswer
    private let store: ResourceStore

    /// The part that all writes share.
    init(
        _ backend: Backend, _ request: APIRequest, _ operations: OperationList,
        _ wording: @escaping @Sendable ([WriteResult], Int64?, Int64) -> WriteAnswer
    ) throws(Problem) {
        self.operations = operations
        self.request = request
        self.wording = wording
        store = backend.store
        format = try OutputFormat.document(request)
        message = try request.keptHeader("x-change-message", backend.limits) ?? ""
        isDryRun = try request.query.flag("dryRun")
        wish = try ConfirmWish(request.query)
        isForced = try request.query.flag("force")
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

    /// Does it and answers; controllers that will be waited for don't rest meanwhile.
    func run(_ backend: Backend) async throws(Problem) -> APIResponse {
        let result: Result<APIResponse, Problem> = await backend.store.cursors.hurrying(patience == nil ? [] : stages) {
            do throws(Problem) {
                return .success(try await perform(backend))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func perform(_ backend: Backend) async throws(Problem) -> APIResponse {
        let actor = try await request.caller.actor(request.headers)
        let rows = follows && patience != nil ? try ConfigurationRows(backend) : nil
        var entry = entry(actor, backend)
        if !isDryRun { entry.failures = await backend.windows.failures(of: wish.probes) }
        let tried = entry
        let result: Result<Outcome, Problem> = await withCheckedContinuation { waiter in
            commit(actor, tried, backend) { waiter.resume(returning: $0) }
        }
        let outcome = try result.get()
        if isDryRun {
            var answer = self.answer(outcome)
            answer.body = try await dryRun(answer, outcome, backend)
            return try response(answer, outcome)
        }
        guard let patience else { return try response(self.answer(outcome), outcome) }
        let deadline = ContinuousClock.now + patience
        var applied = await Applied(backend, outcome.results).wait(from: outcome.revision, upTo: patience)
        if let rows, applied.isApplied {
            let following = Applied(backend, following: rows, passesOverUnsupported: allowsUnsupported)
            applied = await following.wait(from: outcome.revision, upTo: max(deadline - .now, .zero))
        }
        // What is told of links is told as they are by now.
        var answer = self.answer(outcome)
        applied.add(to: &answer)
        return try response(answer, outcome)
    }

    /// Does it without a task: most writes wait for nothing but the disk.
    ///
    /// - Parameters:
    ///   - actor: Who asks.
    ///   - backend: Where.
    ///   - complete: Gets the answer.
    func start(as actor: String, _ backend: Backend, _ complete: @escaping Answer.Completion) {
        commit(actor, entry(actor, backend), backend) { result in
            complete {
                result.flatMap { outcome in
                    do throws(Problem) {
                        return .success(try response(answer(outcome), outcome))
                    } catch {
                        return .failure(error)
                    }
                }
            }
        }
    }

    /// Whether the answer follows from the commit alone.
    var isPlain: Bool { !isDryRun && patience == nil && wish.probes.isEmpty }

    private func entry(_ actor: String, _ backend: Backend) -> WindowEntry {
        WindowEntry(
            windows: backend.windows, principal: Principal(actor), wish: wish,
            isRemote: request.caller.isRemote(request.headers))
    }

    /// The answer to what was done, with the window in which it has to be confirmed.
    func answer(_ outcome: Outcome) -> WriteAnswer {
        if let answer = outcome.answer { return answer }
        var answer = wording(outcome.results, outcome.transaction, outcome.revision)
        if let window = outcome.window { answer.add("confirmation", window.summary) }
        return answer
    }

    private func response(_ answer: WriteAnswer, _ outcome: Outcome) throws(Problem) -> APIResponse {
        var response = try answer.response(format, withHeaders: !isDryRun)
        if !isDryRun { response = response.withAuditHead(of: store) }
        if outcome.isReplay { response.headers.add(name: "idempotency-replayed", value: "true") }
        return response
    }
}
