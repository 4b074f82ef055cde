public import Audit
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
    /// Whether the last resource to be modified was a new one; then the next probably is, and an insert finds out by itself.
    var expectsNew = false
    /// The types whose resources were changed.
    private(set) var touched: [ResourceKind] = []
    /// What is no change of a resource and yet belongs to the audit log.
    private(set) var notes: [AuditNote] = []
    /// The last large spec that was written.
    private(set) var largeSpec: FreshSpec.Text?
    /// What the audit log is told of the changes; `nil` where none is kept.
    private var recorder: AuditRecorder?

    init(
        _ database: Database, context: ChangeContext, clock: TransactionClock, nextRevision: Int64,
        auditing: Auditing?
    ) {
        recorder = auditing.map { AuditRecorder($0) }
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

    /// Whether the resource is there within this transaction.
    public func exists(_ key: ResourceKey) throws(StoreError) -> Bool {
        try Queries.exists(database, key)
    }

    /// The resources of a type, sorted by id.
    public func list(_ namespace: String, _ type: String) throws(StoreError) -> [Resource] {
        try Queries.list(database, namespace, type)
    }

    /// Adds a row to the audit log; it is committed with the changes, after them.
    public func recordAudit(_ kind: AuditKind, _ detail: [String: JSON] = [:]) {
        notes.append(AuditNote(kind, detail))
    }

    /// Adds a resource; it gets version 1.
    ///
    /// - Throws: `exists`.
    @discardableResult
    public func create(_ resource: Resource) throws(StoreError) -> Resource {
        // A refused insert finds out by itself, but as the first change it would leave the row of an empty transaction.
        if id == nil, try exists(resource.metadata.key) { throw .exists(resource.metadata.key) }
        return try insert(resource)
    }

    /// As `create`, for a caller that has looked whether the resource is there.
    func insert(_ resource: Resource) throws(StoreError) -> Resource {
        let record = try begin()
        var stored = resource
        stored.metadata.version = 1
        stored.metadata.revision = nextRevision
        stored.metadata.created = record.time
        stored.metadata.updated = record.time
        let metadata = stored.metadata
        let texts = MetadataTexts(metadata)
        do {
            try execute(
                insertStatement,
                [
                    metadata.key.namespace, metadata.key.type, metadata.key.id, metadata.revision,
                    metadata.phase.rawValue, metadata.owner, texts.finalizers, texts.labels, texts.annotations,
                    record.time, stored.spec,
                ])
        } catch {
            if database.isInsideTransaction, try exists(metadata.key) { throw .exists(metadata.key) }
            throw error
        }
        count(.created, stored, texts, previous: 0)
        largeSpec = FreshSpec.Text(stored) ?? largeSpec
        return stored
    }

    /// Stores a new state instead of the stored one; the version grows by one even if nothing else differs (COSI).
    ///
    /// Name and owner stay what they are.
    func replace(_ row: ResourceRow, with new: Resource) throws(StoreError) -> Resource {
        let record = try begin()
        let old = row.resource
        var stored = new
        stored.metadata.key = old.metadata.key
        stored.metadata.owner = old.metadata.owner
        stored.metadata.version = old.metadata.version + 1
        stored.metadata.revision = nextRevision
        stored.metadata.created = old.metadata.created
        stored.metadata.updated = record.time
        let texts = try update(row, stored)
        let goes = old.metadata.phase == .running && stored.metadata.phase == .tearingDown
        count(goes ? .tornDown : .updated, stored, texts, previous: old.metadata.revision)
        largeSpec = FreshSpec.Text(stored) ?? largeSpec
        return stored
    }

    /// - Returns: Lists and maps of the metadata as they are stored now.
    private func update(_ row: ResourceRow, _ stored: Resource) throws(StoreError) -> MetadataTexts {
        let (metadata, old) = (stored.metadata, row.resource.metadata)
        let texts = metadata.hasSameTexts(as: old) ? row.texts : MetadataTexts(metadata)
        // A column that a statement doesn't name isn't checked again, and has no triggers run.
        let counted: StatementArguments = [metadata.version, metadata.revision, metadata.updated]
        let isSpecKept = stored.spec == row.resource.spec
        switch (metadata.hasSameTexts(as: old), metadata.phase == old.phase) {
        case (true, true):
            try execute(specStatement, counted + [stored.spec, row.number])
        case (true, false) where isSpecKept:
            try execute(phaseStatement, counted + [metadata.phase.rawValue, row.number])
        case (false, true)
        where isSpecKept && texts.labels == row.texts.labels
            && texts.annotations == row.texts.annotations:
            try execute(finalizerStatement, counted + [texts.finalizers, row.number])
        default:
            try execute(
                updateStatement,
                counted + [
                    metadata.phase.rawValue, texts.finalizers, texts.labels, texts.annotations, stored.spec, row.number,
                ])
        }
        return texts
    }

    /// Removes a resource's row.
    func delete(_ row: ResourceRow) throws(StoreError) {
        _ = try begin()
        try execute("DELETE FROM resource WHERE key = ?", [row.number])
        count(.destroyed, row.resource, row.texts, previous: row.resource.metadata.revision)
    }

    /// Notes a change that was made.
    private func count(_ operation: Change.Operation, _ resource: Resource, _ texts: MetadataTexts, previous: Int64) {
        let key = resource.metadata.key
        let kind = ResourceKind(key.namespace, key.type)
        if !touched.contains(kind) { touched.append(kind) }
        if let record {
            recorder?.add(
                operation, resource, texts, revision: nextRevision, previous: previous, transaction: record)
        }
        revisions = (revisions?.lowerBound ?? nextRevision)...nextRevision
        nextRevision += 1
    }

    /// What the audit log is told of it; `nil` when it left nothing, or no log is kept.
    var audited: OwnTransaction? {
        guard let record, let recorder else { return nil }
        let first = revisions?.lowerBound ?? nextRevision
        return OwnTransaction(
            id: record.id, line: record.auditLine(bootTime: clock.bootMilliseconds, first: first),
            revision: nextRevision - 1, leaves: recorder.leaves)
    }

    /// Writes the transaction's row before its first change, and says to the triggers that it is ours.
    private func begin() throws(StoreError) -> TransactionRecord {
        if let record { return record }
        try execute(
            """
            INSERT INTO txn (time, boot_time, actor, origin, message, request_id, cause, first_revision)
            VALUES (?,?,?,?,?,?,?,?)
            """,
            [
                clock.time, clock.bootMilliseconds, context.actor, context.origin.rawValue, context.message,
                context.requestID, context.cause, nextRevision,
            ])
        let record = TransactionRecord(id: database.lastInsertedRowID, time: clock.time, context: context)
        try execute("UPDATE context SET txn = ? WHERE id = 1", [record.id])
        self.record = record
        return record
    }

    /// Runs a statement that changes something.
    ///
    /// After some errors SQLite has rolled everything back; what a body that passes over such an error does next would be
    /// a transaction of its own, so it is refused.
    func execute(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws(StoreError) {
        guard database.isInsideTransaction else { throw .database("the transaction was rolled back") }
        try perform { try database.cachedStatement(sql: sql).execute(arguments: arguments) }
    }
}

private let insertStatement =
    "INSERT INTO resource (\(resourceColumns)) VALUES (?1,?2,?3,1,?4,?5,?6,?7,?8,?9,?10,?10,?11)"

private let counted = "UPDATE resource SET version = ?, revision = ?, updated = ?"

private let specStatement = "\(counted), spec = ? WHERE key = ?"

private let phaseStatement = "\(counted), phase = ? WHERE key = ?"

private let finalizerStatement = "\(counted), finalizers = ? WHERE key = ?"

private let updateStatement =
    "\(counted), phase = ?, finalizers = ?, labels = ?, annotations = ?, spec = ? WHERE key = ?"

extension Metadata {
    /// Whether lists and maps are the same as another's.
    fileprivate func hasSameTexts(as other: Metadata) -> Bool {
        finalizers == other.finalizers && labels == other.labels && annotations == other.annotations
    }
}
