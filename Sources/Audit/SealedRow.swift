/// A row of the log as it is kept: what it says, its line, and the digests that were written with it.
public struct SealedRow: Sendable {
    /// What it says.
    public var row: AuditRow
    /// The line over which its digest is made, with the digest of the row before.
    public var line: AuditLine
    /// The digest that was kept.
    public var digest: AuditDigest
    /// The digests of its history rows, in their order, by class; of pruned rows their root alone may be left.
    public var leaves: AuditLeaves
    /// The number of its transaction; `nil` for a note.
    public var transaction: Int64?

    /// A row from its parts.
    public init(row: AuditRow, line: AuditLine, digest: AuditDigest, leaves: AuditLeaves, transaction: Int64?) {
        self.row = row
        self.line = line
        self.digest = digest
        self.leaves = leaves
        self.transaction = transaction
    }
}

/// Digests of the history rows of a transaction, by class, so that the rows of a class can be pruned without the others.
public struct AuditLeaves: Hashable, Sendable {
    /// Of what people ask for, and what is made of it.
    public var specs: [AuditDigest]
    /// Of what is observed.
    public var statuses: [AuditDigest]

    /// Leaves from their parts.
    public init(specs: [AuditDigest] = [], statuses: [AuditDigest] = []) {
        self.specs = specs
        self.statuses = statuses
    }

    /// Adds the digest of the next row.
    public mutating func append(_ leaf: AuditDigest, isStatus: Bool) {
        if isStatus { statuses.append(leaf) } else { specs.append(leaf) }
    }
}
