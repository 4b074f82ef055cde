public import Resources

extension ResourceStore {
    /// Waits until a resource is as a condition wants (COSI's `WatchFor`).
    ///
    /// - Parameters:
    ///   - key: Which resource; it needn't exist.
    ///   - condition: Is asked of the present state, then of each state that follows, none left out; `nil` while there is
    ///     none.
    /// - Returns: The state that satisfied it.
    /// - Throws: `closed` when the store was closed or the task cancelled, and what reading throws.
    public func wait(
        for key: ResourceKey, until condition: (Resource?) -> Bool
    ) async throws(StoreError) -> Resource? {
        var watch = try Watch(self, WatchSelection(key.namespace, key.type, id: key.id), from: .present)
        var isKnown = false
        while let event = try await watch.next() {
            let isAbsent = event.kind == .deleted || event.kind == .bookmark && !isKnown
            guard event.kind != .bookmark || isAbsent else { continue }
            isKnown = true
            let state = isAbsent ? nil : event.resource
            if condition(state) { return state }
        }
        throw .closed
    }

    /// Marks a resource to go, waits until nobody holds a finalizer on it, and destroys it (COSI).
    ///
    /// One that is gone meanwhile is no error.
    ///
    /// - Parameters:
    ///   - key: Which resource.
    ///   - owner: Who destroys it.
    ///   - context: Who and why, for the history.
    /// - Throws: `notFound`, `ownerConflict`, `closed`, and what writing throws.
    public func teardownAndDestroy(
        _ key: ResourceKey, owner: String = "", _ context: ChangeContext
    ) async throws(StoreError) {
        _ = try await write(context) { transaction throws(StoreError) in try transaction.teardown(key, owner: owner) }
        while true {
            guard try await wait(for: key, until: { $0?.metadata.finalizers.isEmpty ?? true }) != nil else { return }
            // Between the look and the write somebody may have taken hold of it again.
            let isGone = try await write(context) { transaction throws(StoreError) in
                guard let stored = try transaction.get(key) else { return true }
                guard stored.metadata.finalizers.isEmpty else { return false }
                try transaction.destroy(key, owner: owner)
                return true
            }
            if isGone.value { return }
        }
    }
}
