import Synchronization

/// How far each controller has come: all that happened up to its cursor is reflected in what it wrote.
///
/// A cursor is a row as well (`WriteTransaction.setCursor`), written with the controller's own changes. What is here is for
/// those who wait within this process.
public final class Cursors: Sendable {
    private struct State {
        var positions: [String: Int64] = [:]
        var waiters: [Int: AsyncStream<Void>.Continuation] = [:]
        var nextWaiter = 0
        var isStopped = false
    }

    private let state = Mutex(State())

    /// Says that a controller has dealt with everything up to a revision.
    public func advance(_ name: String, to revision: Int64) {
        let waiters = state.withLock { state in
            guard state.positions[name, default: -1] < revision else { return [AsyncStream<Void>.Continuation]() }
            state.positions[name] = revision
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.yield() }
    }

    /// How far a controller has come; `nil` when it hasn't run in this process.
    public subscript(name: String) -> Int64? { state.withLock { $0.positions[name] } }

    /// Every controller's cursor.
    public var all: [String: Int64] { state.withLock(\.positions) }

    /// Waits until a controller has come as far as a revision; ends early when the task is cancelled or the store closed.
    public func wait(for name: String, toReach revision: Int64) async {
        let stream = changes()
        for await _ in stream where state.withLock({ $0.positions[name, default: -1] }) >= revision { return }
    }

    /// A wake-up whenever a cursor moves; the first comes at once.
    public func changes() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let waiter: Int? = state.withLock { state in
            guard !state.isStopped else { return nil }
            state.nextWaiter += 1
            state.waiters[state.nextWaiter] = continuation
            return state.nextWaiter
        }
        guard let waiter else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.waiters.removeValue(forKey: waiter) }
        }
        continuation.yield()
        return stream
    }

    /// Ends all waiting.
    func stop() {
        let waiters = state.withLock { state in
            defer { (state.waiters, state.isStopped) = ([:], true) }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.finish() }
    }
}
