/// How a row of the log itself is bad.
extension AuditVerifier {
    /// Whether a row's content belongs to another row's place.
    ///
    /// Behind one that stands elsewhere no digest can be compared: its transaction tells whether it is the one that belongs there.
    func belongsElsewhere(_ sealed: SealedRow) -> Bool {
        let (row, id) = (sealed.row, sealed.transaction ?? transaction + 1)
        guard row.sequence == head.sequence + 1 + strays else { return false }
        if strays > 0 { return id <= transaction + strays && sealed.transaction != nil }
        guard sealed.line.digest != sealed.digest, !isInserted(sealed) else { return false }
        return id != transaction + 1 || row.revision < revision
    }

    private func isInserted(_ sealed: SealedRow) -> Bool {
        sealed.transaction ?? transaction + 1 <= transaction && sealed.row.revision == revision
    }

    /// How a row is bad whose digest isn't its line's.
    func falsified(_ sealed: SealedRow) -> AuditFinding {
        let number = sealed.row.sequence
        if isInserted(sealed) {
            return AuditFinding(.inserted, .row(number), "audit row \(number): the program never wrote it")
        }
        let other = sealed.transaction.map { ", or transaction \($0) of which it tells" } ?? ""
        return AuditFinding(.altered, .row(number), "audit row \(number)\(other): changed since it was sealed")
    }

    /// That a row has fewer digests than changes: one that is the root of many comes to the same line, and hides how many there were.
    ///
    /// Of what others wrote, or was there before the log, some revisions may never have been there.
    func cut(_ sealed: SealedRow) -> AuditFinding? {
        let (row, leaves) = (sealed.row, sealed.leaves)
        guard row.kind == AuditKind.change.rawValue, case .changes = row.content else { return nil }
        let count = Int64(leaves.specs.count + leaves.statuses.count)
        guard count != row.revision - revision else { return nil }
        return AuditFinding(
            .altered, .row(row.sequence),
            "audit row \(row.sequence): it tells of revisions \(revision + 1) to \(row.revision), and has digests of \(count) changes"
        )
    }
}
