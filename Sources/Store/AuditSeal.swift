internal import Audit
internal import Foundation
internal import GRDB
internal import Resources

/// Seals what a group of writes changed: a row of the audit log for each transaction, before the group is committed.
///
/// The digests are made of what the tables hold, so rows that somebody else wrote are sealed as well, as `external`.
struct AuditSeal {
    private let database: Database
    private let statusTypes: Set<String>
    private var head: AuditHead
    private var transaction: Int64
    private var revision: Int64

    /// A seal that goes on where the log ends.
    ///
    /// - Parameters:
    ///   - database: Inside the group's transaction.
    ///   - statusTypes: The types whose rows are of the class of statuses.
    /// - Throws: What reading throws.
    init(_ database: Database, statusTypes: Set<String>) throws(StoreError) {
        self.database = database
        self.statusTypes = statusTypes
        let end = try Self.end(database)
        (head, transaction, revision) = (end.head, end.transaction, end.revision)
    }

    /// How far the log has come, and what it covers.
    static func end(_ database: Database) throws(StoreError) -> (head: AuditHead, transaction: Int64, revision: Int64) {
        try perform {
            let statement = try database.cachedStatement(
                sql: "SELECT sequence, digest, txn, revision FROM audit ORDER BY sequence DESC LIMIT 1")
            guard let row = try Row.fetchOne(statement) else { return (.empty, 0, 0) }
            guard let digest = AuditDigest(row[1] as Data) else {
                throw StoreError.corrupt("a digest isn't 32 bytes long")
            }
            return (AuditHead(sequence: row[0], digest: digest), row[2], row[3])
        }
    }

    /// Adds a row for each transaction since the last row, and then one for each note.
    ///
    /// - Parameters:
    ///   - notes: What is no change of a resource.
    ///   - own: The first transaction that can be the writer's; those before are somebody else's, whatever they say.
    ///   - expected: The head that the writer left behind; another one means that somebody else wrote to the log.
    ///   - time: The group's time.
    /// - Returns: The head after that.
    /// - Throws: What reading and writing throw.
    mutating func seal(
        _ notes: [AuditNote], own: Int64, expected: AuditHead?, at time: String
    ) throws(StoreError) -> AuditHead {
        var notes = notes
        if let expected, expected != head {
            let detail: [String: JSON] = [
                "expected": .string(expected.description), "found": .string(head.description),
            ]
            notes.insert(AuditNote(.external, detail), at: 0)
        }
        try sealTransactions(own: own)
        for note in notes {
            try add(note.kind, .note(note.text(at: time)), AuditLeaves())
        }
        return head
    }

    private mutating func sealTransactions(own: Int64) throws(StoreError) {
        let (known, covered) = (transaction, revision)
        let foreign = head == .empty ? AuditKind.earlier : .external
        try perform {
            // Read as it is sealed: what was before the log was kept may be a million rows.
            let transactions = try AuditedTransaction.fetchCursor(
                database.cachedStatement(
                    sql: "SELECT \(AuditedTransaction.columns) FROM txn t WHERE t.id > ? ORDER BY t.id"),
                arguments: [known])
            guard var transaction = try transactions.next() else { return }
            let changes = try AuditedChange.fetchCursor(
                database.cachedStatement(
                    sql: "SELECT \(AuditedChange.columns) FROM history h WHERE h.revision > ? ORDER BY h.revision"),
                arguments: [covered])
            var change = try changes.next()
            while true {
                var leaves = AuditLeaves()
                while let next = change, next.transaction <= transaction.id {
                    let leaf = AuditDigest(line: next.line)
                    if statusTypes.contains(next.type) {
                        leaves.statuses.append(leaf)
                    } else {
                        leaves.specs.append(leaf)
                    }
                    revision = next.revision
                    change = try changes.next()
                }
                self.transaction = transaction.id
                let content = AuditRow.Content.changes(
                    transaction: transaction.line, specs: MerkleTree.root(leaves.specs),
                    statuses: MerkleTree.root(leaves.statuses))
                try add(transaction.id < own ? foreign : .change, content, leaves)
                guard let next = try transactions.next() else { return }
                transaction = next
            }
        }
    }

    private mutating func add(
        _ kind: AuditKind, _ content: AuditRow.Content, _ leaves: AuditLeaves
    ) throws(StoreError) {
        let row = AuditRow(sequence: head.sequence + 1, kind: kind.rawValue, revision: revision, content: content)
        let digest = AuditDigest(line: row.line(after: head.digest))
        var note: String?
        if case .note(let text) = content { note = text }
        let values: StatementArguments = [
            row.sequence, kind.rawValue, transaction, revision, Self.bytes(leaves.specs), Self.bytes(leaves.statuses),
            note,
            Data(digest.bytes),
        ]
        try perform {
            try database.cachedStatement(
                sql: """
                    INSERT INTO audit (sequence, kind, txn, revision, specs, statuses, note, digest)
                    VALUES (?,?,?,?,?,?,?,?)
                    """
            ).execute(arguments: values)
        }
        head = AuditHead(sequence: row.sequence, digest: digest)
    }

    private static func bytes(_ digests: [AuditDigest]) -> Data? {
        guard !digests.isEmpty else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digests.count * AuditDigest.size)
        for digest in digests { digest.append(to: &bytes) }
        return Data(bytes)
    }
}
