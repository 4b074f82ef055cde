internal import Resources

/// What the log tells of writes past the program.
///
/// The sqlite3 shell is a client like others, and what it wrote bears its name. Whoever writes in another's name, or into the log
/// itself, wants to deceive.
enum ForeignRow {
    /// What is wrong with what a row of the kind `external` tells; `nil` if it was an honest change.
    static func finding(_ sealed: SealedRow) -> AuditFinding? {
        switch sealed.row.content {
        case .note(let note): intrusion((try? JSON(parsing: note))?.members ?? [:], sealed.row.sequence)
        case .changes(let words, _, _): pretence((try? JSON(parsing: words.text))?.members ?? [:], sealed)
        }
    }

    private static func intrusion(_ note: [String: JSON], _ number: Int64) -> AuditFinding? {
        guard let expected = note["expected"]?.text.flatMap({ AuditHead($0) }),
            let found = note["found"]?.text.flatMap({ AuditHead($0) })
        else { return nil }
        let detail =
            "when audit row \(number) was written, the log ended at row \(found.sequence), and the program had left it at row"
        return AuditFinding(
            found.sequence > expected.sequence ? .inserted : .truncated,
            .row(min(expected.sequence, found.sequence) + (found.sequence == expected.sequence ? 0 : 1)),
            "\(detail) \(expected.sequence)")
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
