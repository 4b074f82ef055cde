public import Audit
internal import Foundation
internal import GRDB

/// The audit log.
extension ResourceStore {
    /// Compares the log with all that it covers.
    ///
    /// - Parameters:
    ///   - heads: What somebody noted of the log at earlier times.
    ///   - key: Whose signatures count; otherwise those of the keys that the log names.
    /// - Returns: What isn't as the log says.
    /// - Throws: What reading throws.
    public func verifyAudit(heads: [AuditHead] = [], key: AuditVerifyingKey? = nil) throws(StoreError) -> AuditReport {
        let noted = head.audit(incarnation).map { [$0] } ?? []
        return try AuditWalk.verify(readers, heads: heads + noted, key: key, rows: AuditWalk.rows)
    }

    /// The same for a database that no daemon has open.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - heads: What somebody noted of the log at earlier times.
    ///   - key: Whose signatures count; otherwise those of the keys that the log names.
    ///   - rows: How many rows are worth a thread of their own; `nil` for the usual number.
    /// - Returns: What isn't as the log says.
    /// - Throws: What reading throws.
    public static func verifyAudit(
        path: String, heads: [AuditHead] = [], key: AuditVerifyingKey? = nil, rows: Int? = nil
    ) throws(StoreError) -> AuditReport {
        let readers = ReadPool(path: path)
        defer { readers.close() }
        let incarnation = try readers.read { database in
            try String.fetchOne(database, sql: "SELECT value FROM property WHERE name = 'incarnation'")
        }
        let noted = HeadFile(path: path + ".head").audit(incarnation ?? "").map { [$0] } ?? []
        return try AuditWalk.verify(readers, heads: heads + noted, key: key, rows: rows ?? AuditWalk.rows)
    }

    /// Rows of the log, newest first.
    ///
    /// - Parameters:
    ///   - sequence: Before this one.
    ///   - kind: Only of this kind.
    ///   - limit: At most so many.
    /// - Returns: The rows.
    /// - Throws: What reading throws.
    public func auditRows(
        before sequence: Int64 = .max, kind: String? = nil, limit: Int
    ) throws(StoreError) -> [SealedRow] {
        try readers.read { database in
            try AuditedRow.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT \(AuditedRow.columns) FROM audit a
                        WHERE a.sequence < ?1 AND (?2 IS NULL OR a.kind = ?2) ORDER BY a.sequence DESC LIMIT ?3
                        """), arguments: [sequence, kind, limit]
            ).map { try Self.sealed($0, database) }
        }
    }

    /// Rows of the log after one, oldest first.
    public func auditRows(after sequence: Int64, limit: Int) throws(StoreError) -> [SealedRow] {
        try readers.read { database in
            try AuditedRow.fetchAll(
                database.cachedStatement(
                    sql: "SELECT \(AuditedRow.columns) FROM audit a WHERE a.sequence > ?1 ORDER BY a.sequence LIMIT ?2"),
                arguments: [sequence, limit]
            ).map { try Self.sealed($0, database) }
        }
    }

    /// The lines of the history rows after a revision, up to and with another, oldest first.
    ///
    /// - Parameters:
    ///   - revision: After which.
    ///   - last: Up to which.
    ///   - limit: At most so many.
    /// - Returns: Each with its revision.
    /// - Throws: What reading throws.
    public func auditLines(
        after revision: Int64, through last: Int64, limit: Int
    ) throws(StoreError) -> [(revision: Int64, line: String)] {
        try readers.read { database in
            try AuditedChange.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT \(AuditedChange.columns) FROM history h
                        WHERE h.revision > ? AND h.revision <= ? ORDER BY h.revision LIMIT ?
                        """), arguments: [revision, last, limit]
            ).map { (revision: $0.revision, line: $0.line) }
        }
    }

    /// What a checkpoint says that covers all rows after one; `nil` if there is none.
    ///
    /// - Parameters:
    ///   - sequence: After this row.
    ///   - time: RFC 3339.
    /// - Returns: The checkpoint, not yet signed.
    /// - Throws: What reading throws.
    public func checkpoint(after sequence: Int64, at time: String) throws(StoreError) -> Checkpoint? {
        let digests = try readers.read { try AuditedRow.digests($0, after: sequence, through: .max) }
        guard let last = digests.last, let root = MerkleTree(digests).root else { return nil }
        return Checkpoint(
            incarnation: incarnation, first: sequence + 1,
            head: AuditHead(sequence: sequence + Int64(digests.count), digest: last), root: root, time: time)
    }

    /// The last checkpoint's note; `nil` if there is none.
    public func lastCheckpoint() throws(StoreError) -> String? {
        try note("kind = 'checkpoint' ORDER BY sequence DESC", [])
    }

    /// The last note of a change of keys; `nil` if there is none.
    public func lastAuditKey() throws(StoreError) -> String? { try note("kind = 'key' ORDER BY sequence DESC", []) }

    /// A proof that a history row is in the signed log.
    ///
    /// - Parameter revision: The row's number.
    /// - Returns: The proof; `nil` if no checkpoint covers the row yet, or there is no such row.
    /// - Throws: What reading throws.
    public func auditProof(of revision: Int64) throws(StoreError) -> AuditProof? {
        try readers.snapshot { database in
            guard
                let row = try AuditedRow.fetchOne(
                    database,
                    sql: """
                        SELECT \(AuditedRow.columns) FROM audit a WHERE a.note IS NULL AND a.txn = (
                            SELECT txn FROM history WHERE revision = ?) ORDER BY a.sequence LIMIT 1
                        """, arguments: [revision]),
                let change = try AuditedChange.fetchOne(
                    database, sql: "SELECT \(AuditedChange.columns) FROM history h WHERE h.revision = ?",
                    arguments: [revision])
            else { return nil }
            let sealed = try Self.sealed(row, database)
            let leaf = AuditDigest(line: change.line)
            let notes = try String.fetchCursor(
                database,
                sql:
                    "SELECT note FROM audit WHERE kind = 'checkpoint' AND note IS NOT NULL AND sequence > ? ORDER BY sequence",
                arguments: [row.sequence])
            while let note = try notes.next() {
                guard let checkpoint = Checkpoint.read(note)?.checkpoint, checkpoint.head.sequence >= row.sequence,
                    checkpoint.first <= row.sequence
                else { continue }
                let digests = try AuditedRow.digests(
                    database, after: checkpoint.first - 1, through: checkpoint.head.sequence)
                let classes = [sealed.leaves.specs, sealed.leaves.statuses]
                guard let leaves = classes.first(where: { $0.contains(leaf) }), let index = leaves.firstIndex(of: leaf),
                    let changePath = MerkleTree.path(to: index, in: leaves[...]),
                    let rowPath = MerkleTree.path(to: Int(row.sequence - checkpoint.first), in: digests[...])
                else { return nil }
                return AuditProof(
                    change: change.line, changePath: changePath, row: sealed.line, rowPath: rowPath, checkpoint: note)
            }
            return nil
        }
    }

    private func note(_ condition: String, _ arguments: StatementArguments) throws(StoreError) -> String? {
        try readers.read {
            try String.fetchOne(
                $0, sql: "SELECT note FROM audit WHERE note IS NOT NULL AND \(condition) LIMIT 1", arguments: arguments)
        }
    }

    private static func sealed(_ row: AuditedRow, _ database: Database) throws(StoreError) -> SealedRow {
        try row.sealed(
            after: perform { try AuditedRow.digests(database, after: row.sequence - 2, through: row.sequence - 1) }
                .first
                ?? .genesis)
    }
}
