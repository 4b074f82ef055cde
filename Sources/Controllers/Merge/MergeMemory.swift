import Resources
import Store

/// What a merge controller knows between passes: the layers, and which goes into which merged spec.
public struct MergeMemory<Spec: MergeableSpec>: Sendable {
    /// The controller, which owns the merged specs.
    let owner: String
    private var layers = ResourceCache<Spec>(Namespace.config, decoding: .unchecked)
    /// What others did to the merged specs up to this revision is dealt with; `nil` before the first reading.
    private var mergedPosition: Int64?
    /// The ids in `network-config` by the id of the merged spec that they go into.
    private var sources: [String: Set<String>] = [:]
    /// What each id in `network-config` went into.
    private var targets: [String: String] = [:]
    /// Of the spec controller, on each merged spec; none where no controller brings the spec into the kernel.
    private let finalizers: [String]

    init(owner: String) {
        self.owner = owner
        finalizers = Array(Spec.stages.dropFirst().suffix(1))
    }

    /// Reads some of what changed since the last time, and works out what that comes to.
    mutating func collect(_ store: ResourceStore, atMost limit: Int) throws(StoreError) -> MergeBatch {
        let changedLayers = try layers.refresh(store, atMost: limit)
        var touched = try idsTouchedByOthers(store)
        for source in changedLayers.ids { file(source, &touched) }
        let cause = changedLayers.ids.compactMap { layers.entries[$0]?.metadata.revision }.max()
        let operations = touched.sorted().map { operation($0) }
        return MergeBatch(
            operations: operations, cause: cause ?? (operations.isEmpty ? nil : layers.position),
            position: layers.position ?? 0, isLast: changedLayers.isLast)
    }

    /// The most changes that are read at once.
    private static var batchLimit: Int { 4096 }

    /// The merged specs that somebody else changed since the last time, such as a spec controller that lets go of one; the first
    /// time, all there are.
    private mutating func idsTouchedByOthers(_ store: ResourceStore) throws(StoreError) -> Set<String> {
        guard var position = mergedPosition else {
            let snapshot = try store.list(Namespace.network, Spec.typeName)
            mergedPosition = snapshot.revision
            return Set(snapshot.resources.map(\.metadata.key.id))
        }
        var filter = HistoryFilter()
        filter.namespace = Namespace.network
        filter.type = Spec.typeName
        filter.exceptActor = owner
        var ids: Set<String> = []
        while true {
            let head = store.revision
            let changes = try store.changes(after: position, matching: filter, limit: Self.batchLimit)
            ids.formUnion(changes.map(\.resource.metadata.key.id))
            position = changes.last?.revision ?? position
            guard changes.count < Self.batchLimit else { continue }
            mergedPosition = max(head, position)
            return ids
        }
    }

    /// Notes into which merged spec a layer's row goes now, and which this touches: the old one and the new one.
    private mutating func file(_ source: String, _ touched: inout Set<String>) {
        if let old = targets[source] {
            sources[old]?.remove(source)
            targets[source] = nil
            touched.insert(old)
        }
        if let entry = layers.entries[source], entry.metadata.phase == .running {
            // The id of a checked row says the same as its spec, unless a controller chose another form.
            let target = LayeredID(source).flatMap { entry.spec == nil ? $0.id : nil } ?? entry.read.spec?.id ?? source
            sources[target, default: []].insert(source)
            targets[source] = target
            touched.insert(target)
        }
    }

    private func operation(_ id: String) -> MergeOperation {
        let key = ResourceKey(Namespace.network, Spec.typeName, id)
        let sources = (sources[id] ?? []).compactMap { layers.entries[$0] }
        // Mostly one layer speaks alone, in the form in which the merged spec is stored too.
        if Spec.isMergedAlone, sources.count == 1, let only = sources.first, only.isChecked {
            return .put(wanted(key, only.text, only.metadata.labels, only.metadata.annotations))
        }
        let read = sources.map(\.read)
        // An intent that can't be read must not tear down what is applied: things stay as they are until it is mended.
        if let unreadable = UnreadableIntent.first(of: read) {
            let note = UnreadableIntent.note(unreadable)
            return .remark(wanted(key, unreadable.text, [:], [Metadata.unreadable: note]), note: note)
        }
        guard let merged = MergedSpec<Spec>(read) else { return .remove(key) }
        if let note = UnreadableIntent.note(merged, of: read) {
            return .remark(wanted(key, merged.text, [:], [Metadata.unreadable: note]), note: note)
        }
        return .put(wanted(key, merged.text, merged.labels, merged.annotations))
    }

    private func wanted(
        _ key: ResourceKey, _ text: String, _ labels: [String: String], _ annotations: [String: String]
    ) -> Resource {
        Resource(
            Metadata(key, owner: owner, finalizers: finalizers, labels: labels, annotations: annotations), spec: text)
    }
}
