import Resources
import Store

/// What a controller derives is its alone: whatever another process made of a row, the next write puts it right.
extension WriteTransaction {
    /// Stores a row, anew where another process took it over or tore it down.
    func putOwned(_ key: ResourceKey, _ text: String, owner: String) throws(StoreError) {
        let wanted = Resource(Metadata(key, owner: owner), spec: text)
        do throws(StoreError) {
            try modify(wanted) { stored throws(StoreError) in
                stored.spec = text
                (stored.metadata.labels, stored.metadata.annotations) = ([:], [:])
                stored.metadata.finalizers = []
            }
        } catch {
            switch error {
            case .ownerConflict, .phaseConflict:
                try removeOwned(key)
                try create(wanted)
            default: throw error
            }
        }
    }

    /// Removes a row, whoever claims it; none is no error.
    func removeOwned(_ key: ResourceKey) throws(StoreError) {
        guard case .held(let stored) = try remove(key, owner: nil) else { return }
        for finalizer in stored.metadata.finalizers { try removeFinalizer(finalizer, from: key) }
        try remove(key, owner: nil)
    }
}

extension Metadata {
    /// Whether a row is as its controller wrote it, its spec apart.
    func isAsWritten(by owner: String) -> Bool {
        self.owner == owner && phase == .running && finalizers.isEmpty && labels.isEmpty && annotations.isEmpty
    }
}
