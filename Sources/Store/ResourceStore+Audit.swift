public import Audit
internal import Foundation
internal import GRDB
internal import Migrations
internal import Resources

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
        // The writer knows better than its note beside the database, which follows it.
        let noted = (auditHead ?? head.audit(incarnation)).map { [$0] } ?? []
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
        let noted = try readers.read { try HeadFile(path: path + ".head").audit(for: $0) }.map { [$0] } ?? []
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
        var condition = "a.sequence < ?1"
        if let kind {
            condition +=
                " AND a.kind = ?3" + (kind == AuditKind.change.rawValue ? "" : " AND a.\(AuditIndex.condition)")
        }
        var arguments: StatementArguments = [sequence, limit]
        if let kind { arguments += [kind] }
        return try readers.read { database in
            try AuditedRow.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT \(AuditedRow.columns) FROM \(AuditedRow.tables)
                        WHERE \(condition) ORDER BY a.sequence DESC LIMIT ?2
                        """), arguments: arguments
            ).map { try Self.sealed($0, database) }
        }
    }

    /// Rows of the log after one, oldest first.
    public func auditRows(after sequence: Int64, limit: Int) throws(StoreError) -> [SealedRow] {
        try readers.read { database in
            try AuditedRow.fetchAll(
                database.cachedStatement(
                    sql:
                        "SELECT \(AuditedRow.columns) FROM \(AuditedRow.tables) WHERE a.sequence > ?1 ORDER BY a.sequence LIMIT ?2"
                ),
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
            ).map { (revision: $0.revision, line: $0.line.text) }
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
    public func lastCheckpoint() throws(StoreError) -> String? { try lastNote(.checkpoint) }

    /// The key that the log names last, in Base64; `nil` if it names none.
    public func lastAuditKey() throws(StoreError) -> String? {
        if let note = try lastNote(.key) { return (try? JSON(parsing: note))?["key"]?.text }
        return try auditStart().keys.last
    }

    /// What the rows come to that are kept no longer.
    public func auditStart() throws(StoreError) -> AuditAnchor { try readers.snapshot { try AuditStart.anchor($0) } }

    private func lastNote(_ kind: AuditKind) throws(StoreError) -> String? {
        try readers.read { try AuditedRow.notes($0, kind, isNewestFirst: true, limit: 1).first }
    }

    static func sealed(_ row: AuditedRow, _ database: Database) throws(StoreError) -> SealedRow {
        try row.sealed(
            after: perform {
                try AuditedRow.digests(database, after: row.sequence - 2, through: row.sequence - 1).first
                    ?? AuditStart.anchor(database).head.digest
            })
    }
}
