import Foundation
import GRDB
import Migrations

/// The writes that routes need until they are in the kernel, and nothing else: the same rows through the same triggers
/// in the same transactions, by a loop over cached statements.
struct BareWrites: CustomStringConvertible {
    private struct Transaction {
        let row: Row
        let resources: [Row]
    }

    private let transactions: [Transaction]
    private let ledger: [Row]

    /// Takes the rows from the database of a daemon that has done it.
    init(readingFrom path: String) throws {
        let database = try DatabaseQueue(path: path)
        (transactions, ledger) = try database.read { database in
            let written = try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM txn WHERE id IN
                        (SELECT txn FROM history WHERE type = 'RouteSpec' AND operation = 'created') ORDER BY id
                    """)
            let transactions = try written.map { row in
                Transaction(
                    row: row,
                    resources: try Row.fetchAll(
                        database,
                        sql: """
                            SELECT namespace, type, id, phase, owner, finalizers, labels, annotations, spec
                            FROM history WHERE txn = ? AND type = 'RouteSpec' ORDER BY revision
                            """, arguments: [row["id"] as Int64]))
            }
            return (transactions, try Row.fetchAll(database, sql: "SELECT * FROM ledger"))
        }
        try database.close()
    }

    var description: String {
        "\(transactions.reduce(0) { $0 + $1.resources.count }) resources with history, \(ledger.count) ledger rows"
    }

    /// - Returns: Seconds that the writes take in a new database.
    func time(in path: String) throws -> Double {
        defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) } }
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA page_size = 8192") }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try Migrations.migrator.migrate(queue)
        let time = try queue.writeWithoutTransaction { database in
            // As the daemon's writer has it.
            try database.execute(
                sql: """
                    PRAGMA synchronous = FULL; PRAGMA recursive_triggers = ON; PRAGMA temp_store = MEMORY;
                    PRAGMA wal_autocheckpoint = 5000;
                    """)
            return try Stopwatch.time { try write(database) }
        }
        try queue.close()
        return time
    }

    private func write(_ database: Database) throws {
        let begin = try database.makeStatement(sql: "BEGIN IMMEDIATE")
        let commit = try database.makeStatement(sql: "COMMIT")
        let record = try database.makeStatement(
            sql: """
                INSERT INTO txn (time, actor, origin, message, request_id, cause, first_revision)
                VALUES (?,?,?,?,?,?,?)
                """)
        let announce = try database.makeStatement(sql: "UPDATE context SET txn = (SELECT max(id) FROM txn)")
        let settle = try database.makeStatement(
            sql: "UPDATE context SET txn = NULL, settled = (SELECT max(id) FROM txn)")
        let insert = try database.makeStatement(
            sql: """
                INSERT INTO resource (namespace, type, id, version, revision, phase, owner, finalizers, labels,
                    annotations, created, updated, spec) VALUES (?1,?2,?3,1,?4,?5,?6,?7,?8,?9,?10,?10,?11)
                """)
        let claim = try database.makeStatement(
            sql: "INSERT INTO ledger (kind, object, spec, claim, original) VALUES (?,?,?,?,?)")
        var revision: Int64 = 0
        for transaction in transactions {
            let row = transaction.row
            try begin.execute()
            try record.execute(arguments: [row[1], row[3], row[4], row[5], row[6], row[7], revision + 1])
            try announce.execute()
            let time: String = row[1]
            for row in transaction.resources {
                revision += 1
                try insert.execute(
                    arguments: [
                        row[0] as String, row[1] as String, row[2] as String, revision, row[3] as String,
                        row[4] as String, row[5] as String, row[6] as String, row[7] as String, time,
                        row[8] as String,
                    ])
            }
            try settle.execute()
            try commit.execute()
        }
        try begin.execute()
        for row in ledger {
            try claim.execute(
                arguments: [
                    row[0] as String, row[1] as String, row[2] as String, row[3] as String, row[4] as String,
                ])
        }
        try commit.execute()
    }
}
