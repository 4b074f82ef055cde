internal import Audit
internal import GRDB
public import Resources

/// Takes the oldest rows out of the audit log, a few at a time; a row of the log says what they came to.
extension ResourceStore {
    /// How many rows of the log go at once, which keeps the writer busy for two milliseconds.
    static let auditStep: Int64 = 512
    /// How many rows are looked at in one reading.
    private static let auditWindow: Int64 = 10_000

    /// Removes some of the rows that a rule doesn't keep; what no signature covers yet stays.
    ///
    /// - Parameters:
    ///   - rule: What is kept.
    ///   - now: The present, from which ages count.
    /// - Returns: How many rows went; `nil` when there is nothing to remove.
    /// - Throws: What reading and writing throw; nothing was removed then.
    public func pruneAudit(_ rule: Retention.Rule, now: Moment) async throws(StoreError) -> Int? {
        let (start, target) = try auditSurplus(rule, now)
        let before = start.head.sequence
        guard target > before else { return nil }
        let last = min(target, before + Self.auditStep)
        // The head that is noted beside the database may be that of a row that goes.
        head.write(revision: revision, incarnation: incarnation, audit: auditHead)
        return try await write(ChangeContext(actor: "retention", origin: .controller)) {
            transaction throws(StoreError) in
            try transaction.pruneAudit(after: start, through: last)
        }.value
    }

    /// How many rows there are that a rule doesn't keep and that are signed.
    ///
    /// Each pruning adds a row of its own: whoever prunes while there is one too many never comes to an end.
    public func auditSurplus(_ rule: Retention.Rule, now: Moment) throws(StoreError) -> Int {
        let (start, target) = try auditSurplus(rule, now)
        return max(0, Int(target - start.head.sequence))
    }

    /// Where the log begins, and the last row that may go.
    private func auditSurplus(
        _ rule: Retention.Rule, _ now: Moment
    ) throws(StoreError) -> (start: AuditAnchor, target: Int64) {
        let signed = try lastCheckpoint().flatMap { Checkpoint.read($0)?.checkpoint.head.sequence } ?? 0
        let start = try auditStart()
        let before = start.head.sequence
        return (start, min(try readers.snapshot { try Self.auditTarget($0, rule, now: now, after: before) }, signed))
    }

    /// The last row that a rule doesn't keep, or an earlier one.
    private static func auditTarget(
        _ database: Database, _ rule: Retention.Rule, now: Moment, after start: Int64
    ) throws -> Int64 {
        var target: Int64 = 0
        if let rows = rule.rows, rows > 0 {
            target = try AuditSeal.end(database).head.sequence - Int64(rows)
        }
        if let age = rule.age, age > .zero {
            let cut = Moment(milliseconds: now.milliseconds - age.nanoseconds / 1_000_000)
            // The transaction of a note is the one before it, which is as old.
            let old = try Int64.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT max(a.sequence) FROM audit a JOIN txn t ON t.id = a.txn
                        WHERE a.sequence > ?1 AND a.sequence <= ?2 AND t.time <= ?3
                        """), arguments: [start, start + auditWindow, cut.description])
            target = max(target, old ?? 0)
        }
        return target
    }
}

extension WriteTransaction {
    /// Removes rows of the audit log.
    ///
    /// - Parameters:
    ///   - start: What the rows before come to.
    ///   - last: The last that goes.
    /// - Returns: How many went.
    /// - Throws: What SQLite says; the transaction is undone then.
    func pruneAudit(after start: AuditAnchor, through last: Int64) throws(StoreError) -> Int {
        let anchor = try perform { try AuditStart.anchor(database, at: last, after: start) }
        guard let anchor, anchor.head.sequence == last else { return 0 }
        try execute("UPDATE pruning SET class = ?, through = ? WHERE id = 1", [AuditAnchor.noteClass, last])
        try execute("DELETE FROM audit WHERE sequence > ? AND sequence <= ?", [start.head.sequence, last])
        let count = database.changesCount
        try execute("UPDATE pruning SET class = NULL, through = 0 WHERE id = 1")
        recordAudit(.pruned, anchor.note(after: start.head.sequence))
        return count
    }
}
