internal import Audit
internal import Foundation
internal import GRDB
internal import Resources
import Synchronization

/// Walks the audit log of a database beside its history.
enum AuditWalk {
    /// How many rows are worth a thread of their own.
    static let rows = 10_000

    /// Compares the log, the history, the transactions and the present resources; anew where rows were pruned meanwhile.
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
        for _ in 1..<attempts {
            let report = try verifyOnce(readers, heads: heads, key: key, rows: rows)
            let start = try readers.snapshot { try AuditStart.anchor($0) }
            if start.head.sequence == report.tally.pruned { return report }
        }
        return try verifyOnce(readers, heads: heads, key: key, rows: rows)
    }

    private static let attempts = 5

    /// Each processor takes parts of the log, with connections of its own; what is added meanwhile belongs to the last part.
    private static func verifyOnce(
        _ readers: ReadPool, heads: [AuditHead], key: AuditVerifyingKey?, rows: Int
    ) throws(StoreError) -> AuditReport {
        // Several for each processor: those that are done early take what is left.
        let count = 16 * ProcessInfo.processInfo.activeProcessorCount
        let spans = try readers.snapshot { try AuditSpan.spans($0, rows: rows, atMost: count) }
        let parts = Mutex([Result<Part, StoreError>](repeating: .failure(.closed), count: spans.count))
        DispatchQueue.concurrentPerform(iterations: spans.count) { place in
            let part = Result { () throws(StoreError) in
                try readers.snapshot { try spans[place].verify($0, heads: heads, key: key) }
            }
            parts.withLock { $0[place] = part }
        }
        var found = try parts.withLock { $0 }.map { part throws(StoreError) in try part.get() }
        let living = found.reduce(0) { $0 + $1.living }
        var whole = found.removeFirst().verifier
        for part in found { whole.append(part.verifier) }
        whole.settle()
        let told = whole.findings
        let (present, uncompared, horizon) = try readers.snapshot { database in
            let (secrets, horizon) = (try SecretFindings(database), try AuditSpan.horizon(database))
            let findings =
                try presentFindings(database, living: living, besides: told) + secrets.findings
                + HiddenHistory.findings(database, horizon)
            return (findings, secrets.uncompared, horizon)
        }
        whole.checkRemoved(horizon)
        for finding in present { whole.add(finding) }
        var tally = whole.tally
        tally.uncomparedSecrets = uncompared
        return AuditReport(findings: whole.findings, tally: tally)
    }

    private typealias Part = (verifier: AuditVerifier, living: Int64)

    /// Resources that aren't what their last change says, and those that nothing removed and that are gone.
    ///
    /// Where the last change itself isn't as it was written, that is told already.
    private static func presentFindings(
        _ database: Database, living: Int64, besides told: [AuditFinding]
    ) throws -> [AuditFinding] {
        let shared = resourceColumns.split(separator: ", ")
        let (now, then) = (shared.map { "r." + $0 }, shared.map { "h." + $0 })
        var altered: [ResourceKey] = []
        let differing = try Row.fetchCursor(
            database,
            sql: """
                SELECT r.namespace, r.type, r.id, r.revision FROM resource r LEFT JOIN history h ON h.revision = r.revision
                WHERE (\(now.joined(separator: ", "))) IS NOT (\(then.joined(separator: ", ")))
                    OR h.operation = 'destroyed'
                """)
        while altered.count < AuditVerifier.findingLimit, let row = try differing.next() {
            let revision: Int64 = row[3]
            if !told.contains(where: { $0.covers(revision) }) { altered.append(ResourceKey(row[0], row[1], row[2])) }
        }
        return try altered.map { key in
            try hasChange(database, key)
                ? AuditFinding(.altered, .resource(key), "\(key): it isn't what its last change says")
                : AuditFinding(.inserted, .resource(key), "\(key): no change made it")
        }
            + (try goneResources(database, living: living, besides: told)).map {
                AuditFinding(.missing, .resource($0), "\($0): it is gone, and no change says so")
            }
    }

    /// Whether any change of a resource is there; no index has them all.
    private static func hasChange(_ database: Database, _ key: ResourceKey) throws -> Bool {
        try Bool.fetchOne(
            database.cachedStatement(
                sql: "SELECT EXISTS (SELECT 1 FROM history WHERE type = ? AND namespace = ? AND id = ?)"),
            arguments: [key.type, key.namespace, key.id]) ?? false
    }

    /// Where there are as many resources as history comes to, nobody needs to be looked for.
    ///
    /// What was pruned while the parts were counted makes another number, and a longer search.
    private static func goneResources(
        _ database: Database, living: Int64, besides told: [AuditFinding]
    ) throws -> [ResourceKey] {
        guard try Int64.fetchOne(database, sql: "SELECT count(*) FROM resource") != living else { return [] }
        return try Row.fetchAll(
            database,
            sql: """
                SELECT namespace, type, id, revision FROM (
                    SELECT namespace, type, id, operation, max(revision) AS revision FROM history GROUP BY type, namespace, id) h
                WHERE operation <> 'destroyed' AND NOT EXISTS (SELECT 1 FROM resource r
                    WHERE r.type = h.type AND r.namespace = h.namespace AND r.id = h.id)
                LIMIT \(AuditVerifier.findingLimit)
                """
        ).filter { row in !told.contains { $0.covers(row[3]) } }.map { ResourceKey($0[0], $0[1], $0[2]) }
    }
}
