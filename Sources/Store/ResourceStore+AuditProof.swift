public import Audit
internal import GRDB

extension ResourceStore {
    /// A proof that a history row is in the signed log.
    ///
    /// - Parameter revision: The row's number.
    /// - Returns: The proof; `nil` if no checkpoint covers the row yet, or none of which all rows are kept, or there is no such row.
    /// - Throws: What reading throws.
    public func auditProof(of revision: Int64) throws(StoreError) -> AuditProof? {
        try readers.snapshot { database in
            let change = try AuditedChange.fetchOne(
                database, sql: "SELECT \(AuditedChange.columns) FROM history h WHERE h.revision = ?",
                arguments: [revision])
            guard let change, let sealed = try Self.row(covering: revision, database) else { return nil }
            let number = sealed.row.sequence
            // The first that comes after the row may have been made before it.
            for note in try AuditedRow.notes(database, .checkpoint, after: number, limit: 4) {
                guard let checkpoint = Checkpoint.read(note)?.checkpoint, checkpoint.first > 0,
                    (checkpoint.first...max(checkpoint.first, checkpoint.head.sequence)).contains(number)
                else { continue }
                let digests = try AuditedRow.digests(
                    database, after: checkpoint.first - 1, through: checkpoint.head.sequence)
                // Without its first rows there is no way to its root, and the others would be taken for them.
                guard digests.count == Int(checkpoint.head.sequence - checkpoint.first) + 1 else { continue }
                guard let changePath = Self.path(to: change.line.digest, in: sealed.leaves),
                    let rowPath = MerkleTree.path(to: Int(number - checkpoint.first), in: digests[...])
                else { return nil }
                return AuditProof(
                    change: change.line.text, changePath: changePath, row: sealed.line.text, rowPath: rowPath,
                    checkpoint: note)
            }
            return nil
        }
    }

    /// The row of the transaction that a revision belongs to: the rows' revisions grow with their numbers, so it is found by halving.
    static func row(covering revision: Int64, _ database: Database) throws(StoreError) -> SealedRow? {
        let start = try perform { try AuditStart.anchor(database) }
        guard revision > start.revision else { return nil }
        var (low, high) = (start.head.sequence + 1, try AuditSeal.end(database).head.sequence)
        while low < high {
            let middle = low + (high - low) / 2
            let covered = try perform {
                try Int64.fetchOne(
                    database.cachedStatement(sql: "SELECT revision FROM audit WHERE sequence = ?"), arguments: [middle])
            }
            guard let covered else { return nil }
            if covered >= revision { high = middle } else { low = middle + 1 }
        }
        let row = try perform {
            try AuditedRow.fetchOne(
                database, sql: "SELECT \(AuditedRow.columns) FROM \(AuditedRow.tables) WHERE a.sequence = ?",
                arguments: [low])
        }
        guard let row, row.revision >= revision else { return nil }
        return try sealed(row, database)
    }

    private static func path(to leaf: AuditDigest, in leaves: AuditLeaves) -> [MerkleTree.Step]? {
        for digests in [leaves.specs, leaves.statuses] {
            if let index = digests.firstIndex(of: leaf) { return MerkleTree.path(to: index, in: digests[...]) }
        }
        return nil
    }
}
