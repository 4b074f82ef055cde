import Synchronization

/// Who wants to be woken.
///
/// A wake-up carries nothing and never queues up: a busy listener is told once, however many it misses.
final class Listeners: Sendable {
    private struct State {
        var continuations: [Int: (interest: Interest?, wake: AsyncStream<Void>.Continuation)] = [:]
        var next = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    /// How many streams are open.
    var count: Int { state.withLock(\.continuations.count) }

    /// A stream of wake-ups, and how its reader wakes itself; the first comes at once, so that nothing is missed between
    /// reading and listening.
    ///
    /// - Parameter interest: What is worth a wake-up; `nil` for everything.
    /// - Returns: The stream, and a wake-up for it alone.
    func listen(_ interest: Interest? = nil) -> (stream: AsyncStream<Void>, poke: @Sendable () -> Void) {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state -> Int? in
            guard !state.isClosed else { return nil }
            state.next += 1
            state.continuations[state.next] = (interest, continuation)
            return state.next
        }
        guard let number else {
            continuation.finish()
            return (stream, {})
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.continuations.removeValue(forKey: number) }
        }
        continuation.yield()
        return (stream, { continuation.yield() })
    }

    /// Wakes everyone, or whoever has a certain interest.
    func wake(where isConcerned: (Interest) -> Bool = { _ in true }) {
        for listener in state.withLock({ Array($0.continuations.values) })
        where listener.interest.map(isConcerned) ?? true {
            listener.wake.yield()
        }
    }

    /// Ends all streams, those of later listeners at once.
    func close() {
        let continuations = state.withLock { state in
            defer { (state.continuations, state.isClosed) = ([:], true) }
            return Array(state.continuations.values)
        }
        for listener in continuations { listener.wake.finish() }
    }
}
