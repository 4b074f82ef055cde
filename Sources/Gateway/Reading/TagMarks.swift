import Resources
import Store

/// Marks tags of revisions to which nobody can go back any more: what was asked for then isn't kept.
struct TagMarks {
    /// The revision from which on all of what people ask for is known.
    private let oldest: UInt64

    /// `nil` where the resources are no tags.
    init?(_ target: Target, _ store: ResourceStore) {
        guard target.key.namespace == Namespace.management, target.key.type == RevisionTag.typeName else { return nil }
        var filter = HistoryFilter()
        filter.onlyIntent = true
        oldest = UInt64(clamping: store.oldestRevision(matching: filter))
    }

    /// Whether the revision that a tag names isn't kept.
    func isPruned(_ tag: Resource) -> Bool {
        RevisionTag.read(tag.spec).map { $0.revision.number < oldest } ?? false
    }

    /// The tag as answers show it.
    func json(_ tag: Resource) -> JSON {
        var json = tag.json
        if isPruned(tag) { json["metadata"]?["pruned"] = true }
        return json
    }

    /// What a table says of it.
    func words(_ tag: Resource) -> String { isPruned(tag) ? "pruned" : "kept" }
}
