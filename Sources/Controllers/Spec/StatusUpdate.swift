import Resources
import Store

/// What to write down of one spec.
struct StatusUpdate: Sendable {
    /// The most specs that one transaction writes down.
    static let batchLimit = 1024
    /// Who owns all `ApplyStatus` resources.
    static let owner = "SpecControllers"

    /// The merged spec's id.
    let id: String
    /// Its new status; `nil` when the spec is undone.
    let status: ApplyStatus?
    /// Whether the merged spec may go: its finalizer is removed.
    let releases: Bool
    /// Whether what is said of it stays for now.
    var keepsStatus = false

    /// Two parts of much that is to be written down: who waits until the kernel is rid of specs needn't wait for the second.
    static func parts(_ updates: [StatusUpdate]) -> (first: [StatusUpdate], second: [StatusUpdate]) {
        guard updates.count > batchLimit else { return (updates, []) }
        let released = updates.filter(\.releases)
        let first = updates.map { update in
            var update = update
            update.keepsStatus = update.releases
            return update
        }
        return (first, released.map { StatusUpdate(id: $0.id, status: nil, releases: false) })
    }

    func write(_ transaction: WriteTransaction, _ type: String, finalizer: String) throws(StoreError) {
        let key = ResourceKey(Namespace.network, ApplyStatus.typeName, "\(type)/\(id)")
        if let status {
            try transaction.putOwned(key, status.canonical, owner: Self.owner)
        } else if !keepsStatus {
            try transaction.removeOwned(key)
        }
        if releases {
            do throws(StoreError) {
                try transaction.removeFinalizer(finalizer, from: ResourceKey(Namespace.network, type, id))
            } catch {
                guard case .notFound = error else { throw error }
            }
        }
    }
}
