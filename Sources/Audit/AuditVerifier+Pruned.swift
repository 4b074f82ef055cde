internal import Resources

/// What pruning leaves, and what it says that it took: more mustn't be gone.
extension AuditVerifier {
    /// Takes in that a row is gone which pruning had left.
    ///
    /// - Parameter isThere: Whether a revision is in history.
    /// - Throws: What `isThere` throws.
    public mutating func checkBases<Failure: Error>(_ isThere: (Int64) throws(Failure) -> Bool) throws(Failure) {
        for base in bases where try !isThere(base.revision) {
            add(
                AuditFinding(
                    .missing, .revision(base.revision),
                    "revision \(base.revision): gone, and pruning had left it: revision \(base.next) replaced it later")
            )
        }
        bases = []
    }

    /// Compares how many rows are gone with how many the log says that pruning took.
    ///
    /// A resource of which all rows are gone names none of them: only their number tells. Where rows of the log itself are kept no
    /// longer, nobody knows how many changes they had, and what is said of pruning is an upper bound.
    ///
    /// - Parameter horizon: What the log says, read after all the rest.
    public mutating func checkRemoved(_ horizon: Horizon) {
        guard !findings.contains(where: { $0.kind == .missing }) else { return }
        for kind in HistoryClass.allCases {
            let (gone, removed) = (tally.gone[kind], horizon.removed[kind])
            guard gone > removed else { continue }
            add(
                AuditFinding(
                    .missing, .revision(horizon[kind]),
                    "of the \(kind.rawValue) up to revision \(horizon[kind]) \(gone) changes are gone, and pruning took \(removed) of them"
                ))
        }
    }
}
