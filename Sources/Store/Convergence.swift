/// A note that all was as it should be; the store keeps it, and whoever wrote it knows what it says.
extension ResourceStore {
    /// The note that was written last; `nil` when there is none, or the ledger has been bound to another kernel since.
    public func convergence() throws(StoreError) -> String? { try note(convergenceNote) }
}

extension WriteTransaction {
    /// Writes the note; no resource changes, so the revision stays.
    public func setConvergence(_ note: String) throws(StoreError) { try setNote(convergenceNote, note) }

    /// Removes the note.
    func forgetConvergence() throws(StoreError) { try forgetNote(convergenceNote) }
}

/// The note's name.
let convergenceNote = "convergence"
