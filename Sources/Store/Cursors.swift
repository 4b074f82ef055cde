import Synchronization

/// How far each controller has come: all that happened up to its cursor is reflected in what it wrote.
///
/// What a controller has no interest in doesn't hold its cursor back. A cursor is a row as well
/// (`WriteTransaction.setCursor`), written with the controller's own changes. What is here is for those who wait within this
/// process.
public final class Cursors: Sendable {
    private struct Position {
        /// What it has seen; `nil` before its first pass.
        var revision: Int64?
        /// What it would have been woken for; `nil` for everything.
        var interest: Interest?
        /// Whether it has something to do that no commit tells of.
        var isBusy: @Sendable () -> Bool = { false }
        /// How many wait for it to come further.
        var waiters = 0
    }

    private let positions = Mutex<[String: Position]>([:])
    private let listeners = Listeners()
    private let followers = Listeners()
    private let resters = Listeners()
    private let passedTicks = Atomic(0)
    private let feed: ChangeFeed

    init(_ feed: ChangeFeed) { self.feed = feed }

    /// Says what a controller is interested in.
    ///
    /// - Parameters:
    ///   - name: The controller.
    ///   - interest: What it is woken for.
    ///   - isBusy: Whether it has something to do besides; its cursor stays where it is meanwhile.
    public func follow(_ name: String, _ interest: Interest, isBusy: @escaping @Sendable () -> Bool) {
        positions.withLock { positions in
            positions[name, default: Position()].interest = interest
            positions[name]?.isBusy = isBusy
        }
    }

    /// Says that a controller has dealt with everything up to a revision.
    public func advance(_ name: String, to revision: Int64) {
        positions.withLock { positions in
            positions[name, default: Position()].revision = max(positions[name]?.revision ?? -1, revision)
        }
        listeners.wake()
        followers.wake()
    }

    /// How far a controller has come; `nil` when it hasn't run in this process.
    public subscript(name: String) -> Int64? { positions.withLock { $0[name] }.flatMap(current) }

    /// Every controller's cursor.
    public var all: [String: Int64] { positions.withLock { $0 }.compactMapValues(current) }

    private func current(_ position: Position) -> Int64? {
        guard let revision = position.revision, let interest = position.interest, !position.isBusy() else {
            return position.revision
        }
        return feed.position(of: revision, interest)
    }

    /// Lets controllers not rest while something is done that waits for them in the end.
    ///
    /// - Parameters:
    ///   - names: The controllers.
    ///   - body: What is done.
    /// - Returns: What the body gives.
    public func hurrying<Value: Sendable>(_ names: [String], _ body: () async -> Value) async -> Value {
        count(names, 1)
        defer { count(names, -1) }
        if !names.isEmpty { resters.wake() }
        return await body()
    }

    private func count(_ names: [String], _ change: Int) {
        positions.withLock { positions in
            for name in names { positions[name, default: Position()].waiters += change }
        }
    }

    /// Waits until a controller has come as far as a revision; ends early when the task is cancelled or the store closed.
    public func wait(for name: String, toReach revision: Int64) async {
        guard (self[name] ?? -1) < revision else { return }
        await hurrying([name]) { for await _ in changes() where (self[name] ?? -1) >= revision { return } }
    }

    /// Lets a controller rest, so that its next pass deals with more at once; ends early as soon as somebody waits for it.
    public func rest(_ name: String, for duration: Duration) async {
        guard !isAwaited(name) else { return }
        await withTaskGroup { group in
            group.addTask { try? await Task.sleep(for: duration) }
            group.addTask { for await _ in self.resters.listen().stream where self.isAwaited(name) { return } }
            await group.next()
            group.cancelAll()
        }
    }

    private func isAwaited(_ name: String) -> Bool { positions.withLock { $0[name]?.waiters ?? 0 } > 0 }

    /// A wake-up whenever a cursor may have moved; the first comes at once.
    public func changes() -> AsyncStream<Void> { listeners.listen().stream }

    /// A wake-up whenever a controller says how far it has come; the first comes at once.
    ///
    /// Who waits for one that is behind with its inputs needs no others: a commit brings it no further. A few more come each second, so
    /// that a deadline isn't missed.
    public func advances() -> AsyncStream<Void> { followers.listen().stream }

    /// How often some time has passed: who waits until a deadline needn't look at the clock before it has grown.
    public var ticks: Int { passedTicks.load(ordering: .relaxed) }

    /// Some time has passed.
    func tick() {
        passedTicks.add(1, ordering: .relaxed)
        followers.wake()
    }

    /// Something was committed, so who had no interest in it has come as far.
    func commit() { listeners.wake() }

    /// Ends all waiting.
    func stop() {
        for listeners in [listeners, followers, resters] { listeners.close() }
    }
}
