public import GRDB

/// The promises of the database's triggers, checked by reading all of it.
public enum Invariants {
    private static let checks: [(promise: String, sql: String)] = [
        (
            "revisions are 1, 2, 3 without gaps",
            "SELECT revision FROM (SELECT revision, row_number() OVER (ORDER BY revision) AS place FROM history)"
                + " WHERE revision <> place"
        ),
        (
            "a resource is what its last history row says",
            """
            SELECT r.revision FROM resource r LEFT JOIN history h ON h.revision = (
                SELECT max(revision) FROM history WHERE type = r.type AND namespace = r.namespace AND id = r.id)
            WHERE (h.revision, h.version, h.phase, h.owner, h.finalizers, h.labels, h.annotations, h.created, h.updated,
                h.spec) IS NOT (r.revision, r.version, r.phase, r.owner, r.finalizers, r.labels, r.annotations,
                r.created, r.updated, r.spec) OR h.operation = 'destroyed'
            """
        ),
        (
            "what isn't destroyed is there",
            """
            SELECT revision FROM history h WHERE operation <> 'destroyed'
                AND NOT EXISTS (SELECT 1 FROM history WHERE type = h.type AND namespace = h.namespace AND id = h.id
                    AND revision > h.revision)
                AND NOT EXISTS (SELECT 1 FROM resource WHERE type = h.type AND namespace = h.namespace AND id = h.id)
            """
        ),
        (
            "versions count each resource's changes from 1",
            """
            SELECT revision FROM (SELECT revision, operation, version,
                lag(version) OVER life AS earlier, lag(operation) OVER life AS last
                FROM history WINDOW life AS (PARTITION BY type, namespace, id ORDER BY revision))
            WHERE version <> CASE WHEN operation = 'created' THEN 1 WHEN operation = 'destroyed' THEN earlier
                    ELSE earlier + 1 END
                OR (operation = 'created') <> (last IS NULL OR last = 'destroyed')
            """
        ),
        (
            "each change of a life names the one before",
            """
            SELECT revision FROM (SELECT revision, operation, previous, lag(revision) OVER life AS earlier
                FROM history WINDOW life AS (PARTITION BY type, namespace, id ORDER BY revision))
            WHERE previous IS NOT CASE WHEN operation = 'created' THEN 0 ELSE earlier END
            """
        ),
        (
            "every change belongs to a transaction, in order",
            """
            SELECT revision FROM (SELECT revision, txn, lag(txn) OVER (ORDER BY revision) AS earlier FROM history)
            WHERE txn < earlier OR txn NOT IN (SELECT id FROM txn)
            """
        ),
        ("nothing is announced between transactions", "SELECT 1 FROM context WHERE txn IS NOT NULL"),
        ("the file is sound", "SELECT 1 FROM pragma_integrity_check WHERE integrity_check <> 'ok'"),
    ]

    /// The promises that don't hold, with the first revision that shows it; none in a sound database.
    public static func violations(_ database: Database) throws -> [String] {
        try checks.compactMap { check in
            try Int64.fetchOne(database, sql: check.sql).map { "\(check.promise) (\($0))" }
        }
    }

    /// The promises that don't hold in a file.
    public static func violations(path: String) throws -> [String] {
        try DatabaseQueue(path: path).read { try violations($0) }
    }
}
