/// Which rows of the audit log are found by their kind: all but the many that tell of the writer's own transactions.
public enum AuditIndex {
    /// SQLite uses the index where it reads this very term.
    public static let condition = "kind <> 'change'"
}

/// The audit log: a row for each transaction, and for what is no change of a resource, chained by digests.
///
/// The writer adds rows in the transaction of which they tell (`Store/AuditSeal.swift`). `specs` and `statuses` are the digests of
/// the transaction's history rows by class, one after the other, and stay when the rows are pruned. Triggers stop accidents; who
/// drops them is found by the digests. None looks at what is inserted: it would cost each write a fiftieth, and a row too many is
/// found as well.
let auditMigration = """
    CREATE TABLE audit (
        sequence INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        txn INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        specs BLOB,
        statuses BLOB,
        note TEXT,
        digest BLOB NOT NULL CHECK (length(digest) = 32)
    ) STRICT;
    CREATE INDEX audit_by_kind ON audit (kind, sequence) WHERE \(AuditIndex.condition);

    CREATE TRIGGER audit_is_fixed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'an audit row is never changed'); END;
    CREATE TRIGGER audit_stays BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'an audit row is never removed'); END;
    """
