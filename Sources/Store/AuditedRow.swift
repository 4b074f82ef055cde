internal import Audit
internal import Foundation
internal import GRDB
internal import Migrations

/// A row of `audit a`, with the words of its transaction.
struct AuditedRow: WholeRow {
    /// The columns of an `audit a`, in the order in which they are read.
    static let columns = """
        a.sequence, a.kind, a.txn, a.revision, a.specs, a.statuses, a.note, a.digest, \(AuditedTransaction.columns)
        """

    /// The tables that hold them; of a note there is no transaction.
    static let tables = "audit a LEFT JOIN txn t ON t.id = a.txn AND a.note IS NULL"

    let sequence: Int64
    private let kind: String
    let transaction: Int64
    let revision: Int64
    private let specs: Data?
    private let statuses: Data?
    private let note: String?
    private let digest: Data
    private let words: AuditLine?

    init?(sqliteStatement statement: SQLiteStatement, index: CInt) {
        func optional<Value: StatementColumnConvertible>(_ offset: CInt, _: Value.Type) -> Value? {
            Value.fromStatement(statement, atUncheckedIndex: index + offset)
        }
        sequence = Int64(sqliteStatement: statement, index: index)
        // A String made of a column ends at a NUL, and what somebody put behind it would not be seen.
        kind = String(decoding: Data(sqliteStatement: statement, index: index + 1), as: UTF8.self)
        transaction = Int64(sqliteStatement: statement, index: index + 2)
        revision = Int64(sqliteStatement: statement, index: index + 3)
        specs = optional(4, Data.self)
        statuses = optional(5, Data.self)
        note = optional(6, Data.self).map { String(decoding: $0, as: UTF8.self) }
        digest = Data(sqliteStatement: statement, index: index + 7)
        words = AuditedTransaction(sqliteStatement: statement, index: index + 8)?.line
    }

    /// The texts of the notes of a kind.
    ///
    /// - Parameters:
    ///   - database: Where.
    ///   - kind: Their kind.
    ///   - first: After this row.
    ///   - last: Up to and with this one.
    ///   - isNewestFirst: Whether they come from the last backwards.
    ///   - limit: At most so many; -1 for all.
    /// - Returns: The texts.
    /// - Throws: What reading throws.
    static func notes(
        _ database: Database, _ kind: AuditKind, after first: Int64 = 0, through last: Int64 = .max,
        isNewestFirst: Bool = false, limit: Int = -1
    ) throws -> [String] {
        try String.fetchAll(
            database,
            sql: """
                SELECT note FROM audit
                WHERE kind = ? AND \(AuditIndex.condition) AND sequence > ? AND sequence <= ? AND note IS NOT NULL
                ORDER BY sequence \(isNewestFirst ? "DESC" : "ASC") LIMIT ?
                """, arguments: [kind.rawValue, first, last, limit])
    }

    /// Whether it tells of a transaction whose row is gone.
    var lacksTransaction: Bool { note == nil && words == nil }

    /// The row, given the digest that is kept with the row before.
    ///
    /// - Throws: `corrupt` where a digest has another length, which its column's check forbids.
    func sealed(after previous: AuditDigest) throws(StoreError) -> SealedRow {
        let digest = try AuditDigest.read(digest)
        let specs = try AuditDigest.readAll(specs)
        let statuses = try AuditDigest.readAll(statuses)
        let content =
            note.map { AuditRow.Content.note($0) }
            ?? .changes(
                transaction: words ?? AuditLine("null"), specs: MerkleTree.root(specs),
                statuses: MerkleTree.root(statuses))
        let row = AuditRow(sequence: sequence, kind: kind, revision: revision, content: content)
        return SealedRow(
            row: row, line: row.line(after: previous), digest: digest,
            leaves: AuditLeaves(specs: specs, statuses: statuses), transaction: note == nil ? transaction : nil)
    }

    /// The digests of the rows after one, up to and with another, oldest first.
    static func digests(
        _ database: Database, after sequence: Int64, through last: Int64
    ) throws -> [AuditDigest] {
        try Data.fetchAll(
            database.cachedStatement(
                sql: "SELECT digest FROM audit WHERE sequence > ? AND sequence <= ? ORDER BY sequence"),
            arguments: [sequence, last]
        ).map(AuditDigest.read)
    }
}
