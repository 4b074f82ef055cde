internal import Audit
internal import Resources

/// Makes the digests of changes as they are written.
struct AuditRecorder {
    private let statusTypes: Set<String>
    private(set) var leaves = AuditLeaves()

    init(_ auditing: Auditing) { statusTypes = auditing.statusTypes }

    /// Adds a change.
    ///
    /// - Parameters:
    ///   - operation: What was done.
    ///   - resource: The state that history keeps.
    ///   - texts: Its lists and maps, as they are stored.
    ///   - revision: The change's number.
    ///   - previous: That of the change before; 0 for none.
    ///   - transaction: The transaction.
    mutating func add(
        _ operation: Change.Operation, _ resource: Resource, _ texts: MetadataTexts, revision: Int64, previous: Int64,
        transaction: TransactionRecord
    ) {
        let metadata = resource.metadata
        let members = ChangeMembers(
            revision: revision, transaction: transaction.id, previous: previous, version: metadata.version,
            operation: operation.rawValue.utf8, namespace: metadata.key.namespace.utf8, type: metadata.key.type.utf8,
            id: metadata.key.id.utf8, phase: metadata.phase.rawValue.utf8, owner: metadata.owner.utf8,
            created: metadata.created.utf8,
            updated: (operation == .destroyed ? transaction.time : metadata.updated).utf8,
            finalizers: texts.finalizers.utf8, labels: texts.labels.utf8, annotations: texts.annotations.utf8,
            spec: resource.spec.utf8)
        leaves.append(members.line.digest, isStatus: statusTypes.contains(metadata.key.type))
    }
}
