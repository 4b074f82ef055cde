internal import GRDB

/// Rows of `txn` that somebody took from its end past the triggers.
///
/// Numbers count on from the last row, and the triggers refuse one that is settled already: with the last row gone, nobody could
/// write any more, and a number that was given to one transaction would be another's.
struct LostTransactions {
    /// The last transaction that has its row; 0 for none.
    let last: Int64
    /// The last transaction of which anything tells: what is settled, the audit log, history.
    let seen: Int64

    /// Looks for them; `nil` where none are missing at the end, as it always should be.
    ///
    /// - Parameter database: Inside a transaction that writes.
    /// - Throws: What reading throws.
    init?(_ database: Database) throws(StoreError) {
        let row = try perform { try Row.fetchOne(database.cachedStatement(sql: Self.search)) }
        // Numbers that large were never given; a next one must be possible.
        guard let row, let last: Int64 = row[0], let seen: Int64 = row[1], last < seen, seen < Int64.max / 2 else {
            return nil
        }
        (self.last, self.seen) = (last, seen)
    }

    private static let search = """
        SELECT coalesce((SELECT max(id) FROM txn), 0), max(settled,
                coalesce((SELECT txn FROM audit ORDER BY sequence DESC LIMIT 1), 0),
                coalesce((SELECT txn FROM history ORDER BY revision DESC LIMIT 1), 0))
            FROM context WHERE id = 1
        """

    /// Adds a row behind all that was seen, from which numbers count on.
    ///
    /// It says what is missing, and is sealed as `external`.
    ///
    /// - Parameters:
    ///   - database: Inside a transaction that writes.
    ///   - time: The present.
    /// - Throws: What writing throws.
    func goOn(_ database: Database, at time: String) throws(StoreError) {
        try perform {
            // It keeps numbers without a gap, and here is one.
            let name = "txn_continues"
            let trigger = try String.fetchOne(
                database, sql: "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?", arguments: [name])
            try database.execute(sql: "DROP TRIGGER IF EXISTS \(name)")
            try database.execute(
                sql: "INSERT INTO txn (id, time, actor, origin, message) VALUES (?, ?, 'sqlite', 'sqlite', ?)",
                arguments: [seen + 1, time, words])
            if let trigger { try database.execute(sql: trigger) }
        }
    }

    /// What is so, for people.
    var words: String {
        last + 1 < seen
            ? "the rows of transactions \(last + 1) to \(seen) were missing"
            : "the row of transaction \(seen) was missing"
    }
}
