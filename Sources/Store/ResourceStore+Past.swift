internal import GRDB
public import Resources

/// What was when.
extension ResourceStore {
    /// The revision of the last change at or before a time; 0 before the first.
    ///
    /// Of a clock that was set back the last time counts at which it was so late.
    ///
    /// - Parameter time: RFC 3339 in UTC, with milliseconds.
    /// - Returns: The revision.
    /// - Throws: What reading throws.
    public func revision(at time: String) throws(StoreError) -> Int64 {
        try readers.read { try Queries.revision($0, at: time) }
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

    /// The resources that changed after a revision, up to and with another, in the order of their names.
    ///
    /// - Parameters:
    ///   - revision: After which.
    ///   - last: Up to which.
    ///   - filter: Which changes count.
    ///   - limit: At most so many.
    /// - Returns: Their names.
    /// - Throws: What reading throws.
    public func keys(
        changedAfter revision: Int64, through last: Int64, matching filter: HistoryFilter, limit: Int
    ) throws(StoreError) -> [ResourceKey] {
        let condition = filter.condition
        return try readers.read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT DISTINCT h.namespace, h.type, h.id FROM history h CROSS JOIN txn t ON t.id = h.txn
                    WHERE h.revision > ? AND h.revision <= ? AND \(condition.sql) ORDER BY 1, 2, 3 LIMIT ?
                    """)
            let arguments: StatementArguments = [revision, last]
            return try Row.fetchAll(statement, arguments: arguments + condition.arguments + [limit])
                .map { ResourceKey($0[0], $0[1], $0[2]) }
        }
    }

    /// What resources were at two revisions, all as of one commit.
    ///
    /// - Parameters:
    ///   - keys: The resources.
    ///   - first: One revision.
    ///   - second: The other.
    /// - Returns: The states of each, in the order of the names; `nil` where it didn't exist.
    /// - Throws: `future`, `compacted`, and what reading throws.
    public func states(
        of keys: [ResourceKey], at first: Int64, and second: Int64
    ) throws(StoreError) -> [(first: Resource?, second: Resource?)] {
        let states: [(first: Resource?, second: Resource?)] = try readers.snapshot { database in
            try checkReached(min(first, second), database)
            try checkReached(max(first, second), database)
            return try keys.map { key in
                // Mostly one of the two is the present, which takes no walk.
                let present = try Queries.get(database, key)
                func state(_ revision: Int64) throws(StoreError) -> Resource? {
                    if let present, present.metadata.revision <= revision { return present }
                    return try Queries.get(database, key, at: revision)
                }
                return (first: try state(first), second: try state(second))
            }
        }
        for type in Set(keys.map { ResourceKey($0.namespace, $0.type, "") }) {
            try horizons.check(min(first, second), for: HistoryFilter(type))
        }
        return states
    }
}
