import Synchronization

/// How far each controller has come: all that happened up to its cursor is reflected in what it wrote.
///
/// A cursor is a row as well (`WriteTransaction.setCursor`), written with the controller's own changes. What is here is for
/// those who wait within this process.
public final class Cursors: Sendable {
    private let positions = Mutex<[String: Int64]>([:])
    private let listeners = Listeners()

    /// Says that a controller has dealt with everything up to a revision.
    public func advance(_ name: String, to revision: Int64) {
        let hasMoved = positions.withLock { positions in
            guard positions[name, default: -1] < revision else { return false }
            positions[name] = revision
            return true
        }
        if hasMoved { listeners.wake() }
    }

    /// How far a controller has come; `nil` when it hasn't run in this process.
    public subscript(name: String) -> Int64? { positions.withLock { $0[name] } }

    /// Every controller's cursor.
    public var all: [String: Int64] { positions.withLock { $0 } }

    /// Waits until a controller has come as far as a revision; ends early when the task is cancelled or the store closed.
    public func wait(for name: String, toReach revision: Int64) async {
        for await _ in changes() where (self[name] ?? -1) >= revision { return }
    }

    /// A wake-up whenever a cursor moves; the first comes at once.
    public func changes() -> AsyncStream<Void> { listeners.listen().stream }

    /// Ends all waiting.
    func stop() { listeners.close() }
}
