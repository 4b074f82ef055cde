internal import Foundation
internal import GRDB
import Synchronization

/// Tells that something was committed, by this process or another; what, everybody reads for themselves.
public final class ChangeFeed: Sendable {
    /// How often SQLite is asked whether another process wrote; `PRAGMA data_version` reads one page in memory.
    public static let pollInterval = Duration.milliseconds(250)

    private struct State {
        var revision: Int64 = 0
        var dataVersion: Int64 = 0
        var latest: [ResourceKind: Int64] = [:]
        /// The same for changes of other processes.
        var latestForeign: [ResourceKind: Int64] = [:]
        /// Up to here any type may have changed: what was done isn't known.
        var unclear: Int64 = 0
        /// Another process wrote something that isn't adopted yet.
        var isBehind = false
        var isAdopting = false
        var foreignCommit: (@Sendable (Int64) -> Void)?
        var poller: Task<Void, Never>?
        var isStopped = false

        func hasNews(for interest: Interest, after revision: Int64) -> Bool {
            unclear > revision || interest.kinds.contains { latest[$0, default: 0] > revision }
                || interest.foreign.contains { latestForeign[$0, default: 0] > revision }
        }
    }

    private let state: Mutex<State>
    private let listeners = Listeners()
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
    public func latestChange(of kind: ResourceKind) -> Int64 {
        state.withLock { max($0.unclear, $0.latest[kind, default: 0]) }
    }

    /// The same for changes that other processes made, as at the sqlite3 prompt.
    public func latestForeignChange(of kind: ResourceKind) -> Int64 {
        state.withLock { max($0.unclear, $0.latestForeign[kind, default: 0]) }
    }

    /// Whether something of interest happened after a revision.
    public func hasNews(for interest: Interest, after revision: Int64) -> Bool {
        state.withLock { $0.hasNews(for: interest, after: revision) }
    }

    /// How far somebody has come who saw all that happened up to a revision, and doesn't miss what is of no interest.
    func position(of revision: Int64, _ interest: Interest) -> Int64 {
        state.withLock { $0.hasNews(for: interest, after: revision) ? revision : max($0.revision, revision) }
    }

    /// How many streams are open.
    package var listenerCount: Int { listeners.count }

    /// A stream of wake-ups; the first comes at once, so that nothing is missed between reading and listening.
    ///
    /// - Parameter interest: What is worth a wake-up; `nil` for every commit.
    /// - Returns: The stream; it ends with the store.
    public func wakeUps(for interest: Interest? = nil) -> AsyncStream<Void> { listen(interest).stream }

    /// A stream of wake-ups, and how its reader wakes itself.
    func listen(_ interest: Interest? = nil) -> (stream: AsyncStream<Void>, poke: @Sendable () -> Void) {
        listeners.listen(interest)
    }

    /// The writer has committed everything up to a revision; other processes' transactions before it are adopted.
    ///
    /// - Parameters:
    ///   - revision: How far the store has come.
    ///   - touched: The types that changed; `nil` when that isn't known.
    ///   - byOthers: Those that other processes changed.
    func advance(to revision: Int64, touched: Set<ResourceKind>?, byOthers: Set<ResourceKind> = []) {
        let isNews = state.withLock { state in
            for kind in byOthers.union(touched ?? []) { state.latest[kind] = revision }
            for kind in byOthers { state.latestForeign[kind] = revision }
            if touched == nil { state.unclear = revision }
            defer { state.revision = max(state.revision, revision) }
            return revision > state.revision
        }
        guard isNews else { return }
        listeners.wake { interest in touched.map { interest.covers($0, byOthers: byOthers) } ?? true }
    }

    /// Begins to look for other processes' commits.
    ///
    /// - Parameters:
    ///   - tick: Called after each look.
    ///   - foreignCommit: Called with a revision that isn't the writer's own; `endAdoption` answers it.
    func start(
        tick: @escaping @Sendable () -> Void = {}, foreignCommit: @escaping @Sendable (Int64) -> Void
    ) {
        let poller = Task { [weak self] in
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.pollInterval)
                guard let self else { return }
                poll()
                tick()
            }
        }
        state.withLock { state in
            state.foreignCommit = foreignCommit
            state.poller = poller
        }
    }

    /// Ends the polling and all streams.
    func stop() {
        let poller = state.withLock { state in
            defer { (state.poller, state.isStopped) = (nil, true) }
            return state.poller
        }
        poller?.cancel()
        listeners.close()
        try? database.close()
    }

    /// Looks once whether another process wrote.
    ///
    /// `revision` doesn't move here: listeners are told when the writer has named the author. An adoption that failed is
    /// asked for again at the next look.
    func poll() {
        guard let (revision, dataVersion) = try? Self.look(database) else { return }
        let adopt = state.withLock { state -> (@Sendable (Int64) -> Void)? in
            guard dataVersion != state.dataVersion || state.isBehind else { return nil }
            state.dataVersion = dataVersion
            // This process' own commits change the number too, and are mostly known by now.
            state.isBehind = revision > state.revision
            guard state.isBehind, !state.isAdopting, !state.isStopped else { return nil }
            state.isAdopting = true
            return state.foreignCommit
        }
        adopt?(revision)
    }

    /// The writer has dealt with other processes' commits, or failed to.
    ///
    /// While the database is locked it is tried again. A disk that is full keeps nobody from seeing what happened.
    func endAdoption(of revision: Int64, _ failure: StoreError?) {
        state.withLock { $0.isAdopting = false }
        guard let failure, failure != .busy, failure != .closed else { return }
        advance(to: revision, touched: nil)
    }

    /// `data_version` changes with every commit that another connection makes.
    private static func look(_ database: DatabaseQueue) throws(StoreError) -> (Int64, Int64) {
        try perform {
            try database.unsafeRead { database in
                // In this order: a commit in between is found again by the next look, and never missed.
                let version = try Int64.fetchOne(database.cachedStatement(sql: "PRAGMA data_version")) ?? 0
                return (try Queries.revision(database), version)
            }
        }
    }
}
