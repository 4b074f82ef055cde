internal import GRDB
import Synchronization

/// Read connections that any thread borrows for the length of a query.
///
/// A query on cached pages takes microseconds, so it runs on the thread that asks; handing it to another costs more.
final class ReadPool: Sendable {
    private let path: String
    private let idle = Mutex<[DatabaseQueue]>([])

    init(path: String) { self.path = path }

    /// Runs single statements; each sees the last commit.
    func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        let queue = try borrow()
        defer { idle.withLock { $0.append(queue) } }
        return try perform { try queue.unsafeRead(body) }
    }

    /// Runs several statements that all see the same commit.
    func snapshot<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        let queue = try borrow()
        defer { idle.withLock { $0.append(queue) } }
        return try perform { try queue.read(body) }
    }

    private func borrow() throws(StoreError) -> DatabaseQueue {
        if let queue = idle.withLock({ $0.popLast() }) { return queue }
        return try DatabaseSetup.openReader(path: path)
    }

    /// Closes the connections that nobody uses.
    func close() {
        let queues = idle.withLock { queues in
            defer { queues = [] }
            return queues
        }
        for queue in queues { try? queue.close() }
    }
}
