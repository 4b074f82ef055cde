internal import Resources

/// What the log tells of writes past the program.
///
/// The sqlite3 shell is a client like others, and what it wrote bears its name. Whoever writes in another's name, or into the log
/// itself, wants to deceive.
enum ForeignRow {
    /// What is wrong with what a row of the kind `external` tells; `nil` if it was an honest change.
    static func finding(_ sealed: SealedRow) -> AuditFinding? {
        switch sealed.row.content {
        case .note: intrusion(sealed)
        case .changes(let words, _, _): pretence((try? JSON(parsing: words.text))?.members ?? [:], sealed)
        }
    }

    /// The break of which a row of the kind `external` tells; `nil` if it tells of something else.
    static func gap(_ sealed: SealedRow) -> AuditBreak? {
        guard case .note(let note) = sealed.row.content else { return nil }
        return (try? JSON(parsing: note)).flatMap { AuditBreak(note: $0) }
    }

    private static func intrusion(_ sealed: SealedRow) -> AuditFinding? {
        guard let gap = gap(sealed) else { return nil }
        return AuditFinding(
            gap.kind, .row(gap.row), "\(gap.words); audit row \(sealed.row.sequence) tells of it")
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
