internal import Audit
internal import Foundation
internal import GRDB
internal import Migrations
internal import Resources

/// Where the log begins: at its first row, or after rows that are kept no longer.
enum AuditStart {
    /// What the rows before the first come to; `start` where none were pruned, or no note says so.
    static func anchor(_ database: Database) throws -> AuditAnchor {
        let first = try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT sequence FROM audit ORDER BY sequence LIMIT 1"))
        guard let first, first > 1 else { return .start }
        // Each says how far it went; the newest is the one that counts. Where somebody removed more, that is found from there on.
        let note = try newestPruning(database, of: AuditAnchor.noteClass)
        guard let anchor = note.flatMap({ AuditAnchor(note: $0) }) else { return .start }
        return anchor.head.sequence < first ? anchor : .start
    }

    /// What the log says last of pruning a class; `nil` if it says nothing, or nothing that can be read.
    static func newestPruning(_ database: Database, of kind: String) throws -> JSON? {
        try String.fetchOne(
            database,
            sql: """
                SELECT note FROM audit WHERE kind = ? AND \(AuditIndex.condition) AND instr(note, ?) > 0
                ORDER BY sequence DESC LIMIT 1
                """, arguments: [AuditKind.pruned.rawValue, #""class":"\#(kind)""#]
        ).flatMap { try? JSON(parsing: $0) }
    }

    /// What the rows up to and with one come to; `nil` if there are none.
    ///
    /// - Parameters:
    ///   - database: In one read transaction.
    ///   - sequence: The row's number, or a later one.
    ///   - start: What the rows before the first come to.
    /// - Returns: The anchor.
    /// - Throws: What reading throws.
    static func anchor(_ database: Database, at sequence: Int64, after start: AuditAnchor) throws -> AuditAnchor? {
        let row = try Row.fetchOne(
            database,
            sql: "SELECT sequence, digest, revision FROM audit WHERE sequence <= ? ORDER BY sequence DESC LIMIT 1",
            arguments: [sequence])
        guard let row else { return nil }
        let head = AuditHead(sequence: row[0], digest: try .read(row[1]))
        // Of a note the column says anything: it isn't sealed.
        let transaction = try Int64.fetchOne(
            database,
            sql: "SELECT txn FROM audit WHERE sequence <= ? AND note IS NULL ORDER BY sequence DESC LIMIT 1",
            arguments: [head.sequence])
        let keys = try AuditedRow.notes(database, .key, through: head.sequence)
            .compactMap { (try? JSON(parsing: $0))?["key"]?.text }
        let signed =
            try AuditedRow.notes(database, .checkpoint, through: head.sequence, isNewestFirst: true, limit: 1).first
            .flatMap { Checkpoint.read($0)?.checkpoint.head.sequence } ?? start.signed
        let isLittle = (0...Int64(AuditAnchor.unsignedLimit)).contains(head.sequence - signed)
        let unsigned = try isLittle ? AuditedRow.digests(database, after: signed, through: head.sequence) : []
        return AuditAnchor(
            head, revision: row[2], transaction: transaction ?? start.transaction, keys: start.keys + keys,
            signed: signed, unsigned: unsigned)
    }
}
