internal import Audit
internal import GRDB
internal import Resources

/// Walks the audit log of a database beside its history.
enum AuditWalk {
    /// Compares the log, the history, the transactions and the present resources.
    ///
    /// - Parameters:
    ///   - database: In one read transaction.
    ///   - heads: What somebody noted of the log.
    ///   - key: Whose signatures count; otherwise those of the keys that the log names.
    static func verify(
        _ database: Database, heads: [AuditHead], key: AuditVerifyingKey?
    ) throws(StoreError) -> AuditReport {
        try perform {
            var verifier = AuditVerifier(heads: heads, horizon: try horizon(database), key: key)
            let rows = try AuditedRow.fetchCursor(
                database, sql: "SELECT \(AuditedRow.columns) FROM audit a ORDER BY a.sequence")
            let changes = try AuditedChange.fetchCursor(
                database, sql: "SELECT \(AuditedChange.columns) FROM history h ORDER BY h.revision")
            var previous = AuditDigest.genesis
            var next = try changes.next()
            while let row = try rows.next() {
                let sealed = try row.sealed(after: previous)
                previous = sealed.digest
                if row.lacksTransaction {
                    verifier.add(
                        AuditFinding(
                            .missing, .transaction(row.transaction), "transaction \(row.transaction): its row is gone"))
                }
                verifier.begin(sealed)
                while let change = next, change.revision <= row.revision {
                    verifier.change(change.revision, transaction: change.transaction, change.line)
                    next = try changes.next()
                }
                verifier.end()
            }
            while let change = next {
                verifier.change(change.revision, transaction: change.transaction, change.line)
                next = try changes.next()
            }
            verifier.finish(newestTransaction: try Int64.fetchOne(database, sql: "SELECT max(id) FROM txn"))
            for finding in try presentFindings(database) { verifier.add(finding) }
            return AuditReport(findings: verifier.findings, tally: verifier.tally)
        }
    }

    /// What the log says that was pruned; what the table `horizon` says anybody can have written.
    private static func horizon(_ database: Database) throws -> AuditVerifier.Horizon {
        var horizon = AuditVerifier.Horizon()
        let notes = try String.fetchCursor(
            database, sql: "SELECT note FROM audit WHERE kind = 'pruned' AND note IS NOT NULL")
        while let note = try notes.next() { if let note = try? JSON(parsing: note) { horizon.add(note) } }
        return horizon
    }

    /// Resources that aren't what their last change says, and those that nothing removed and that are gone.
    private static func presentFindings(_ database: Database) throws -> [AuditFinding] {
        let shared = resourceColumns.split(separator: ", ")
        let (now, then) = (shared.map { "r." + $0 }, shared.map { "h." + $0 })
        let altered = try Row.fetchAll(
            database,
            sql: """
                SELECT r.namespace, r.type, r.id FROM resource r LEFT JOIN history h ON h.revision = r.revision
                WHERE (\(now.joined(separator: ", "))) IS NOT (\(then.joined(separator: ", ")))
                    OR h.operation = 'destroyed' LIMIT \(AuditVerifier.findingLimit)
                """
        ).map { ResourceKey($0[0], $0[1], $0[2]) }
        return altered.map {
            AuditFinding(.altered, .resource($0), "\($0): it isn't what its last change says")
        }
            + (try goneResources(database)).map {
                AuditFinding(.missing, .resource($0), "\($0): it is gone, and no change says so")
            }
    }

    /// Where there are as many resources as changes that nothing replaced or ended, nobody needs to be looked for.
    ///
    /// Each change replaced one, but for the first of a life, and that at a horizon, whose predecessor is pruned.
    private static func goneResources(_ database: Database) throws -> [ResourceKey] {
        let expected = try Int64.fetchOne(
            database,
            sql: """
                SELECT total((h.operation <> 'destroyed') - (h.previous > 0 AND h.revision > coalesce(z.revision, 0)))
                FROM history h LEFT JOIN horizon z ON z.type = h.type
                """)
        guard try Int64.fetchOne(database, sql: "SELECT count(*) FROM resource") != expected else { return [] }
        return try Row.fetchAll(
            database,
            sql: """
                SELECT namespace, type, id FROM (
                    SELECT namespace, type, id, operation, max(revision) FROM history GROUP BY type, namespace, id) h
                WHERE operation <> 'destroyed' AND NOT EXISTS (SELECT 1 FROM resource r
                    WHERE r.type = h.type AND r.namespace = h.namespace AND r.id = h.id)
                LIMIT \(AuditVerifier.findingLimit)
                """
        ).map { ResourceKey($0[0], $0[1], $0[2]) }
    }
}
