import Synchronization

/// Who wants to be woken.
///
/// A wake-up carries nothing and never queues up: a busy listener is told once, however many it misses.
final class Listeners: Sendable {
    private struct State {
        var continuations: [Int: AsyncStream<Void>.Continuation] = [:]
        var next = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    /// How many streams are open.
    var count: Int { state.withLock(\.continuations.count) }

    /// A stream of wake-ups, and how its reader wakes itself; the first comes at once, so that nothing is missed between
    /// reading and listening.
    func listen() -> (stream: AsyncStream<Void>, poke: @Sendable () -> Void) {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state -> Int? in
            guard !state.isClosed else { return nil }
            state.next += 1
            state.continuations[state.next] = continuation
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

    /// Wakes everyone.
    func wake() {
        for continuation in state.withLock({ Array($0.continuations.values) }) { continuation.yield() }
    }

    /// Ends all streams, those of later listeners at once.
    func close() {
        let continuations = state.withLock { state in
            defer { (state.continuations, state.isClosed) = ([:], true) }
            return Array(state.continuations.values)
        }
        for continuation in continuations { continuation.finish() }
    }
}
