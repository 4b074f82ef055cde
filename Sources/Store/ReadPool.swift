internal import GRDB
import Synchronization

/// Read connections that any thread borrows for the length of a query.
///
/// A query on cached pages takes microseconds, so it runs on the thread that asks; handing it to another costs more.
final class ReadPool: Sendable {
    private struct State {
        var idle: [DatabaseQueue] = []
        var isClosed = false
    }

    private let path: String
    private let state = Mutex(State())

    init(path: String) { self.path = path }

    /// Runs single statements; each sees the last commit.
    func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        let queue = try borrow()
        defer { giveBack(queue) }
        return try perform { try queue.unsafeRead(body) }
    }

    /// Runs several statements that all see the same commit.
    func snapshot<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        let queue = try borrow()
        defer { giveBack(queue) }
        return try perform { try queue.read(body) }
    }

    private func borrow() throws(StoreError) -> DatabaseQueue {
        let (queue, isClosed) = state.withLock { ($0.idle.popLast(), $0.isClosed) }
        guard !isClosed else { throw .closed }
        if let queue { return queue }
        return try DatabaseSetup.openReader(path: path)
    }

    private func giveBack(_ queue: DatabaseQueue) {
        let isKept = state.withLock { state in
            if !state.isClosed { state.idle.append(queue) }
            return !state.isClosed
        }
        if !isKept { try? queue.close() }
    }

    /// Gives back the pages that idle connections keep.
    func releaseMemory() {
        let queues = state.withLock { state in
            defer { state.idle = [] }
            return state.idle
        }
        for queue in queues {
            queue.releaseMemory()
            giveBack(queue)
        }
    }

    /// Closes the connections; one that is in use is closed when its query ends.
    func close() {
        let queues = state.withLock { state in
            defer { state = State(isClosed: true) }
            return state.idle
        }
        for queue in queues { try? queue.close() }
    }
}
