internal import Audit
internal import Foundation
internal import GRDB

/// Inserts rows of the audit log, many with one statement: so a row takes half the time.
struct AuditInsertion {
    /// A row, and what its line doesn't hold.
    struct Entry {
        let row: AuditRow
        let transaction: Int64
        let leaves: AuditLeaves
        let digest: AuditDigest
    }

    /// How many rows one statement inserts.
    private static let portion = 16

    private let database: Database
    private var waiting: [Entry] = []

    init(_ database: Database) { self.database = database }

    /// Adds a row; it may have to wait for others.
    mutating func add(_ entry: Entry) throws(StoreError) {
        waiting.append(entry)
        guard waiting.count == Self.portion else { return }
        try insert(waiting, Self.many)
        waiting.removeAll(keepingCapacity: true)
    }

    /// Inserts the rows that wait.
    mutating func finish() throws(StoreError) {
        for entry in waiting { try insert([entry], Self.one) }
        waiting = []
    }

    private static let one = statement(rows: 1)
    private static let many = statement(rows: portion)

    private static func statement(rows: Int) -> String {
        let values = Array(repeating: "(?,?,?,?,?,?,?,?)", count: rows).joined(separator: ",")
        return "INSERT INTO audit (sequence, kind, txn, revision, specs, statuses, note, digest) VALUES \(values)"
    }

    private func insert(_ entries: [Entry], _ statement: String) throws(StoreError) {
        let values = StatementArguments(entries.flatMap(\.values))
        try perform { try database.cachedStatement(sql: statement).execute(arguments: values) }
    }
}

extension AuditInsertion.Entry {
    /// The values of its columns.
    fileprivate var values: [(any DatabaseValueConvertible)?] {
        var note: String?
        if case .note(let text) = row.content { note = text }
        return [
            row.sequence, row.kind, transaction, row.revision, Self.bytes(leaves.specs), Self.bytes(leaves.statuses),
            note, Data(digest.bytes),
        ]
    }

    private static func bytes(_ digests: [AuditDigest]) -> Data? {
        guard !digests.isEmpty else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digests.count * AuditDigest.size)
        for digest in digests { digest.append(to: &bytes) }
        return Data(bytes)
    }
}
