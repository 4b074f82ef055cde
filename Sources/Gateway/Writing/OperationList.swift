import Dispatch
import NIOCore
import Resources
import Synchronization

/// The operations of a request, in parts; of a long request the first are performed while others are still being checked.
struct OperationList: Sendable {
    /// Some operations, and what is wrong with them.
    struct Part: Sendable {
        var operations: [WriteOperation] = []
        var faults: [Fault] = []
        /// What ends the search: its status says more than 422.
        var problem: Problem?
    }

    /// One for each core, with threads of their own: among NIO's and Swift's the request's own next steps wait for one.
    private static let queues = (0..<System.coreCount).map { DispatchQueue(label: "netstrata.checks.\($0)") }

    /// How many operations there are.
    let count: Int
    private let parts: [PendingPart]

    /// Operations that are checked already.
    init(_ operations: [WriteOperation]) {
        count = operations.count
        parts = [PendingPart(Part(operations: operations))]
    }

    /// Operations that are checked from now on, on every core.
    ///
    /// - Parameters:
    ///   - count: How many there are.
    ///   - size: The most that one thread checks at a time; so few are checked here and now.
    ///   - check: Checks those with the given indexes.
    init(count: Int, partSize size: Int, _ check: @escaping @Sendable (Range<Int>) -> Part) {
        self.count = count
        guard count > size else {
            parts = [PendingPart(check(0..<count))]
            return
        }
        parts = stride(from: 0, to: count, by: size).map { start in
            let part = PendingPart()
            Self.queues[start / size % Self.queues.count].async { part.arrive(check(start..<min(start + size, count))) }
            return part
        }
    }

    /// Gives each operation to `body`, in order; blocks the thread while the next isn't checked yet.
    ///
    /// - Throws: What is wrong with any of the operations, else what `body` throws.
    func forEach(_ body: (WriteOperation) throws(Problem) -> Void) throws(Problem) {
        for part in parts {
            let part = part.wait()
            if part.problem != nil || !part.faults.isEmpty { try check() }
            for operation in part.operations {
                do throws(Problem) {
                    try body(operation)
                } catch {
                    // What can't be performed says less than what is wrong in itself.
                    try check()
                    throw error
                }
            }
        }
    }

    /// Waits for all checks; blocks the thread.
    ///
    /// - Throws: All that is wrong with the operations.
    func check(besides others: [Fault] = []) throws(Problem) {
        var faults = others
        for part in parts {
            let part = part.wait()
            faults += part.faults
            if let problem = part.problem { throw problem }
        }
        guard faults.isEmpty else { throw Problem(Faults(faults)) }
    }
}

/// A part that somebody waits for.
private final class PendingPart: Sendable {
    private let part: Mutex<OperationList.Part?>
    private let arrival: DispatchSemaphore

    init(_ part: OperationList.Part? = nil) {
        self.part = Mutex(part)
        arrival = DispatchSemaphore(value: part == nil ? 0 : 1)
    }

    func arrive(_ value: OperationList.Part) {
        part.withLock { $0 = value }
        arrival.signal()
    }

    func wait() -> OperationList.Part {
        arrival.wait()
        // For whoever comes next.
        defer { arrival.signal() }
        return part.withLock { $0 } ?? OperationList.Part()
    }
}
