import Store

extension UnprovedChange {
    /// The reason for people.
    ///
    /// - Parameter revision: Of the change.
    /// - Returns: Half a sentence after which nothing has to come.
    func words(_ revision: Int64) -> String {
        switch self {
        case .absent(let newest): "there is no revision \(revision): history ends at revision \(newest)"
        case .gone: "revision \(revision) is kept no longer, and only what is there can be proved"
        case .rowPruned(let last):
            "the audit row of revision \(revision) is kept no longer: rows up to \(last) were pruned"
        case .unsealed: "no row of the audit log tells of revision \(revision); 'netstrata audit verify' says more"
        case .unsigned(let row, let signed):
            "audit row \(row), which covers revision \(revision), isn't signed yet: the log is signed up to row \(signed), and a minute after something happens"
        case .signaturePruned(let row):
            "the signature over audit row \(row), which covers revision \(revision), is of rows that are kept no longer"
        }
    }
}
