internal import GRDB
public import Resources

/// Several reads that all see the same commit.
///
/// It is only valid inside the closure that got it.
public struct ReadTransaction {
    let database: Database

    /// The resource as it is, or `nil`.
    public func get(_ key: ResourceKey) throws(StoreError) -> Resource? { try Queries.get(database, key) }

    /// The resource's metadata as they are, or `nil`; a large spec isn't read for them.
    public func metadata(_ key: ResourceKey) throws(StoreError) -> Metadata? { try Queries.metadata(database, key) }

    /// Whether the resource is there: much less work than reading it.
    public func exists(_ key: ResourceKey) throws(StoreError) -> Bool { try Queries.exists(database, key) }

    /// Whether the resource is there and runs, or is kept by finalizers: much less work than reading it.
    public func isHeld(_ key: ResourceKey) throws(StoreError) -> Bool { try Queries.isHeld(database, key) }
}

extension ResourceStore {
    /// Reads much at once, which costs less than one after the other, and all of it is of the same commit.
    public func read<Value>(
        _ body: (ReadTransaction) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        try readers.snapshot { try body(ReadTransaction(database: $0)) }
    }
}
