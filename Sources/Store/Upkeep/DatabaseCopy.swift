internal import Foundation
internal import GRDB

/// A copy of a database in one file, which opens as a database.
///
/// It is of one commit, whatever is written meanwhile. When a daemon opens it, it begins another life: ETags and watch cursors
/// of the original mean nothing there.
public struct DatabaseCopy: Hashable, Sendable {
    /// The number of the last change in it.
    public let revision: Int64
    /// How many bytes it has.
    public let bytes: Int

    /// Pages that are copied at a time: 1 MB, after which somebody may be told how far it is.
    private static let pagesPerStep: CInt = 256

    /// Copies a database.
    ///
    /// The copy is checked before it counts as one. While it is made, the daemon's WAL grows by what is written meanwhile: the
    /// copy reads the state of its beginning.
    ///
    /// - Parameters:
    ///   - source: What is copied; a daemon may work with it.
    ///   - path: Where to; an empty file that only its owner can read.
    ///   - progress: Is told the share that is copied, from 0 to 1.
    /// - Returns: What the copy is.
    /// - Throws: `corrupt` when the original or the copy isn't sound; what is at `path` then is nothing to keep.
    public static func make(
        of source: DatabaseFile, at path: String, _ progress: @escaping (Double) -> Void = { _ in }
    ) throws(StoreError) -> DatabaseCopy {
        try source.read { original in
            let copy = try DatabaseQueue(path: path)
            defer { try? copy.close() }
            try copy.writeWithoutTransaction { copy in
                // The reading transaction is open by now, so that a commit in between doesn't make it begin again.
                try original.backup(to: copy, pagesPerStep: pagesPerStep) { state in
                    progress(Double(state.completedPageCount) / Double(max(1, state.totalPageCount)))
                }
            }
        }
        return try perform {
            let revision = try finish(path)
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            return DatabaseCopy(revision: revision, bytes: (attributes[.size] as? Int) ?? 0)
        }
    }

    /// Makes one file of it, says in it that it is a copy, and looks at all of it.
    private static func finish(_ path: String) throws -> Int64 {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        return try queue.writeWithoutTransaction { database in
            let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = DELETE")
            guard mode == "delete" else {
                throw StoreError.database("journal_mode is \(mode ?? "unknown"), not DELETE")
            }
            // A copy of a copy is what that was, and when.
            try database.execute(
                sql: "INSERT OR IGNORE INTO property (name, value) VALUES ('\(HeadFile.copyMark)', ?)",
                arguments: [Timestamp.now()])
            let fault = try String.fetchOne(database, sql: "PRAGMA integrity_check(1)")
            guard fault == "ok" else { throw StoreError.corrupt(fault ?? "integrity_check says nothing") }
            return try Queries.revision(database)
        }
    }

    /// Takes over the note of which kernel objects are ours: what was made since the copy was, has to go when nothing asks for it.
    ///
    /// - Parameters:
    ///   - path: The copy.
    ///   - present: The database in whose place it comes.
    /// - Throws: When either can't be read; the copy is as it was then.
    public static func keepLedger(in path: String, from present: String) throws(StoreError) {
        try perform {
            let queue = try DatabaseQueue(path: path)
            defer { try? queue.close() }
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "ATTACH ? AS present", arguments: [present])
                try database.inTransaction(.immediate) {
                    try database.execute(
                        sql: """
                            DELETE FROM main.ledger;
                            INSERT INTO main.ledger SELECT * FROM present.ledger;
                            INSERT OR REPLACE INTO main.property
                                SELECT name, value FROM present.property WHERE name = 'ledgerIdentity';
                            """)
                    return .commit
                }
                try database.execute(sql: "DETACH present")
            }
        }
    }
}
