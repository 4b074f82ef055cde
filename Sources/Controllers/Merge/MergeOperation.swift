import Resources
import Store

/// What a merge does to one merged spec.
enum MergeOperation: Sendable {
    case create(Resource)
    case update(Resource)
    /// With the owner that the row has: what another process put there goes as well.
    case tearDown(ResourceKey, owner: String)
    case destroy(ResourceKey, owner: String)
    /// Its finalizers are gone, and it is wanted again.
    case recreate(Resource)

    /// Does it; what somebody else did meanwhile wins, and wakes the controller again.
    func perform(_ transaction: WriteTransaction, owner: String) throws(StoreError) {
        do throws(StoreError) {
            switch self {
            case .create(let resource): try transaction.create(resource)
            case .update(let resource):
                try transaction.modify(resource) { stored throws(StoreError) in
                    stored.spec = resource.spec
                    stored.metadata.labels = resource.metadata.labels
                    stored.metadata.annotations = resource.metadata.annotations
                }
            case .tearDown(let key, let owner):
                if try transaction.teardown(key, owner: owner) {
                    try transaction.destroy(key, owner: owner)
                }
            case .destroy(let key, let owner): try transaction.destroy(key, owner: owner)
            case .recreate(let resource):
                try transaction.destroy(resource.metadata.key, owner: owner)
                try transaction.create(resource)
            }
        } catch {
            switch error {
            case .notFound, .exists, .conflict, .ownerConflict, .phaseConflict, .pendingFinalizers: return
            default: throw error
            }
        }
    }
}
