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
    /// Rows of which each continues the one before in all its numbers, with one change of the class of specs each.
    private var run: [Entry] = []

    init(_ database: Database) { self.database = database }

    /// Adds a row; it may have to wait for others.
    mutating func add(_ entry: Entry) throws(StoreError) {
        if !entry.isPlain || run.last?.isContinued(by: entry) == false || run.count == Self.longestRun { try finish() }
        if entry.isPlain { run.append(entry) } else { try insert(entry) }
    }

    /// Inserts the rows that wait.
    mutating func finish() throws(StoreError) {
        if let first = run.first, run.count > 1 {
            let values: StatementArguments = [
                first.row.sequence, first.transaction, first.row.revision, Self.bytes(run.flatMap(\.leaves.specs)),
                Self.bytes(run.map(\.digest)), run.count,
            ]
            try perform { try database.cachedStatement(sql: Self.runStatement).execute(arguments: values) }
        } else if let only = run.first {
            try insert(only)
        }
        run.removeAll(keepingCapacity: true)
    }

    private func insert(_ entry: Entry) throws(StoreError) {
        let row = entry.row
        var note: String?
        if case .note(let text) = row.content { note = text }
        let values: StatementArguments = [
            row.sequence, row.kind, entry.transaction, row.revision, Self.bytes(entry.leaves.specs),
            Self.bytes(entry.leaves.statuses), note, Self.bytes([entry.digest]),
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

    private static func bytes(_ digests: [AuditDigest]) -> Data? {
        guard !digests.isEmpty else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digests.count * AuditDigest.size)
        for digest in digests { digest.append(to: &bytes) }
        return Data(bytes)
    }
}

extension AuditInsertion.Entry {
    /// Whether it tells of a transaction of the writer's own with one change of the class of specs.
    fileprivate var isPlain: Bool {
        row.kind == AuditKind.change.rawValue && leaves.specs.count == 1 && leaves.statuses.isEmpty
    }

    fileprivate func isContinued(by next: Self) -> Bool {
        (next.row.sequence, next.transaction, next.row.revision)
            == (row.sequence + 1, transaction + 1, row.revision + 1)
    }
}
