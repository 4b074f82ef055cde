internal import GRDB

/// Rows that somebody took from the end of history past the triggers: their numbers aren't given to other changes.
enum LostRevisions {
    /// Lets numbers count on behind the last that the audit log covers.
    ///
    /// - Parameter database: Inside a transaction that writes.
    /// - Throws: What writing throws.
    static func goOn(_ database: Database) throws(StoreError) {
        let sealed = try AuditSeal.end(database).revision
        guard try Queries.revision(database) < sealed else { return }
        try perform {
            try database.execute(sql: "UPDATE context SET given = ? WHERE id = 1", arguments: [sealed])
        }
    }
}
