internal import Audit
internal import Foundation
internal import GRDB
internal import Resources
import Synchronization

/// Walks the audit log of a database beside its history.
enum AuditWalk {
    /// How many rows are worth a thread of their own.
    static let rows = 10_000

    /// Compares the log, the history, the transactions and the present resources.
    ///
    /// Each processor takes parts of the log, with connections of its own; what is added meanwhile belongs to the last part.
    ///
    /// - Parameters:
    ///   - readers: Connections.
    ///   - heads: What somebody noted of the log.
    ///   - key: Whose signatures count; otherwise those of the keys that the log names.
    ///   - rows: How many rows a part has at least.
    /// - Returns: What isn't as the log says.
    /// - Throws: What reading throws.
    static func verify(
        _ readers: ReadPool, heads: [AuditHead], key: AuditVerifyingKey?, rows: Int
    ) throws(StoreError) -> AuditReport {
        // Several for each processor: those that are done early take what is left.
        let count = 4 * ProcessInfo.processInfo.activeProcessorCount
        let spans = try readers.snapshot { try AuditSpan.spans($0, rows: rows, atMost: count) }
        let parts = Mutex([Result<AuditVerifier, StoreError>](repeating: .failure(.closed), count: spans.count))
        let present = Mutex(Result<[AuditFinding], StoreError>.failure(.closed))
        DispatchQueue.concurrentPerform(iterations: spans.count + 1) { place in
            if place == 0 {
                let found = Result { () throws(StoreError) in try readers.snapshot { try presentFindings($0) } }
                present.withLock { $0 = found }
            } else {
                let span = spans[place - 1]
                let part = Result { () throws(StoreError) in
                    try readers.snapshot { try span.verify($0, heads: heads, key: key) }
                }
                parts.withLock { $0[place - 1] = part }
            }
        }
        var verifiers = try parts.withLock { $0 }.map { part throws(StoreError) in try part.get() }
        var whole = verifiers.removeFirst()
        for verifier in verifiers { whole.append(verifier) }
        for finding in try present.withLock({ $0 }).get() { whole.add(finding) }
        return AuditReport(findings: whole.findings, tally: whole.tally)
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
