internal import Audit
internal import Foundation
internal import GRDB
internal import Resources

/// Seals what a group of writes changed: a row of the audit log for each transaction, before the group is committed.
///
/// Rows that somebody else wrote since the last are sealed as well, by what the tables hold, as `external`.
struct AuditSeal {
    private let database: Database
    private let statusTypes: Set<String>
    private var head: AuditHead
    private var transaction: Int64
    private var revision: Int64
    private var insertion: AuditInsertion

    /// A seal that goes on where the log ends.
    ///
    /// - Parameters:
    ///   - database: Inside the group's transaction.
    ///   - statusTypes: The types whose rows are of the class of statuses.
    /// - Throws: What reading throws.
    init(_ database: Database, statusTypes: Set<String>) throws(StoreError) {
        self.database = database
        self.statusTypes = statusTypes
        insertion = AuditInsertion(database)
        let end = try Self.end(database)
        (head, transaction, revision) = (end.head, end.transaction, end.revision)
    }

    /// How far the log has come, and what it covers.
    static func end(_ database: Database) throws(StoreError) -> (head: AuditHead, transaction: Int64, revision: Int64) {
        try perform {
            let statement = try database.cachedStatement(
                sql: "SELECT sequence, digest, txn, revision FROM audit ORDER BY sequence DESC LIMIT 1")
            guard let row = try Row.fetchOne(statement) else { return (.empty, 0, 0) }
            return (AuditHead(sequence: row[0], digest: try .read(row[1])), row[2], row[3])
        }
    }

    /// Adds a row for each transaction since the last row, and then one for each note; what was found before the writer's own
    /// transactions stands before them, and that the log isn't as it was left before all: it explains what comes next.
    ///
    /// - Parameters:
    ///   - own: The writer's own transactions; those before are somebody else's, whatever they say.
    ///   - notes: What is no change of a resource.
    ///   - clockStep: That the clock was set since the last row.
    ///   - expected: The head that the writer left behind; another one means that somebody else wrote to the log.
    ///   - time: The group's time.
    /// - Returns: The head after that.
    /// - Throws: What reading and writing throw.
    mutating func seal(
        _ own: [OwnTransaction], _ notes: [AuditNote], clockStep: AuditNote?, expected: AuditHead?, at time: String
    ) throws(StoreError) -> AuditHead {
        let kind = head == .empty ? AuditKind.earlier : .external
        if let expected, expected != head {
            try add(AuditNote(.external, AuditBreak(expected: expected, found: head).note), at: time)
        }
        try sealOthers(before: own.first?.id ?? .max, as: kind)
        if let clockStep { try add(clockStep, at: time) }
        for own in own {
            (transaction, revision) = (own.id, own.revision)
            try add(.change, own.line, own.leaves)
        }
        for note in notes { try add(note, at: time) }
        try insertion.finish()
        return head
    }

    /// Adds rows for transactions that nobody has sealed.
    private mutating func sealOthers(before own: Int64, as kind: AuditKind) throws(StoreError) {
        let (known, covered) = (transaction, revision)
        try perform {
            // Read as it is sealed: what was before the log was kept may be a million rows.
            func others() throws -> FastDatabaseValueCursor<AuditedTransaction> {
                try AuditedTransaction.fetchCursor(
                    database.cachedStatement(
                        sql: "SELECT \(AuditedTransaction.columns) FROM txn t WHERE t.id > ? AND t.id < ? ORDER BY t.id"
                    ),
                    arguments: [known, own])
            }
            var transactions = try others()
            guard var transaction = try transactions.next() else { return }
            if kind == .external {
                // Such a row can be without any change, and then a group begins without looking after it.
                try database.execute(
                    sql: """
                        UPDATE txn SET actor = 'sqlite', origin = 'sqlite'
                        WHERE id > ? AND id < ? AND (actor <> 'sqlite' OR origin <> 'sqlite')
                        """, arguments: [known, own])
                transactions = try others()
                guard let first = try transactions.next() else { return }
                transaction = first
            }
            let changes = try AuditedChange.fetchCursor(
                database.cachedStatement(
                    sql: "SELECT \(AuditedChange.columns) FROM history h WHERE h.revision > ? ORDER BY h.revision"),
                arguments: [covered])
            var change = try changes.next()
            while true {
                var leaves = AuditLeaves()
                while let next = change, next.transaction <= transaction.id {
                    leaves.append(next.line.digest, isStatus: statusTypes.contains(next.type))
                    revision = next.revision
                    change = try changes.next()
                }
                self.transaction = transaction.id
                try add(kind, transaction.line, leaves)
                guard let next = try transactions.next() else { return }
                transaction = next
            }
        }
    }

    private mutating func add(_ note: AuditNote, at time: String) throws(StoreError) {
        try add(note.kind, .note(note.text(at: time)), AuditLeaves())
    }

    private mutating func add(
        _ kind: AuditKind, _ transaction: AuditLine, _ leaves: AuditLeaves
    ) throws(StoreError) {
        let content = AuditRow.Content.changes(
            transaction: transaction, specs: MerkleTree.root(leaves.specs), statuses: MerkleTree.root(leaves.statuses))
        try add(kind, content, leaves)
    }

    private mutating func add(
        _ kind: AuditKind, _ content: AuditRow.Content, _ leaves: AuditLeaves
    ) throws(StoreError) {
        let row = AuditRow(sequence: head.sequence + 1, kind: kind.rawValue, revision: revision, content: content)
        let digest = row.line(after: head.digest).digest
        try insertion.add(AuditInsertion.Entry(row: row, transaction: transaction, leaves: leaves, digest: digest))
        head = AuditHead(sequence: row.sequence, digest: digest)
    }
}
