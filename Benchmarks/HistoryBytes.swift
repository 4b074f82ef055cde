import Foundation
import GRDB
import Migrations

/// How many bytes of database a changed field of an address takes: the rows of who changed it, not those of controllers.
///
/// After many such changes their transactions' rows alone are written to another database, in their order, and its pages are counted.
struct HistoryBytes {
    private static let changes = 2_000
    let program: String
    let folder: String

    func measure(_ report: inout Report) throws {
        let daemon = try Daemon(program, folder: folder + "/bytes", Daemon.Options(isApart: true))
        let connection = try Connection(daemon.socket)
        for number in 0...Self.changes {
            try connection.ask(
                HTTPRequest(
                    "PUT", "/v1/resources/network-config/AddressSpec/bench0/198.51.100.1/24",
                    body: #"{"priority":\#(1000 + number)}"#))
        }
        connection.close()
        try daemon.stop()
        let bytes = try bytes(of: daemon.database)
        report.add(
            ReportRow(
                "a changed field of an AddressSpec: txn, history and audit rows, with indexes",
                "\(Self.changes) changes", value: bytes / 1024, unit: "KiB", limit: 1.5))
        try daemon.discard()
    }

    /// - Returns: Bytes of pages for each change.
    private func bytes(of path: String) throws -> Double {
        let copy = try DatabaseQueue(path: folder + "/bytes.db")
        try Migrations.migrator.migrate(copy)
        let triggers = try copy.read {
            try String.fetchAll($0, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        }
        return try copy.writeWithoutTransaction { database in
            for name in triggers { try database.execute(sql: "DROP TRIGGER \(name)") }
            let before = try Self.size(database)
            try database.execute(sql: "ATTACH ? AS source", arguments: [path])
            try database.execute(sql: Self.rows)
            let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM history") ?? 0
            guard count == Self.changes else { throw BenchmarkError.program("\(count) changes of the address") }
            return try Double(Self.size(database) - before) / Double(count)
        }
    }

    /// Of the tables and of all their indexes.
    private static func size(_ database: Database) throws -> Int {
        try Int.fetchOne(
            database,
            sql: """
                SELECT sum(pgsize) FROM dbstat WHERE name IN (
                    SELECT name FROM sqlite_schema WHERE tbl_name IN ('txn', 'history', 'audit'))
                """) ?? 0
    }

    private static let rows = """
        CREATE TEMP TABLE own AS SELECT txn, revision FROM source.history
            WHERE namespace = 'network-config' AND type = 'AddressSpec' AND operation = 'updated' ORDER BY revision;
        INSERT INTO main.txn SELECT t.* FROM source.txn t WHERE id IN (SELECT txn FROM own) ORDER BY id;
        INSERT INTO main.history SELECT h.* FROM source.history h WHERE revision IN (SELECT revision FROM own)
            ORDER BY revision;
        INSERT INTO main.audit SELECT a.* FROM source.audit a WHERE note IS NULL AND txn IN (SELECT txn FROM own)
            ORDER BY sequence;
        """
}
