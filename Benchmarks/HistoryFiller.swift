import Foundation
import GRDB

/// Gives a database a long history, as the triggers would have written it; with them it would take minutes.
enum HistoryFiller {
    /// Adds transactions with a change each.
    ///
    /// - Parameters:
    ///   - path: The database, with which nobody works.
    ///   - changes: SQL that adds the changes of the table `made`: the numbers `txn` and `revision`, the `place` of the resource and
    ///     its `version`, and a `time`.
    ///   - count: `count` of the resources, and `changes` of each.
    ///   - isCovered: Whether a made-up row of the audit log stands for them, which nobody can verify; otherwise the daemon seals
    ///     them when it starts.
    /// - Throws: What SQLite says; nothing was added then.
    static func fill(_ path: String, _ changes: String, _ count: [String: Int], isCovered: Bool = true) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { database in
            let triggers = try Row.fetchAll(database, sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
            for row in triggers { try database.execute(sql: "DROP TRIGGER \(row[0] as String)") }
            try database.execute(sql: transactions, arguments: StatementArguments(count))
            for part in changes.split(separator: ";").map(String.init) where !part.allSatisfy(\.isWhitespace) {
                let statement = try database.makeStatement(sql: part)
                let names = count.filter { part.contains(":\($0.key)") }
                try statement.execute(arguments: StatementArguments(names))
            }
            try database.execute(sql: end)
            // Without a row of before, the daemon takes them for what was there before it kept a log.
            try database.execute(sql: isCovered ? cover : "DELETE FROM audit")
            for row in triggers { try database.execute(sql: row[1]) }
        }
        try queue.close()
        // It knows of the rows that went.
        if !isCovered { try? FileManager.default.removeItem(atPath: path + ".head") }
    }

    private static let end = """
        DROP TABLE made;
        UPDATE context SET settled = (SELECT max(id) FROM txn);
        """

    /// Sealing a million transactions at the next start would take longer than what is measured.
    private static let cover = """
        INSERT INTO audit (sequence, kind, txn, revision, note, digest)
            SELECT coalesce(max(sequence), 0) + 1, 'external', (SELECT max(id) FROM txn),
                (SELECT max(revision) FROM history), '{}', randomblob(32) FROM audit;
        """

    private static let transactions = """
        CREATE TEMP TABLE made AS WITH RECURSIVE number(n) AS (
            SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :count * :changes)
            SELECT n + (SELECT coalesce(max(id), 0) FROM txn) AS txn,
                n + (SELECT coalesce(max(revision), 0) FROM history) AS revision,
                (n - 1) % :count AS place, (n - 1) / :count + 1 AS version,
                strftime('%Y-%m-%dT%H:%M:%fZ', 1700000000 + n, 'unixepoch') AS time FROM number;
        INSERT INTO txn (id, time, actor, origin, first_revision)
            SELECT txn, time, 'uid:0(root)', 'api', revision FROM made;
        """
}
