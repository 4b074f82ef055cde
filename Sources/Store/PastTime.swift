internal import Audit
internal import Foundation
internal import GRDB
internal import Migrations
internal import Resources

/// The revisions that a time may mean: where a clock was set meanwhile, its time of then and that of today differ.
public struct PastTime: Hashable, Sendable {
    /// The last change at or before the time, by the times that history shows; 0 before the first.
    public let recorded: Int64
    /// The same if changes of before a clock was set had been made with the clock as it was set.
    public let corrected: Int64

    /// How many settings of a clock are looked at, the last ones.
    private static let stepLimit = 1_000

    /// Finds them.
    ///
    /// Of a clock that was set back the last time counts at which it was so late.
    static func read(_ database: Database, _ time: Moment) throws -> PastTime {
        let recorded = try revision(database, after: last(database, time.description, from: 0, to: .max) ?? 0)
        let steps = try steps(database)
        guard !steps.isEmpty else { return PastTime(recorded: recorded, corrected: recorded) }
        // From the newest stretch of an unset clock backwards: each is off by all that the clock was set by later.
        var (end, offset, found): (Int64, Int64, Int64?) = (.max, 0, nil)
        for step in steps where found == nil {
            found = try last(database, (time - offset).description, from: step.transaction, to: end)
            (end, offset) = (step.transaction, offset + step.milliseconds)
        }
        let transaction = try found ?? last(database, (time - offset).description, from: 0, to: end)
        return PastTime(recorded: recorded, corrected: try revision(database, after: transaction ?? 0))
    }

    /// When a clock was set: after which transaction and by how much, the last first.
    private static func steps(_ database: Database) throws -> [(transaction: Int64, milliseconds: Int64)] {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT txn, note FROM audit WHERE kind = ? AND \(AuditIndex.condition) AND note IS NOT NULL
                    ORDER BY sequence DESC LIMIT ?
                    """), arguments: [AuditKind.clockStep.rawValue, stepLimit])
        return rows.compactMap { row in
            guard let note = try? JSON(parsing: row[1] as String), let step = note["milliseconds"]?.integer else {
                return nil
            }
            return (row[0], step)
        }
    }

    /// The last transaction after one, up to another, that is no later than a time.
    private static func last(
        _ database: Database, _ time: String, from first: Int64, to last: Int64
    ) throws -> Int64? {
        try Int64.fetchOne(
            database.cachedStatement(
                sql: "SELECT id FROM txn WHERE id > ? AND id <= ? AND time <= ? ORDER BY id DESC LIMIT 1"),
            arguments: [first, last, time])
    }

    /// The last revision that a transaction, or one before it, led to.
    private static func revision(_ database: Database, after transaction: Int64) throws -> Int64 {
        let next = try Int64.fetchOne(
            database.cachedStatement(
                sql: "SELECT first_revision FROM txn WHERE id > ? AND first_revision > 0 ORDER BY id LIMIT 1"),
            arguments: [transaction])
        return try next.map { $0 - 1 } ?? Queries.revision(database)
    }
}

extension Moment {
    fileprivate static func - (moment: Moment, milliseconds: Int64) -> Moment {
        Moment(milliseconds: moment.milliseconds - milliseconds)
    }
}
