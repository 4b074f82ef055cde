internal import Foundation
internal import GRDB
import Synchronization

/// Tells that something was committed, by this process or another; what, everybody reads for themselves.
///
/// A wake-up carries nothing and never queues up: a listener that is busy is told once, however many commits it misses.
public final class ChangeFeed: Sendable {
    /// How often SQLite is asked whether another process wrote; `PRAGMA data_version` reads one page in memory.
    public static let pollInterval = Duration.milliseconds(250)

    private struct State {
        var revision: Int64 = 0
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
        var nextListener = 0
        var dataVersion: Int64 = 0
        var latest: [ResourceKind: Int64] = [:]
        var foreignCommit: (@Sendable () -> Void)?
        var poller: Task<Void, Never>?
    }

    private let state: Mutex<State>
    private let database: DatabaseQueue

    init(path: String) throws(StoreError) {
        database = try DatabaseSetup.openReader(path: path)
        var state = State()
        (state.revision, state.dataVersion) = try Self.look(database)
        self.state = Mutex(state)
    }

    /// The last commit that is known; in this process, each write is known before its caller is answered.
    public var revision: Int64 { state.withLock(\.revision) }

    /// A revision at or after the last change of a type in this process' life; 0 when there was none.
    public func latestChange(of kind: ResourceKind) -> Int64 { state.withLock { $0.latest[kind, default: 0] } }

    /// Called when another process has written.
    var foreignCommit: (@Sendable () -> Void)? {
        get { state.withLock(\.foreignCommit) }
        set { state.withLock { $0.foreignCommit = newValue } }
    }

    /// A stream of wake-ups; the first comes at once, so that nothing is missed between reading and listening.
    public func wakeUps() -> AsyncStream<Void> { listen().stream }

    /// A stream of wake-ups, and how its reader wakes itself.
    func listen() -> (stream: AsyncStream<Void>, poke: @Sendable () -> Void) {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let listener = state.withLock { state in
            state.nextListener += 1
            state.listeners[state.nextListener] = continuation
            return state.nextListener
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.listeners.removeValue(forKey: listener) }
        }
        continuation.yield()
        return (stream, { continuation.yield() })
    }

    /// A commit of this process.
    func advance(to revision: Int64, touched: Set<ResourceKind>) {
        state.withLock { state in
            state.revision = max(state.revision, revision)
            for kind in touched { state.latest[kind] = revision }
        }
        wake()
    }

    func wake() {
        for listener in state.withLock({ Array($0.listeners.values) }) { listener.yield() }
    }

    func start() {
        let poller = Task { [weak self] in
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.pollInterval)
                self?.poll()
            }
        }
        state.withLock { $0.poller = poller }
    }

    /// Ends the polling and all streams.
    func stop() {
        let (poller, listeners) = state.withLock { state in
            defer { (state.poller, state.listeners) = (nil, [:]) }
            return (state.poller, state.listeners.values.map { $0 })
        }
        poller?.cancel()
        for listener in listeners { listener.finish() }
    }

    /// A revision that is news after `data_version` changed was most likely another process'; the writer looks and tells.
    private func poll() {
        guard let (revision, dataVersion) = try? Self.look(database) else { return }
        let foreignCommit = state.withLock { state in
            guard dataVersion != state.dataVersion else { return (@Sendable () -> Void)?.none }
            state.dataVersion = dataVersion
            return revision > state.revision ? state.foreignCommit : nil
        }
        foreignCommit?()
    }

    /// `data_version` changes with every commit that another connection makes.
    private static func look(_ database: DatabaseQueue) throws(StoreError) -> (Int64, Int64) {
        try perform {
            try database.unsafeRead { database in
                let version = try Int64.fetchOne(database.cachedStatement(sql: "PRAGMA data_version")) ?? 0
                return (try Queries.revision(database), version)
            }
        }
    }
}
