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
        var search = try TimeSearch(database)
        return try read(database, time, &search)
    }

    /// Finds them with a search that counts what it looks at.
    static func read(_ database: Database, _ time: Moment, _ search: inout TimeSearch) throws -> PastTime {
        let steps = try steps(database)
        if steps.count == stepLimit, let first = steps.last { search.isUnordered(through: first.transaction) }
        // From the newest stretch of an unset clock backwards: by today's clock each is off by all that it was set by later.
        var (end, offset): (Int64, Int64) = (.max, 0)
        var (recorded, corrected): (Int64?, Int64?)
        for step in steps + [(transaction: 0, milliseconds: 0)] where recorded == nil || corrected == nil {
            let stretch = (after: step.transaction, through: end)
            if recorded == nil { recorded = try search.last(time, stretch) }
            if corrected == nil { corrected = try search.last(time - offset, stretch) }
            (end, offset) = (step.transaction, offset + step.milliseconds)
        }
        let revisions = try [recorded, corrected].map { try revision(database, after: $0 ?? 0) }
        return PastTime(recorded: revisions[0], corrected: revisions[1])
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
