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
        var line = AuditLine(size: resource.spec.utf8.count + 512)
        line.add(#"{"annotations":"#, texts.annotations)
        line.add(#","created":"#, quoted: metadata.created)
        line.add(#","finalizers":"#, texts.finalizers)
        line.add(#","id":"#, quoted: metadata.key.id)
        line.add(#","labels":"#, texts.labels)
        line.add(#","namespace":"#, quoted: metadata.key.namespace)
        line.add(#","operation":"#, quoted: operation.rawValue)
        line.add(#","owner":"#, quoted: metadata.owner)
        line.add(#","phase":"#, quoted: metadata.phase.rawValue)
        line.add(#","previous":"#, previous)
        line.add(#","revision":"#, revision)
        line.add(#","spec":"#, resource.spec)
        line.add(#","transaction":"#, transaction.id)
        line.add(#","type":"#, quoted: metadata.key.type)
        line.add(#","updated":"#, quoted: operation == .destroyed ? transaction.time : metadata.updated)
        line.add(#","version":"#, metadata.version)
        line.add("}")
        leaves.append(line.digest, isStatus: statusTypes.contains(metadata.key.type))
    }
}
