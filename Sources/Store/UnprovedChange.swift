internal import Audit
internal import GRDB

/// Why a change can't be proved alone.
public enum UnprovedChange: Hashable, Sendable {
    /// History ends before it.
    case absent(newest: Int64)
    /// The change is kept no longer, or was removed.
    case gone
    /// Its row of the log is kept no longer, nor are those before it.
    case rowPruned(through: Int64)
    /// No row of the log tells of it.
    case unsealed
    /// No signature covers its row yet.
    case unsigned(row: Int64, signed: Int64)
    /// The signature over its row covers rows that are kept no longer.
    case signaturePruned(row: Int64)
}

extension ResourceStore {
    /// Why `auditProof(of:)` has no proof.
    ///
    /// - Parameter revision: The change's number.
    /// - Returns: The first reason.
    /// - Throws: What reading throws.
    public func unproved(_ revision: Int64) throws(StoreError) -> UnprovedChange {
        try readers.snapshot { database in
            let newest = try Queries.revision(database)
            guard (1...max(1, newest)).contains(revision), newest > 0 else { return .absent(newest: newest) }
            let start = try AuditStart.anchor(database)
            guard revision > start.revision else { return .rowPruned(through: start.head.sequence) }
            let isThere = try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM history WHERE revision = ?)", arguments: [revision])
            guard isThere == true else { return .gone }
            guard let row = try Self.row(covering: revision, database)?.row.sequence else { return .unsealed }
            let last = try AuditedRow.notes(database, .checkpoint, isNewestFirst: true, limit: 1).first
            let signed = last.flatMap { Checkpoint.read($0)?.checkpoint.head.sequence } ?? 0
            return row > signed ? .unsigned(row: row, signed: signed) : .signaturePruned(row: row)
        }
    }
}
