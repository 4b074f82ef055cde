public import Resources

/// Why the store didn't do what it was asked, by what the caller can do next.
public enum StoreError: Error, Hashable, Sendable {
    /// There is no such resource.
    case notFound(ResourceKey)
    /// A resource of this name exists already.
    case exists(ResourceKey)
    /// The caller knew another version or revision than the one that is stored.
    case conflict(ResourceKey, expected: Int64, actual: Int64)
    /// The resource belongs to another owner.
    case ownerConflict(ResourceKey, owner: String)
    /// The resource is in another phase than the operation needs.
    case phaseConflict(ResourceKey, actual: Phase)
    /// Somebody holds finalizers on it, so it can't be destroyed yet.
    case pendingFinalizers(ResourceKey, [String])
    /// History before `oldest` is gone: read the present state and go on from there.
    case compacted(oldest: Int64)
    /// The revision hasn't happened yet.
    case future(current: Int64)
    /// Another process keeps the database locked; try again.
    case busy
    /// The disk, or the database's largest size, is full; nothing was written.
    case full
    /// The database file is damaged.
    case corrupt(String)
    /// SQLite failed, with its own words.
    case database(String)
    /// The store was closed.
    case closed
    /// A check that the caller made within the transaction failed; it says why by itself.
    case aborted
}
