import Synchronization

/// One try to reach something, on a thread of its own: looking up names blocks, and nobody can end it early.
public final class ProbeAttempt: Sendable {
    /// `nil` when it was reached.
    public typealias Outcome = ProbeFailure?

    private struct State {
        var outcome: Outcome?
        var hasEnded = false
        var outcomeWaiter: CheckedContinuation<Outcome, Never>?
        var endWaiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Begins.
    ///
    /// - Parameters:
    ///   - target: What to reach.
    ///   - timeout: How long it may take; only looking up a name may keep the thread for longer.
    public init(_ target: ProbeTarget, timeout: Duration) {
        let deadline = ContinuousClock.now + timeout
        do throws(KernelError) {
            // The thread keeps the attempt alive.
            try startThread(label: "probe") {
                do throws(ProbeFailure) {
                    try target.reach(until: deadline)
                    self.end(nil)
                } catch {
                    self.end(error)
                }
            }
        } catch {
            end(.unavailable(error))
        }
    }

    /// How it went, as soon as that is known; one task may ask.
    public func outcome() async -> Outcome {
        await withCheckedContinuation { waiter in
            let known = state.withLock { state in
                if state.outcome == nil { state.outcomeWaiter = waiter }
                return state.outcome
            }
            if let known { waiter.resume(returning: known) }
        }
    }

    /// How it went; after so long that it takes too long.
    public func outcome(within timeout: Duration) async -> Outcome {
        let alarm = Task {
            guard (try? await Task.sleep(for: timeout)) != nil else { return }
            expire()
        }
        defer { alarm.cancel() }
        return await outcome()
    }

    /// It takes too long: that is the outcome, unless there is one already.
    func expire() { conclude(.timedOut, hasEnded: false) }

    /// Waits until the thread has ended; one task may.
    public func end() async {
        await withCheckedContinuation { waiter in
            let hasEnded = state.withLock { state in
                if !state.hasEnded { state.endWaiter = waiter }
                return state.hasEnded
            }
            if hasEnded { waiter.resume() }
        }
    }

    private func end(_ outcome: Outcome) { conclude(outcome, hasEnded: true) }

    private func conclude(_ outcome: Outcome, hasEnded: Bool) {
        let (outcomeWaiter, final, endWaiter) = state.withLock { state in
            let final = state.outcome ?? outcome
            state.outcome = .some(final)
            state.hasEnded = state.hasEnded || hasEnded
            defer {
                state.outcomeWaiter = nil
                if hasEnded { state.endWaiter = nil }
            }
            return (state.outcomeWaiter, final, hasEnded ? state.endWaiter : nil)
        }
        outcomeWaiter?.resume(returning: final)
        endWaiter?.resume()
    }
}
