internal import Audit
internal import Foundation
internal import GRDB

/// Inserts rows of the audit log; a run of transactions of one change each takes one statement, and so a third of the time.
struct AuditInsertion {
    /// A row, and what its line doesn't hold.
    struct Entry {
        let row: AuditRow
        let transaction: Int64
        let leaves: AuditLeaves
        let digest: AuditDigest
    }

    /// The most rows that one statement inserts.
    private static let longestRun = 64

    private let database: Database
    /// The numbers of the first of the rows that wait; each continues the one before in all of them, with one change of the class
    /// of specs each.
    private var first: (sequence: Int64, transaction: Int64, revision: Int64)?
    /// The digests of their changes, and their own.
    private var specs: [AuditDigest] = []
    private var digests: [AuditDigest] = []

    init(_ database: Database) { self.database = database }

    /// Adds a row; it may have to wait for others.
    mutating func add(_ entry: Entry) throws(StoreError) {
        if !entry.isPlain || !continues(entry) || digests.count == Self.longestRun { try finish() }
        guard entry.isPlain else { return try insert(entry) }
        if first == nil { first = (entry.row.sequence, entry.transaction, entry.row.revision) }
        specs += entry.leaves.specs
        digests.append(entry.digest)
    }

    private func continues(_ entry: Entry) -> Bool {
        guard let first else { return true }
        let count = Int64(digests.count)
        return (first.sequence + count, first.transaction + count, first.revision + count)
            == (entry.row.sequence, entry.transaction, entry.row.revision)
    }

    /// Inserts the rows that wait.
    mutating func finish() throws(StoreError) {
        guard let run = first else { return }
        let values: StatementArguments = [
            run.sequence, run.transaction, run.revision, AuditDigest.column(specs), AuditDigest.column(digests),
            digests.count,
        ]
        try perform { try database.cachedStatement(sql: Self.runStatement).execute(arguments: values) }
        first = nil
        specs.removeAll(keepingCapacity: true)
        digests.removeAll(keepingCapacity: true)
    }

    private func insert(_ entry: Entry) throws(StoreError) {
        let row = entry.row
        var note: String?
        if case .note(let text) = row.content { note = text }
        let values: StatementArguments = [
            row.sequence, row.kind, entry.transaction, row.revision, AuditDigest.column(entry.leaves.specs),
            AuditDigest.column(entry.leaves.statuses), note, AuditDigest.column([entry.digest]),
        ]
        try perform { try database.cachedStatement(sql: Self.statement).execute(arguments: values) }
    }

    private static let columns = "INSERT INTO audit (sequence, kind, txn, revision, specs, statuses, note, digest)"
    private static let statement = columns + " VALUES (?,?,?,?,?,?,?,?)"
    private static let runStatement = """
        \(columns)
        SELECT ?1 + column1, '\(AuditKind.change.rawValue)', ?2 + column1, ?3 + column1,
            substr(?4, \(AuditDigest.size) * column1 + 1, \(AuditDigest.size)), NULL, NULL,
            substr(?5, \(AuditDigest.size) * column1 + 1, \(AuditDigest.size))
        FROM (VALUES \((0..<longestRun).map { "(\($0))" }.joined(separator: ","))) LIMIT ?6
        """
}

extension AuditInsertion.Entry {
    /// Whether it tells of a transaction of the writer's own with one change of the class of specs.
    fileprivate var isPlain: Bool {
        row.kind == AuditKind.change.rawValue && leaves.specs.count == 1 && leaves.statuses.isEmpty
    }
}
