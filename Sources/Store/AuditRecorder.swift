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
    ///   - transaction: The transaction's number.
    mutating func add(
        _ operation: Change.Operation, _ resource: Resource, _ texts: MetadataTexts, revision: Int64, previous: Int64,
        transaction: TransactionRecord
    ) {
        let metadata = resource.metadata
        var line = AuditLine(size: resource.spec.utf8.count + 512)
        line.add(#"{"annotations":"#)
        line.add(texts.annotations)
        line.add(#","created":"#)
        line.quote(metadata.created)
        line.add(#","finalizers":"#)
        line.add(texts.finalizers)
        line.add(#","id":"#)
        line.quote(metadata.key.id)
        line.add(#","labels":"#)
        line.add(texts.labels)
        line.add(#","namespace":"#)
        line.quote(metadata.key.namespace)
        line.add(#","operation":"#)
        line.quote(operation.rawValue)
        line.add(#","owner":"#)
        line.quote(metadata.owner)
        line.add(#","phase":"#)
        line.quote(metadata.phase.rawValue)
        line.add(#","previous":"#)
        line.add(previous)
        line.add(#","revision":"#)
        line.add(revision)
        line.add(#","spec":"#)
        line.add(resource.spec)
        line.add(#","transaction":"#)
        line.add(transaction.id)
        line.add(#","type":"#)
        line.quote(metadata.key.type)
        line.add(#","updated":"#)
        line.quote(operation == .destroyed ? transaction.time : metadata.updated)
        line.add(#","version":"#)
        line.add(metadata.version)
        line.add("}")
        if statusTypes.contains(metadata.key.type) {
            leaves.statuses.append(line.digest)
        } else {
            leaves.specs.append(line.digest)
        }
    }
}
