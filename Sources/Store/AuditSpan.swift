internal import Audit
internal import Foundation
internal import GRDB
internal import Resources

/// A part of the audit log that is verified on its own: each row names the digest of the one before, so any row can be the first.
struct AuditSpan: Sendable {
    /// What the rows before come to.
    let anchor: AuditAnchor
    /// The last row; `nil` for all that there are.
    let last: AuditHead?
    /// The last revision that its rows cover; `nil` for all that there are.
    let revision: Int64?

    /// Whether it is the first part, after which nothing was verified.
    let isFirst: Bool

    /// The parts of a log, in their order.
    ///
    /// - Parameters:
    ///   - database: In one read transaction.
    ///   - rows: How many rows a part has at least.
    ///   - count: How many parts there are at most.
    /// - Returns: At least one.
    /// - Throws: What reading throws.
    static func spans(_ database: Database, rows: Int, atMost count: Int) throws -> [AuditSpan] {
        let start = try AuditStart.anchor(database)
        let size = try AuditSeal.end(database).head.sequence - start.head.sequence
        let count = max(1, min(Int64(count), size / Int64(max(1, rows))))
        var anchors = [start]
        for number in 1..<max(count, 1) {
            let place = start.head.sequence + size / count * number
            guard let anchor = try AuditStart.anchor(database, at: place, after: start),
                try !isBreak(database, anchor.head.sequence)
            else { continue }
            if anchor.head.sequence > anchors[anchors.count - 1].head.sequence { anchors.append(anchor) }
        }
        return anchors.enumerated().map { place, anchor in
            let next = place + 1 < anchors.count ? anchors[place + 1] : nil
            return AuditSpan(anchor: anchor, last: next?.head, revision: next?.revision, isFirst: place == 0)
        }
    }

    /// Whether a row may tell of a break, which explains what the row behind it lacks: both belong into one part.
    private static func isBreak(_ database: Database, _ sequence: Int64) throws -> Bool {
        try Bool.fetchOne(
            database.cachedStatement(
                sql: "SELECT EXISTS (SELECT 1 FROM audit WHERE sequence = ? AND kind = ? AND note IS NOT NULL)"),
            arguments: [sequence, AuditKind.external.rawValue]) ?? false
    }

    /// Compares its rows with the history and the transactions of which they tell.
    ///
    /// - Parameters:
    ///   - database: In one read transaction.
    ///   - heads: What somebody noted of the log.
    ///   - key: Whose signatures count; otherwise those of the keys that the log names.
    /// - Returns: What was found, and how many resources live by its changes.
    /// - Throws: What reading throws, and `corrupt`.
    func verify(
        _ database: Database, heads: [AuditHead], key: AuditVerifyingKey?
    ) throws -> (verifier: AuditVerifier, living: Int64) {
        let own = heads.filter {
            (isFirst || $0.sequence > anchor.head.sequence) && $0.sequence <= last?.sequence ?? Int64.max
        }
        let horizon = try Self.horizon(database)
        var verifier =
            isFirst && anchor.head != .empty
            ? AuditVerifier(prunedBefore: anchor, heads: own, horizon: horizon, key: key)
            : AuditVerifier(after: anchor, heads: own, horizon: horizon, key: key)
        var living = try LivingCount(database, through: isFirst ? anchor.revision : 0)
        let (rows, changes) = (try rows(database), try changes(database))
        var previous = anchor.head.digest
        var next = try changes.next()
        func takeChanges(through end: Int64) throws {
            while let change = next, change.revision <= end {
                verifier.change(
                    change.revision, transaction: change.transaction, previous: change.previous, change.line)
                living.add(change)
                next = try changes.next()
            }
        }
        while let row = try rows.next() {
            let sealed = try row.sealed(after: previous)
            previous = sealed.digest
            verifier.begin(sealed, lacksTransaction: row.lacksTransaction)
            if verifier.isStray { continue }
            try takeChanges(through: row.revision)
            verifier.end()
        }
        try takeChanges(through: .max)
        let isThere = try database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM history WHERE revision = ?)")
        try verifier.checkBases { revision throws(any Error) in
            try Bool.fetchOne(isThere, arguments: [revision]) ?? false
        }
        if last == nil {
            verifier.finish(newestTransaction: try Int64.fetchOne(database, sql: "SELECT max(id) FROM txn"))
        }
        return (verifier, living.value)
    }

    private func rows(_ database: Database) throws -> FastDatabaseValueCursor<AuditedRow> {
        try AuditedRow.fetchCursor(
            database,
            sql: """
                SELECT \(AuditedRow.columns) FROM \(AuditedRow.tables)
                WHERE a.sequence > ? AND a.sequence <= ? ORDER BY a.sequence
                """, arguments: [anchor.head == .empty ? Int64.min : anchor.head.sequence, last?.sequence ?? Int64.max])
    }

    private func changes(_ database: Database) throws -> FastDatabaseValueCursor<AuditedChange> {
        try AuditedChange.fetchCursor(
            database,
            sql: """
                SELECT \(AuditedChange.columns) FROM history h
                WHERE h.revision > ? AND h.revision <= ? ORDER BY h.revision
                """, arguments: [anchor.head == .empty ? Int64.min : anchor.revision, revision ?? Int64.max])
    }

    /// What the log says that was pruned; what the table `horizon` says anybody can have written.
    static func horizon(_ database: Database) throws -> AuditVerifier.Horizon {
        var horizon = AuditVerifier.Horizon()
        for note in try AuditedRow.notes(database, .pruned) {
            if let note = try? JSON(parsing: note) { horizon.add(note) }
        }
        return horizon
    }
}
