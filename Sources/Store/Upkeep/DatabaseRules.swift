/// Something that holds in every database: SQL that gives the places where it doesn't, as text.
struct DatabaseRule {
    let promise: String
    let sql: String
    let advice: String
}

/// What helps against most.
let restoring =
    "somebody wrote past the triggers, or the disk did: put a backup back (netstrata db restore FILE), or export what "
    + "is asked for and start afresh"

private let oldest = "(SELECT coalesce(max(revision), 0) FROM horizon)"
private let oldestOfType = "coalesce((SELECT revision FROM horizon WHERE type = h.type), 0)"
private let newest = "(SELECT coalesce(max(revision), 0) FROM history)"
private let name = "h.namespace || '/' || h.type || '/' || h.id"

/// The triggers' promises (`001-Resource.swift`, `005-Retention.swift`), for what is kept.
///
/// Each looks at a row's neighbours by their numbers: no index has all rows of a resource, and history can be long.
let databaseRules = [
    DatabaseRule(
        promise: "changes are numbered without gaps, from the oldest that is kept",
        sql: """
            SELECT 'revision ' || (h.revision + 1) || ' is gone'
            FROM (SELECT \(oldest) AS revision UNION ALL SELECT revision FROM history WHERE revision > \(oldest)) h
            WHERE h.revision < \(newest) AND NOT EXISTS (SELECT 1 FROM history WHERE revision = h.revision + 1)
            """, advice: restoring),
    DatabaseRule(
        promise: "each change continues the one before of its resource",
        sql: """
            SELECT 'revision ' || h.revision || ' of ' || \(name)
            FROM history h LEFT JOIN history p ON p.revision = h.previous
            WHERE CASE WHEN h.operation = 'created' THEN h.previous <> 0 OR h.version <> 1
                WHEN h.previous NOT BETWEEN 1 AND h.revision - 1 THEN 1
                WHEN p.revision IS NULL THEN h.revision > \(oldestOfType)
                ELSE (p.type, p.namespace, p.id) IS NOT (h.type, h.namespace, h.id) OR p.operation = 'destroyed'
                    OR h.version <> p.version + (h.operation <> 'destroyed') END
            """, advice: restoring),
    DatabaseRule(
        promise: "a resource is what its last change says",
        sql: """
            SELECT \(name) FROM resource h LEFT JOIN history r ON r.revision = h.revision
            WHERE (r.namespace, r.type, r.id, r.version, r.phase, r.owner, r.finalizers, r.labels, r.annotations,
                    r.created, r.updated, r.spec)
                IS NOT (h.namespace, h.type, h.id, h.version, h.phase, h.owner, h.finalizers, h.labels, h.annotations,
                    h.created, h.updated, h.spec)
                OR r.operation = 'destroyed'
            """,
        advice:
            "change the resource once more over the interface, so that both say the same; netstrata history has what it was"
    ),
    DatabaseRule(
        promise: "what no later change replaced or ended is there",
        sql: """
            SELECT 'revision ' || h.revision || ' of ' || \(name) FROM history h WHERE h.revision IN (
                SELECT revision FROM history WHERE operation <> 'destroyed'
                EXCEPT SELECT previous FROM history EXCEPT SELECT revision FROM resource)
            """, advice: restoring),
    DatabaseRule(
        promise: "every change belongs to a transaction, in order",
        sql: """
            SELECT 'revision ' || h.revision || ' of ' || \(name) FROM (
                SELECT *, lag(txn) OVER (ORDER BY revision) AS earlier FROM history) h
            WHERE h.txn < h.earlier OR NOT EXISTS (SELECT 1 FROM txn WHERE id = h.txn)
            """, advice: restoring),
    DatabaseRule(
        promise: "nothing is announced between transactions",
        sql: "SELECT 'context: transaction ' || txn FROM context WHERE txn IS NOT NULL",
        advice: "start the daemon: it puts this right before it writes"),
    DatabaseRule(
        promise: "history can't be removed between transactions",
        sql: "SELECT 'pruning: ' || class || ' up to ' || through FROM pruning WHERE through > 0",
        advice: "UPDATE pruning SET class = NULL, through = 0; somebody opened it by hand"),
    DatabaseRule(
        promise: "less is gone than there ever was",
        sql:
            "SELECT 'horizon: ' || type || ' at ' || revision FROM horizon WHERE revision > 0 AND revision >= \(newest)",
        advice: restoring),
]
