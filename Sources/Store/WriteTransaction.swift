internal import GRDB
public import Resources

/// The changes of one caller: they happen together or not at all.
///
/// It is only valid inside the closure that got it, on the writer's thread.
public final class WriteTransaction {
    let database: Database
    private let context: ChangeContext
    private let clock: TransactionClock
    private var record: TransactionRecord?
    /// The number that the next change gets.
    private var nextRevision: Int64
    /// The first and the last change of this transaction so far.
    public private(set) var revisions: ClosedRange<Int64>?
    /// The types whose resources were changed.
    private(set) var touched: Set<ResourceKind> = []

    init(_ database: Database, context: ChangeContext, clock: TransactionClock, nextRevision: Int64) {
        self.database = database
        self.context = context
        self.clock = clock
        self.nextRevision = nextRevision
    }

    /// The transaction's number, once something was changed.
    public var id: Int64? { record?.id }

    /// The resource as it is within this transaction, or `nil`.
    public func get(_ key: ResourceKey) throws(StoreError) -> Resource? {
        try Queries.get(database, key)
    }

    /// The resources of a type, sorted by id.
    public func list(_ namespace: String, _ type: String) throws(StoreError) -> [Resource] {
        try Queries.list(database, namespace, type)
    }

    /// Adds a resource; it gets version 1.
    ///
    /// - Throws: `exists`.
    @discardableResult
    public func create(_ resource: Resource) throws(StoreError) -> Resource {
        guard try get(resource.metadata.key) == nil else { throw .exists(resource.metadata.key) }
        return try insert(resource)
    }

    /// As `create`, for a caller that knows that the resource isn't there.
    func insert(_ resource: Resource) throws(StoreError) -> Resource {
        let record = try begin()
        var stored = resource
        stored.metadata.version = 1
        stored.metadata.revision = nextRevision
        stored.metadata.created = record.time
        stored.metadata.updated = record.time
        let metadata = stored.metadata
        try perform {
            try database.cachedStatement(
                sql: "INSERT INTO resource (\(resourceColumns)) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"
            ).execute(arguments: [
                metadata.key.namespace, metadata.key.type, metadata.key.id, metadata.version, metadata.revision,
                metadata.phase.rawValue, metadata.owner, metadata.finalizersText, metadata.labelsText,
                metadata.annotationsText, metadata.created, metadata.updated, stored.spec,
            ])
        }
        count(metadata.key)
        return stored
    }

    /// Stores a new state; the version grows by one even if nothing else differs (COSI).
    ///
    /// - Parameters:
    ///   - old: The resource as it is stored.
    ///   - new: What is to be stored; its key must be the same.
    func replace(_ old: Resource, with new: Resource) throws(StoreError) -> Resource {
        let record = try begin()
        var stored = new
        stored.metadata.version = old.metadata.version + 1
        stored.metadata.revision = nextRevision
        stored.metadata.created = old.metadata.created
        stored.metadata.updated = record.time
        let metadata = stored.metadata
        try perform {
            try database.cachedStatement(
                sql: """
                    UPDATE resource SET version = ?, revision = ?, phase = ?, owner = ?, finalizers = ?, labels = ?,
                        annotations = ?, updated = ?, spec = ? WHERE type = ? AND namespace = ? AND id = ?
                    """
            ).execute(arguments: [
                metadata.version, metadata.revision, metadata.phase.rawValue, metadata.owner, metadata.finalizersText,
                metadata.labelsText, metadata.annotationsText, metadata.updated, stored.spec, metadata.key.type,
                metadata.key.namespace, metadata.key.id,
            ])
        }
        count(metadata.key)
        return stored
    }

    /// Removes a resource's row.
    func delete(_ key: ResourceKey) throws(StoreError) {
        _ = try begin()
        try perform {
            try database.cachedStatement(sql: "DELETE FROM resource WHERE type = ? AND namespace = ? AND id = ?")
                .execute(arguments: [key.type, key.namespace, key.id])
        }
        count(key)
    }

    private func count(_ key: ResourceKey) {
        touched.insert(ResourceKind(key.namespace, key.type))
        revisions = (revisions?.lowerBound ?? nextRevision)...nextRevision
        nextRevision += 1
    }

    /// Writes the transaction's row before its first change, and says to the triggers that it is ours.
    private func begin() throws(StoreError) -> TransactionRecord {
        if let record { return record }
        let record = try perform {
            try database.cachedStatement(
                sql: """
                    INSERT INTO txn (time, boot_time, actor, origin, message, request_id, cause) VALUES (?,?,?,?,?,?,?)
                    """
            ).execute(arguments: [
                clock.time, clock.bootMilliseconds, context.actor, context.origin.rawValue, context.message,
                context.requestID, context.cause,
            ])
            let id = database.lastInsertedRowID
            try database.cachedStatement(sql: "UPDATE context SET txn = ? WHERE id = 1").execute(arguments: [id])
            return TransactionRecord(id: id, time: clock.time, context: context)
        }
        self.record = record
        return record
    }
}
