import NIOHTTP1
import Resources
import Store
import Synchronization

extension WriteRequest {
    /// What a commit did.
    struct Outcome: Sendable {
        var results: [WriteResult] = []
        /// The answer, if it had to be worded within the transaction.
        var answer: WriteAnswer?
        var transaction: Int64?
        var revision: Int64
        /// The window in which it has to be confirmed.
        var window: StoredWindow?
        var isReplay = false
        /// What cuts the connection over which it is asked for, if a dry run finds that.
        var cut: String?
    }

    /// Commits it all.
    ///
    /// - Parameters:
    ///   - actor: Who asks.
    ///   - entry: How it stands to the window that is open.
    ///   - backend: Where.
    ///   - finish: Is told on the writer's thread.
    func commit(
        _ actor: String, _ entry: WindowEntry, _ backend: Backend,
        finish: @escaping @Sendable (Result<Outcome, Problem>) -> Void
    ) {
        let context = ChangeContext(actor: actor, origin: origin, message: message, requestID: request.id)
        let problem = Mutex<Problem?>(nil)
        let store = backend.store
        store.write(context, keepsNothing: isDryRun) { transaction throws(StoreError) in
            do throws(Problem) {
                return try outcome(transaction, context, entry, backend)
            } catch {
                problem.withLock { $0 = error }
                throw .aborted
            }
        } finish: { result in
            finish(result.map(\.value).mapError { error in problem.withLock { $0 } ?? Problem(error) })
        }
    }

    /// Runs on the writer's thread.
    private func outcome(
        _ transaction: WriteTransaction, _ context: ChangeContext, _ entry: WindowEntry, _ backend: Backend
    ) throws(Problem) -> Outcome {
        let store = backend.store
        // A key is its sender's own: somebody else's same key is another one.
        let key = idempotency.map { Self.sender(context.actor) + "\n" + $0.key }
        if let key, let stored = try answering({ () throws(StoreError) in try transaction.answer(key) }) {
            guard stored.fingerprint == idempotency?.fingerprint else {
                throw Problem(
                    .unprocessableEntity, .idempotencyKeyReused, "the Idempotency-Key was used for another request")
            }
            var results: [WriteResult] = []
            try operations.forEach { results.append(WriteResult(operation: $0, status: .unchanged, resource: nil)) }
            return Outcome(
                results: results, answer: WriteAnswer(stored), revision: store.revision, isReplay: true)
        }
        var results: [WriteResult] = []
        results.reserveCapacity(operations.count)
        var isIntent = false
        try operations.forEach { operation throws(Problem) in
            if !isIntent, operation.isIntent {
                try entry.check(transaction)
                isIntent = true
            }
            do throws(Problem) {
                results.append(try operation.perform(transaction, store, isDryRun: isDryRun))
            } catch {
                throw error.at(operation.place)
            }
        }
        var outcome = Outcome(
            results: results, transaction: transaction.id,
            revision: transaction.revisions?.upperBound ?? store.revision)
        if isIntent, !isDryRun { outcome.window = try entry.enter(transaction) }
        if isIntent, outcome.window == nil, !isForced {
            outcome.cut = try ConnectionGuard(request, backend)?.cut(by: results, transaction)
            if let cut = outcome.cut, !isDryRun { throw ConnectionGuard.problem(cut) }
        }
        // Everybody's writes wait while this one is worded, so that is done here only if the answer has to be kept.
        if let key, let idempotency, !isDryRun {
            let answer = answer(outcome)
            let kept = answer.stored(idempotency.fingerprint)
            try answering { () throws(StoreError) in try transaction.store(kept, under: key) }
            outcome.answer = answer
        }
        return outcome
    }

    /// The actor without its process: `curl` has another one each time.
    private static func sender(_ actor: String) -> String {
        String(actor.split(separator: " ").first ?? "")
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
}
