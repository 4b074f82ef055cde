import NIOHTTP1
import Synchronization

/// Work of which there is one at a time, because it takes all processors.
final class OneAtATime: Sendable {
    private let isTaken = Mutex(false)

    /// Does the work, unless the same is going on already.
    ///
    /// - Parameters:
    ///   - name: The work, for people.
    ///   - work: The work.
    /// - Returns: What the work gives.
    /// - Throws: `CONFLICT` while the same is going on, and what the work throws.
    func run<Value>(_ name: String, _ work: () throws(Problem) -> Value) throws(Problem) -> Value {
        let isFree = isTaken.withLock { isTaken in
            defer { isTaken = true }
            return !isTaken
        }
        guard isFree else {
            throw Problem(.conflict, .conflict, "\(name) is going on already: try again in a few seconds")
        }
        defer { isTaken.withLock { $0 = false } }
        return try work()
    }
}
