internal import GRDB

/// Rows that somebody took from the end of history past the triggers: their numbers aren't given to other changes.
enum LostRevisions {
    /// Lets numbers count on behind the last that the audit log covers.
    ///
    /// - Parameter database: Inside a transaction that writes.
    /// - Throws: What writing throws.
    static func goOn(_ database: Database) throws(StoreError) {
        try perform {
            try database.cachedStatement(
                sql: """
                    UPDATE context SET given = \(sealed)
                    WHERE id = 1 AND max(given, coalesce((SELECT max(revision) FROM history), 0)) < \(sealed)
                    """
            ).execute()
        }
    }

    private static let sealed = "coalesce((SELECT revision FROM audit ORDER BY sequence DESC LIMIT 1), 0)"
}
