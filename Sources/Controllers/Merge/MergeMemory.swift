import Resources
import Store

/// What a merge controller knows between passes: the layers, what they were merged into, and which goes into which.
public struct MergeMemory<Spec: MergeableSpec>: Sendable {
    /// The controller, which owns the merged specs.
    let owner: String
    private var layers = ResourceCache<Spec>(Namespace.config, decoding: .unchecked)
    private var merged = ResourceCache<Spec>(Namespace.network, decoding: .none)
    /// The ids in `network-config` by the id of the merged spec that they go into.
    private var sources: [String: Set<String>] = [:]
    /// What each id in `network-config` went into.
    private var targets: [String: String] = [:]
    /// Of the spec controller, on each merged spec.
    private let finalizer: String

    init(owner: String) {
        self.owner = owner
        finalizer = Spec.stages.last ?? owner
    }

    /// Reads some of what changed since the last time, and works out what that comes to.
    mutating func collect(_ store: ResourceStore, atMost limit: Int) throws(StoreError) -> MergeBatch {
        let changedLayers = try layers.refresh(store, atMost: limit)
        var touched = Set(try merged.refresh(store))
        for source in changedLayers.ids { file(source, &touched) }
        let cause = changedLayers.ids.compactMap { layers.entries[$0]?.metadata.revision }.max()
        let operations = touched.sorted().compactMap { operation($0) }
        return MergeBatch(
            operations: operations, cause: cause ?? (operations.isEmpty ? nil : layers.position),
            position: layers.position ?? 0, isLast: changedLayers.isLast)
    }

    /// Notes into which merged spec a layer's row goes now, and which this touches: the old one and the new one.
    private mutating func file(_ source: String, _ touched: inout Set<String>) {
        if let old = targets[source] {
            sources[old]?.remove(source)
            targets[source] = nil
            touched.insert(old)
        }
        if let entry = layers.entries[source], entry.metadata.phase == .running {
            // The id of a checked row says the same as its spec.
            let target = entry.spec?.id ?? LayeredID(source)?.id ?? source
            sources[target, default: []].insert(source)
            targets[source] = target
            touched.insert(target)
        }
    }

    private func operation(_ id: String) -> MergeOperation? {
        let key = ResourceKey(Namespace.network, Spec.typeName, id)
        let stored = merged.entries[id]
        if let stored, stored.metadata.owner != owner { return remove(stored) }
        let sources = (sources[id] ?? []).compactMap { layers.entries[$0] }
        // Mostly one layer speaks alone, in the form in which the merged spec is stored too.
        if sources.count == 1, let only = sources.first, only.isChecked {
            return operation(wanted(key, only.text, only.metadata.labels, only.metadata.annotations), stored)
        }
        return operation(key, sources.map(\.read), stored)
    }

    private func operation(
        _ key: ResourceKey, _ sources: [ResourceCache<Spec>.Entry], _ stored: ResourceCache<Spec>.Entry?
    ) -> MergeOperation? {
        // An intent that can't be read must not tear down what is applied: things stay as they are until it is mended.
        if let unreadable = UnreadableIntent.first(of: sources) {
            let note = UnreadableIntent.note(unreadable)
            if let stored { return remark(stored, note) }
            return .create(wanted(key, unreadable.text, [:], [UnreadableIntent.annotation: note]))
        }
        guard let merged = MergedSpec<Spec>(sources) else {
            return stored.flatMap(remove)
        }
        return operation(wanted(key, merged.text, merged.labels, merged.annotations), stored)
    }

    private func wanted(
        _ key: ResourceKey, _ text: String, _ labels: [String: String], _ annotations: [String: String]
    ) -> Resource {
        Resource(
            Metadata(key, owner: owner, finalizers: [finalizer], labels: labels, annotations: annotations), spec: text)
    }

    private func remove(_ stored: ResourceCache<Spec>.Entry) -> MergeOperation? {
        let metadata = stored.metadata
        if metadata.phase == .running { return .tearDown(metadata.key, owner: metadata.owner) }
        return metadata.finalizers.isEmpty ? .destroy(metadata.key, owner: metadata.owner) : nil
    }

    private func operation(_ wanted: Resource, _ stored: ResourceCache<Spec>.Entry?) -> MergeOperation? {
        guard let stored else { return .create(wanted) }
        if stored.metadata.phase == .tearingDown {
            return stored.metadata.finalizers.isEmpty ? .recreate(wanted) : nil
        }
        let isSame =
            stored.text == wanted.spec && stored.metadata.labels == wanted.metadata.labels
            && stored.metadata.annotations == wanted.metadata.annotations
        return isSame ? nil : .update(wanted)
    }

    /// Leaves a merged spec as it is, with a note for its apply status.
    private func remark(_ stored: ResourceCache<Spec>.Entry, _ note: String) -> MergeOperation? {
        var metadata = stored.metadata
        guard metadata.phase == .running, metadata.annotations[UnreadableIntent.annotation] != note else { return nil }
        metadata.annotations[UnreadableIntent.annotation] = note
        return .update(Resource(metadata, spec: stored.text))
    }
}
