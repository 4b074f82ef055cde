public import Resources

/// COSI's operations: versions, owners, phases and finalizers (reference: COSI's `state.CoreState`).
extension WriteTransaction {
    /// Stores a new state of a resource.
    ///
    /// - Parameters:
    ///   - resource: The new state; its version is the one that the caller read.
    ///   - owner: Who changes it.
    ///   - phase: The phase in which it must be, or `nil` for any.
    /// - Returns: What is stored now.
    /// - Throws: `notFound`, `ownerConflict`, `conflict` when the version isn't the stored one, `phaseConflict`.
    @discardableResult
    public func update(
        _ resource: Resource, owner: String = "", expectedPhase phase: Phase? = .running
    ) throws(StoreError) -> Resource {
        let key = resource.metadata.key
        let row = try existing(key, owner: owner)
        let stored = row.resource
        guard stored.metadata.version == resource.metadata.version else {
            throw .conflict(key, expected: resource.metadata.version, actual: stored.metadata.version)
        }
        if let phase, stored.metadata.phase != phase { throw .phaseConflict(key, actual: stored.metadata.phase) }
        return try replace(row, with: resource)
    }

    /// Creates a resource, or changes the one that is there; a change that changes nothing isn't stored.
    ///
    /// - Parameters:
    ///   - initial: What is created if there is none; its owner is who changes it.
    ///   - phase: The phase in which an existing one must be, or `nil` for any.
    ///   - change: Changes the stored or the initial state; name and owner stay.
    /// - Returns: What is stored now.
    /// - Throws: `ownerConflict`, `phaseConflict`, and what `change` throws.
    @discardableResult
    public func modify(
        _ initial: Resource, expectedPhase phase: Phase? = .running,
        _ change: (inout Resource) throws(StoreError) -> Void
    ) throws(StoreError) -> Resource {
        if let new = try insertUnlooked(initial, change) { return new }
        guard let row = try Queries.find(database, initial.metadata.key) else {
            var new = initial
            try change(&new)
            expectsNew = true
            return try insert(new)
        }
        expectsNew = false
        let stored = row.resource
        try checkOwner(stored, initial.metadata.owner)
        if let phase, stored.metadata.phase != phase {
            throw .phaseConflict(stored.metadata.key, actual: stored.metadata.phase)
        }
        var new = stored
        try change(&new)
        return new == stored ? stored : try replace(row, with: new)
    }

    /// Inserts without a look, where one that isn't new is improbable; it saves a tenth of the time.
    ///
    /// - Returns: `nil` when that can't be done, so that somebody must look.
    private func insertUnlooked(
        _ initial: Resource, _ change: (inout Resource) throws(StoreError) -> Void
    ) throws(StoreError) -> Resource? {
        guard expectsNew, id != nil else { return nil }
        var new = initial
        do throws(StoreError) {
            try change(&new)
            return try insert(new)
        } catch .exists {
            return nil
        } catch .aborted {
            // It may think otherwise of what is stored.
            return nil
        }
    }

    /// Marks a resource to go; one that is marked already stays as it is.
    ///
    /// - Returns: Whether nobody holds a finalizer, so that it can be destroyed.
    /// - Throws: `notFound`, `ownerConflict`.
    @discardableResult
    public func teardown(_ key: ResourceKey, owner: String = "") throws(StoreError) -> Bool {
        let row = try existing(key, owner: owner)
        let stored = row.resource
        guard stored.metadata.phase == .running else { return stored.metadata.finalizers.isEmpty }
        var new = stored
        new.metadata.phase = .tearingDown
        return try replace(row, with: new).metadata.finalizers.isEmpty
    }

    /// Removes a resource for good.
    ///
    /// - Returns: Its last state.
    /// - Throws: `notFound`, `ownerConflict`, `pendingFinalizers`.
    @discardableResult
    public func destroy(_ key: ResourceKey, owner: String = "") throws(StoreError) -> Resource {
        let row = try existing(key, owner: owner)
        let stored = row.resource
        guard stored.metadata.finalizers.isEmpty else {
            throw .pendingFinalizers(key, stored.metadata.finalizers)
        }
        try delete(row)
        return stored
    }

    /// What is left of a resource that was to be removed.
    public enum Removal: Hashable, Sendable {
        /// There was none.
        case none
        /// Somebody holds a finalizer, so it is marked to go.
        case held(Resource)
        /// It is gone; this was its last state.
        case gone(Resource)
    }

    /// Removes a resource, or marks it to go while somebody holds it, with one look at it.
    ///
    /// - Parameters:
    ///   - key: Its name.
    ///   - owner: Who removes it; `nil` for whoever owns it.
    ///   - check: Is told what is stored.
    /// - Returns: What is left.
    /// - Throws: `ownerConflict`, and what `check` throws.
    @discardableResult
    public func remove(
        _ key: ResourceKey, owner: String? = "", check: (Resource?) throws(StoreError) -> Void = { _ in }
    ) throws(StoreError) -> Removal {
        let row = try Queries.find(database, key)
        try check(row?.resource)
        guard let row else { return .none }
        let stored = row.resource
        if let owner { try checkOwner(stored, owner) }
        guard !stored.metadata.finalizers.isEmpty else {
            try delete(row)
            return .gone(stored)
        }
        guard stored.metadata.phase == .running else { return .held(stored) }
        var new = stored
        new.metadata.phase = .tearingDown
        return .held(try replace(row, with: new))
    }

    /// Adds a finalizer; nobody needs to own the resource for that.
    public func addFinalizer(_ finalizer: String, to key: ResourceKey) throws(StoreError) {
        guard let row = try Queries.find(database, key) else { throw .notFound(key) }
        let stored = row.resource
        guard !stored.metadata.finalizers.contains(finalizer) else { return }
        var new = stored
        new.metadata.finalizers.append(finalizer)
        _ = try replace(row, with: new)
    }

    /// Removes a finalizer; one that isn't there is no error.
    public func removeFinalizer(_ finalizer: String, from key: ResourceKey) throws(StoreError) {
        guard let row = try Queries.find(database, key) else { throw .notFound(key) }
        let stored = row.resource
        guard stored.metadata.finalizers.contains(finalizer) else { return }
        var new = stored
        new.metadata.finalizers.removeAll { $0 == finalizer }
        _ = try replace(row, with: new)
    }

    private func existing(_ key: ResourceKey, owner: String) throws(StoreError) -> ResourceRow {
        guard let row = try Queries.find(database, key) else { throw .notFound(key) }
        try checkOwner(row.resource, owner)
        return row
    }

    private func checkOwner(_ stored: Resource, _ owner: String) throws(StoreError) {
        guard stored.metadata.owner == owner else {
            throw .ownerConflict(stored.metadata.key, owner: stored.metadata.owner)
        }
    }
}
