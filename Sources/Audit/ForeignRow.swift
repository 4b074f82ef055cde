internal import Resources

/// What the log tells of writes past the program.
///
/// The sqlite3 shell is a client like others, and what it wrote bears its name. Whoever writes in another's name, or into the log
/// itself, wants to deceive.
enum ForeignRow {
    /// What is wrong with what a row of the kind `external` tells; `nil` if it was an honest change.
    static func finding(_ sealed: SealedRow) -> AuditFinding? {
        switch sealed.row.content {
        case .note(let note): intrusion((try? JSON(parsing: note)) ?? .null, sealed.row.sequence)
        case .changes(let words, _, _): pretence((try? JSON(parsing: words.text))?.members ?? [:], sealed)
        }
    }

    private static func intrusion(_ note: JSON, _ number: Int64) -> AuditFinding? {
        guard let gap = AuditBreak(note: note) else { return nil }
        return AuditFinding(gap.kind, .row(gap.row), "\(gap.words); audit row \(number) tells of it")
    }

    private static func pretence(_ transaction: [String: JSON], _ sealed: SealedRow) -> AuditFinding? {
        guard let id = sealed.transaction, let actor = transaction["actor"]?.text,
            transaction["origin"]?.text != "sqlite"
        else { return nil }
        return AuditFinding(
            .inserted, .transaction(id), "transaction \(id) bears the name of \(actor), and the program didn't write it"
        )
    }
}
