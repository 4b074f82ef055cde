import Synchronization

/// Who wants to be woken for what.
public final class WakeUpBoard: Sendable {
    private struct State {
        var listeners: [Int: (topics: KernelTopics, continuation: AsyncStream<Void>.Continuation)] = [:]
        var nextListener = 0
        var overflowCount = 0
        var isFinished = false
    }

    private let state = Mutex(State())

    /// Nobody yet.
    public init() {}

    /// How often the kernel dropped notifications.
    var overflowCount: Int { state.withLock(\.overflowCount) }

    /// Counts a loss of notifications.
    func countOverflow() { state.withLock { $0.overflowCount += 1 } }

    /// A stream that is woken once, however often it should have been meanwhile.
    public func stream(on topics: KernelTopics) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let listener: Int? = state.withLock { state in
            guard !state.isFinished else { return nil }
            state.nextListener += 1
            state.listeners[state.nextListener] = (topics, continuation)
            return state.nextListener
        }
        if let listener {
            continuation.onTermination = { [weak self] _ in self?.remove(listener) }
        } else {
            continuation.finish()
        }
        return stream
    }

    /// Wakes those who want one of the topics.
    public func wake(_ topics: KernelTopics) {
        let woken = state.withLock { state in
            state.listeners.values.filter { !$0.topics.isDisjoint(with: topics) }.map(\.continuation)
        }
        for continuation in woken { continuation.yield() }
    }

    /// Ends all streams, and those that are asked for later.
    public func finish() {
        let finished = state.withLock { state in
            defer { state.listeners = [:] }
            state.isFinished = true
            return state.listeners.values.map(\.continuation)
        }
        for continuation in finished { continuation.finish() }
    }

    private func remove(_ listener: Int) {
        state.withLock { state in _ = state.listeners.removeValue(forKey: listener) }
    }
}
