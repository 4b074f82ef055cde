internal import Audit
internal import GRDB

/// Looks for history that is said to be pruned and is there: whoever raises a horizon hides what was before it.
///
/// Rows that are gone as well are missed by the digests that the log has of them.
enum HiddenHistory {
    /// The first row of each type that pruning would have removed.
    static func findings(_ database: Database) throws -> [AuditFinding] {
        guard try database.tableExists("horizon") else { return [] }
        return try Row.fetchAll(
            database,
            sql: """
                SELECT s.type, z.revision, min(coalesce(p.revision, s.revision))
                FROM history s CROSS JOIN horizon z ON z.type = s.type AND s.revision <= z.revision
                    LEFT JOIN history p ON p.revision = s.previous AND s.previous > 0
                WHERE s.revision <= (SELECT max(revision) FROM horizon)
                    AND (p.revision IS NOT NULL OR s.operation = 'destroyed')
                GROUP BY s.type LIMIT \(AuditVerifier.findingLimit)
                """
        ).map { row in
            let (type, horizon, revision): (String, Int64, Int64) = (row[0], row[1], row[2])
            return AuditFinding(
                .altered, .revision(revision),
                "revision \(revision): it is there, and history of \(type) is said to be gone up to revision \(horizon)"
            )
        }
    }
}
