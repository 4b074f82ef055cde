import Resources
import Store

/// What the layers want of one merged spec; whether that is a change is seen in the transaction that makes it.
enum MergeOperation: Sendable {
    /// No layer speaks of it.
    case remove(ResourceKey)
    /// It is to be so.
    case put(Resource)
    /// A layer can't be read: what is stored stays and gets the note; what isn't is put there so that the note is seen.
    case remark(Resource, note: String)

    /// Does it.
    ///
    /// A spec that goes, or that somebody else put there, is torn down first and comes anew only when nobody holds it, so that
    /// what it had made in the kernel is undone before it is made again.
    func perform(_ transaction: WriteTransaction) throws(StoreError) {
        switch self {
        case .remove(let key): try transaction.remove(key, owner: nil)
        case .put(let wanted):
            try Self.put(wanted, transaction) { stored in
                stored.spec = wanted.spec
                stored.metadata.labels = wanted.metadata.labels
                stored.metadata.annotations = wanted.metadata.annotations
            }
        case .remark(let wanted, let note):
            try Self.put(wanted, transaction) { $0.metadata.annotations[Metadata.unreadable] = note }
        }
    }

    /// Creates what is wanted, changes what is there, or replaces what can't stay.
    private static func put(
        _ wanted: Resource, _ transaction: WriteTransaction, change: (inout Resource) -> Void
    ) throws(StoreError) {
        do throws(StoreError) {
            try transaction.modify(wanted) { stored throws(StoreError) in change(&stored) }
        } catch {
            switch error {
            case .ownerConflict, .phaseConflict:
                if case .held = try transaction.remove(wanted.metadata.key, owner: nil) { return }
                try transaction.create(wanted)
            default: throw error
            }
        }
    }
}
