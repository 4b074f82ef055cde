internal import GRDB
public import Resources

/// Takes out of history what need not be kept, a little at a time.
///
/// It works out on a reading connection how far a class may be pruned, and gives the writer short pieces of work, which share
/// commits with others' writes. What it knows is in the database, so it goes on after a restart where it was.
public actor HistoryPruner {
    /// How long a step keeps the writer busy, but for the commit.
    public static let budget = Duration.milliseconds(4)
    /// How many revisions are looked at in one reading.
    private static let window: Int64 = 10_000
    /// After how many counted rows the number is written down, so that it isn't counted anew after a restart.
    private static let recordedCount: Int64 = 50_000

    private let store: ResourceStore
    private var places: [HistoryClass: PruningPlace] = [:]
    /// How far a rule lets a class be pruned; several steps lead there.
    private var targets: [HistoryClass: (rule: Retention.Rule, revision: Int64)] = [:]

    /// A pruner of a store's history.
    public init(_ store: ResourceStore) { self.store = store }

    /// Removes some of what a rule doesn't keep.
    ///
    /// - Parameters:
    ///   - kind: The class.
    ///   - rule: What is kept of it.
    ///   - now: The present, from which ages count.
    ///   - needed: The state at this revision stays, for somebody who may go back to it.
    ///   - budget: How long the writer may be kept busy.
    /// - Returns: What was done; `nil` when there is nothing to remove.
    /// - Throws: What reading and writing throw; nothing was removed then.
    public func step(
        _ kind: HistoryClass, _ rule: Retention.Rule, now: Moment, keeping needed: Int64 = .max,
        budget: Duration = HistoryPruner.budget
    ) async throws(StoreError) -> PruningStep? {
        var place = PruningPlace()
        if let known = places[kind] { place = known } else { place = try storedPlace(of: kind) }
        let counted = place.counted
        try await count(kind, &place)
        places[kind] = place
        var found = knownTarget(kind, rule, from: place)
        if found == nil { found = try findTarget(kind, rule, now: now, from: place) }
        guard let target = found.map({ min($0, needed) }), target > place.revision else {
            if place.counted - counted >= Self.recordedCount { try await record(kind, place) }
            return nil
        }
        targets[kind] = (rule, target)
        let horizons = store.horizons
        let start = place
        do throws(StoreError) {
            let result = try await store.write(Self.context) { transaction throws(StoreError) in
                try transaction.prune(kind, from: start, through: target, for: budget) { horizons.raise(kind, to: $0) }
            }.value
            places[kind] = result.place
            return result.step
        } catch {
            // What was said to go is still there.
            try? store.readers.read { try horizons.load($0) }
            (places[kind], targets[kind]) = (nil, nil)
            throw error
        }
    }

    private static let context = ChangeContext(actor: "retention", origin: .controller)

    private func record(_ kind: HistoryClass, _ place: PruningPlace) async throws(StoreError) {
        _ = try await store.write(Self.context) { transaction throws(StoreError) in
            try transaction.record(place, of: kind)
        }
    }

    private func storedPlace(of kind: HistoryClass) throws(StoreError) -> PruningPlace {
        try store.readers.read { database in
            try Row.fetchOne(
                database, sql: "SELECT revision, counted, rows FROM retention WHERE class = ?",
                arguments: [kind.rawValue]
            ).map { PruningPlace(revision: $0[0], counted: $0[1], rows: $0[2]) }
        } ?? PruningPlace()
    }

    /// Counts the rows that have come since the last time.
    private func count(_ kind: HistoryClass, _ place: inout PruningPlace) async throws(StoreError) {
        let head = store.revision
        while place.counted < head {
            let next = min(place.counted + Self.window, head)
            place.rows +=
                try store.readers.read { database in
                    try Int64.fetchOne(
                        database.cachedStatement(sql: "SELECT count(*) FROM history WHERE \(classRange)"),
                        arguments: [place.counted, next, kind.rawValue])
                } ?? 0
            place.counted = next
            await Task.yield()
        }
    }

    /// What was found out before, and isn't reached yet.
    private func knownTarget(_ kind: HistoryClass, _ rule: Retention.Rule, from place: PruningPlace) -> Int64? {
        guard let target = targets[kind], target.rule == rule, target.revision > place.revision else { return nil }
        return target.revision
    }

    /// How far the class can be pruned for now; `nil` when it needn't be.
    private func findTarget(
        _ kind: HistoryClass, _ rule: Retention.Rule, now: Moment, from place: PruningPlace
    ) throws(StoreError) -> Int64? {
        // Revisions count on from the last row, and whoever hasn't read a change yet must find it.
        let last = min(place.counted - 1, store.cursors.all.values.min() ?? .max)
        guard last > place.revision else { return nil }
        var found: Int64 = 0
        if let rows = rule.rows, rows > 0 {
            found = try target(kind, excess: place.rows - Int64(rows), from: place.revision)
        }
        if let age = rule.age, age > .zero {
            let cut = Moment(milliseconds: now.milliseconds - age.nanoseconds / 1_000_000)
            found = try max(found, target(before: cut, now: now, from: place.revision))
        }
        let target = min(found, last)
        return target > place.revision ? target : nil
    }

    /// The revision of the last row that is one too many, or of an earlier one.
    private func target(_ kind: HistoryClass, excess: Int64, from revision: Int64) throws(StoreError) -> Int64 {
        guard excess > 0 else { return 0 }
        return try store.readers.read { database in
            try Int64.fetchOne(
                database.cachedStatement(
                    sql: "SELECT revision FROM history WHERE \(classRange) ORDER BY revision LIMIT 1 OFFSET ?4"),
                arguments: [revision, Int64.max, kind.rawValue, min(excess, Self.window) - 1])
        } ?? 0
    }

    /// The last of the next revisions that was written before a moment.
    ///
    /// Times aren't in order where a clock was set: rows from a future that didn't come hold up nobody, if later ones are old.
    private func target(before cut: Moment, now: Moment, from revision: Int64) throws(StoreError) -> Int64 {
        try store.readers.read { database in
            let first = try String.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT t.time FROM history h JOIN txn t ON t.id = h.txn
                        WHERE h.revision > ? ORDER BY h.revision LIMIT 1
                        """), arguments: [revision])
            guard let first, first <= cut.description || first > now.description else { return 0 }
            return try Int64.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT max(h.revision) FROM history h CROSS JOIN txn t ON t.id = h.txn
                        WHERE h.revision > ?1 AND h.revision <= ?2 AND t.time <= ?3
                        """), arguments: [revision, revision + Self.window, cut.description])
        } ?? 0
    }
}
