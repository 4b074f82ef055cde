internal import Audit
internal import GRDB
internal import Resources

/// Looks for history that is said to be pruned and is there, and for what is gone and isn't said to be.
///
/// Whoever raises a horizon hides what was before it; whoever lowers it has the past told wrongly. Rows that are gone as well are
/// missed by the digests that the log has of them.
enum HiddenHistory {
    /// The types whose horizon isn't where the log says that pruning came.
    ///
    /// - Parameters:
    ///   - database: In one read transaction.
    ///   - sealed: What the log says.
    /// - Returns: What the table says otherwise, and what is there and shouldn't be.
    /// - Throws: What reading throws.
    static func findings(_ database: Database, _ sealed: AuditVerifier.Horizon) throws -> [AuditFinding] {
        guard try database.tableExists("horizon") else { return [] }
        return try lowered(database, sealed) + raised(database)
    }

    /// A type that came to be known later has no history before a horizon, and may have none.
    private static func lowered(_ database: Database, _ sealed: AuditVerifier.Horizon) throws -> [AuditFinding] {
        try HistoryClass.allCases.filter { sealed[$0] > 0 }.compactMap { kind in
            let known = try Int64.fetchOne(
                database, sql: "SELECT max(revision) FROM horizon WHERE class = ?", arguments: [kind.rawValue])
            let isLowered =
                try (known ?? 0) < sealed[kind]
                || Bool.fetchOne(
                    database,
                    sql: """
                        SELECT EXISTS (SELECT 1 FROM horizon z WHERE z.class = ?1 AND z.revision < ?2
                            AND EXISTS (SELECT 1 FROM history h WHERE h.type = z.type AND h.revision <= ?2))
                        """, arguments: [kind.rawValue, sealed[kind]]) == true
            guard isLowered else { return nil }
            return AuditFinding(
                .altered, .revision(sealed[kind]),
                "history of the \(kind.rawValue) is gone up to revision \(sealed[kind]), and the table horizon says less"
            )
        }
    }

    /// The first row of each type that pruning would have removed.
    private static func raised(_ database: Database) throws -> [AuditFinding] {
        try Row.fetchAll(
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
