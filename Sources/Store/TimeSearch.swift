internal import Audit
internal import GRDB
internal import Migrations
internal import Resources

/// Finds the last transaction that is no later than a time.
///
/// Where nobody set the clock times follow each other as the numbers do, and halving the numbers finds it; there is no index, since
/// it would cost each write. Of what was before the audit log was kept, or where its notes are pruned, nobody knows when a
/// clock was set: there one is looked at after the other.
struct TimeSearch {
    /// How many transactions were looked at.
    private(set) var looks = 0
    private let database: Database
    /// The last of the transactions of which it isn't known when a clock was set.
    private var unordered: Int64

    /// What may be out of order although nobody noted it, in milliseconds.
    private static let slack = 5 * TransactionClock.noticedStep

    /// A search in one read transaction.
    init(_ database: Database) throws {
        self.database = database
        let earlier = try Int64.fetchOne(
            database.cachedStatement(
                sql: "SELECT max(txn) FROM audit WHERE kind = ? AND \(AuditIndex.condition)"),
            arguments: [AuditKind.earlier.rawValue])
        unordered = max(try AuditStart.anchor(database).transaction, earlier ?? 0)
    }

    /// Says that up to and with a transaction it isn't known when a clock was set.
    mutating func isUnordered(through transaction: Int64) { unordered = max(unordered, transaction) }

    /// The last transaction after one, up to another, that is no later than a time; `nil` if all are later.
    ///
    /// Between the two nobody set the clock, as far as is known.
    mutating func last(_ time: Moment, _ stretch: (after: Int64, through: Int64)) throws -> Int64? {
        let middle = min(max(stretch.after, unordered), stretch.through)
        if let end = try newest(after: middle, through: stretch.through)?.id {
            let latest = Moment(milliseconds: time.milliseconds + Self.slack).description
            let bound = try halve(latest, after: middle, through: end)
            if let found = try walk(time.description, after: middle, through: bound) { return found }
        }
        return try walk(time.description, after: stretch.after, through: middle)
    }

    /// The last number up to which times are no later.
    private mutating func halve(_ latest: String, after first: Int64, through last: Int64) throws -> Int64 {
        var (low, high) = (first, last)
        while low < high {
            let middle = high - (high - low) / 2
            guard let row = try newest(after: low, through: middle) else {
                low = middle
                continue
            }
            if row.time <= latest { low = middle } else { high = row.id - 1 }
        }
        return low
    }

    private mutating func newest(after first: Int64, through last: Int64) throws -> (id: Int64, time: String)? {
        looks += 1
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: "SELECT id, time FROM txn WHERE id > ? AND id <= ? ORDER BY id DESC LIMIT 1"),
            arguments: [first, last])
        return row.map { ($0[0], $0[1]) }
    }

    /// Looks at one after the other, the last first.
    private mutating func walk(_ time: String, after first: Int64, through last: Int64) throws -> Int64? {
        guard first < last else { return nil }
        let found = try Int64.fetchOne(
            database.cachedStatement(
                sql: "SELECT id FROM txn WHERE id > ? AND id <= ? AND time <= ? ORDER BY id DESC LIMIT 1"),
            arguments: [first, last, time])
        looks += Int(last - (found ?? first))
        return found
    }
}
