internal import GRDB

/// Gives back to the file system what a database doesn't need.
public struct DatabaseVacuum: Hashable, Sendable {
    /// Bytes before.
    public let before: Int
    /// Bytes after.
    public let after: Int

    /// Writes a database anew without its free pages.
    ///
    /// Nobody else may have it open: it takes as long as copying all of it, and as much room once more.
    ///
    /// - Returns: What that came to.
    /// - Throws: `busy` when somebody has it open, `full` when there isn't room; it is as it was then.
    public static func run(path: String) throws(StoreError) -> DatabaseVacuum {
        let queue = try DatabaseSetup.openForUpkeep(path: path)
        defer { try? queue.close() }
        return try perform {
            try queue.writeWithoutTransaction { database in
                func size() throws -> Int {
                    let (pages, size) = (
                        try Int.fetchOne(database, sql: "PRAGMA page_count"),
                        try Int.fetchOne(database, sql: "PRAGMA page_size")
                    )
                    return (pages ?? 0) * (size ?? 0)
                }
                let before = try size()
                try database.execute(sql: "VACUUM")
                try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
                return DatabaseVacuum(before: before, after: try size())
            }
        }
    }
}
