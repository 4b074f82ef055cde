internal import GRDB
public import Resources

/// What was when.
extension ResourceStore {
    /// The revisions that a time may mean.
    ///
    /// - Parameter time: The time.
    /// - Returns: Two that are the same, unless a clock was set.
    /// - Throws: What reading throws.
    public func revision(at time: Moment) throws(StoreError) -> PastTime {
        try readers.snapshot { try PastTime.read($0, time) }
    }

    /// Whether there was a transaction with a number, whatever is kept of it.
    public func hasTransaction(_ id: Int64) throws(StoreError) -> Bool {
        try readers.read { database in
            try Int64.fetchOne(
                database.cachedStatement(sql: "SELECT id FROM txn WHERE id = ?"), arguments: [id]) != nil
        }
    }

    /// The revision of the change that a change of the same resource replaced, kept or not; `nil` for the first of a life.
    public func revision(before change: Change) throws(StoreError) -> Int64? {
        try readers.read { database in
            try Int64.fetchOne(
                database.cachedStatement(sql: "SELECT previous FROM history WHERE revision = ? AND previous > 0"),
                arguments: [change.revision])
        }
    }

    /// How many transactions are looked through for what followed from a change: it follows soon.
    public static var causalReach: Int64 { 10_000 }

    /// The changes that name one as their cause, oldest first.
    ///
    /// - Parameters:
    ///   - change: The cause.
    ///   - limit: At most so many.
    /// - Returns: The changes, of the next `causalReach` transactions.
    /// - Throws: What reading throws.
    public func changes(causedBy change: Change, limit: Int) throws(StoreError) -> [Change] {
        let transactions = try readers.read { database in
            try Int64.fetchAll(
                database.cachedStatement(
                    sql: "SELECT id FROM txn WHERE id > ?1 AND id <= ?1 + ?2 AND cause = ?3 ORDER BY id LIMIT ?4"),
                arguments: [change.transaction.id, Self.causalReach, change.revision, limit])
        }
        var changes: [Change] = []
        for transaction in transactions where changes.count < limit {
            var filter = HistoryFilter()
            filter.transaction = transaction
            changes += try self.changes(after: change.revision, matching: filter, limit: limit - changes.count)
        }
        return changes
    }
}
