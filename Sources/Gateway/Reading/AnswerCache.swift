import NIOCore
import Store
import Synchronization

/// Answers to plain GETs, given again as long as no process has committed anything.
///
/// The stamp is read before the answer is made and again when it is given, so nobody gets what is older than his request.
final class AnswerCache: Sendable {
    private struct State {
        var stamp: CommitStamp?
        /// By path, as it came.
        var answers: [String: APIResponse] = [:]
    }

    private let state = Mutex(State())
    private let limits: Limits

    init(_ limits: Limits) { self.limits = limits }

    /// The kept answer, or a new one.
    func answer(
        _ request: APIRequest, _ store: ResourceStore, _ make: () throws(Problem) -> APIResponse
    ) throws(Problem) -> APIResponse {
        guard request.header("accept") ?? "*/*" == "*/*", request.header("if-none-match") == nil,
            let stamp = store.commitStamp
        else { return try make() }
        let kept = state.withLock { $0.stamp == stamp ? $0.answers[request.target] : nil }
        if let kept { return kept }
        let answer = try make()
        keep(answer, for: request.target, stamp)
        return answer
    }

    private func keep(_ answer: APIResponse, for target: String, _ stamp: CommitStamp) {
        guard case .bytes(let body) = answer.body, body.readableBytes <= limits.keptAnswerBody else { return }
        state.withLock { state in
            if state.stamp != stamp || state.answers.count >= limits.keptAnswers {
                state.answers.removeAll(keepingCapacity: true)
                state.stamp = stamp
            }
            state.answers[target] = answer
        }
    }
}
