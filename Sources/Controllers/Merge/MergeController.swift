public import Resources
public import Store
import Synchronization

/// A spec of which several layers may speak.
public protocol MergeableSpec: ResourceSpec {
    /// What the layers together say: they come from the lowest to the highest, within one in the order of their ids, and
    /// there is at least one.
    static func merged(_ layers: [Self]) -> Self
}

extension MergeableSpec {
    /// The highest layer decides alone, and within it the last.
    static func highest(_ layers: [Self]) -> Self { layers[layers.count - 1] }
}

/// Merges the layers of `network-config` into one spec in `network`, which the spec controller applies.
///
/// A spec that goes is torn down first, and comes back only when its finalizers are gone, so that what it had made in the
/// kernel is undone before it is made again.
public final class MergeController<Spec: MergeableSpec>: Controller {
    /// `AddressMergeController` and so on.
    public let name: String
    /// The layers, and the merged specs whose finalizers may have gone.
    public let inputs = [
        ResourceKind(Namespace.config, Spec.typeName), ResourceKind(Namespace.network, Spec.typeName),
    ]

    /// Each merge costs rows here and in the controllers after it; under many writes, one for several is enough.
    public let restFactor = 4

    /// The most specs that one transaction merges, so that others get their turn.
    private let batchLimit = 2048
    private let store: ResourceStore
    private let finalizer: String
    private let state = Mutex(MergeMemory<Spec>())

    /// A merge controller over a store.
    public init(_ store: ResourceStore) {
        self.store = store
        name = Spec.stages.first ?? "\(Spec.typeName)MergeController"
        finalizer = Spec.stages.last ?? name
    }

    /// Merges what changed; while one batch is written, the next is worked out.
    public func reconcile() async throws(ControllerError) -> Bool {
        var writing: Task<StoreError?, Never>?
        do throws(StoreError) {
            var isLast = false
            while !isLast {
                let batch = try state.withLock { state throws(StoreError) in try collect(&state) }
                if let failure = await writing?.value { throw failure }
                writing = Task { await write(batch) }
                isLast = batch.isLast
            }
            if let failure = await writing?.value { throw failure }
        } catch {
            // What was read but not written must be looked at again.
            state.withLock { $0 = MergeMemory() }
            throw .store(error)
        }
        return false
    }

    /// What is to be written at once.
    private struct Batch: Sendable {
        var operations: [MergeOperation]
        /// What led to it.
        var cause: Int64?
        /// Everything up to this revision is dealt with when it is written.
        var position: Int64
        var isLast: Bool
    }

    private func write(_ batch: Batch) async -> StoreError? {
        let context = ChangeContext(actor: name, origin: .controller, cause: batch.cause)
        do throws(StoreError) {
            var rest = batch.operations[...]
            repeat {
                let part = rest.prefix(batchLimit)
                rest = rest.dropFirst(part.count)
                let isLast = rest.isEmpty
                _ = try await store.write(context) { [name] transaction throws(StoreError) in
                    for operation in part { try operation.perform(transaction, owner: name) }
                    if isLast { try transaction.setCursor(name, to: batch.position) }
                }
            } while !rest.isEmpty
            return nil
        } catch {
            return error
        }
    }

    private func collect(_ state: inout MergeMemory<Spec>) throws(StoreError) -> Batch {
        let changedLayers = try state.layers.refresh(store, atMost: batchLimit)
        var touched = try state.merged.refresh(store)
        for source in changedLayers.ids { touched.formUnion(state.file(source)) }
        let cause = changedLayers.ids.compactMap { state.layers.entries[$0]?.metadata.revision }.max()
        let operations = touched.sorted().compactMap { operation($0, state) }
        return Batch(
            operations: operations, cause: cause ?? (operations.isEmpty ? nil : state.layers.position),
            position: state.layers.position ?? 0, isLast: changedLayers.isLast)
    }

    private func operation(_ id: String, _ state: MergeMemory<Spec>) -> MergeOperation? {
        let key = ResourceKey(Namespace.network, Spec.typeName, id)
        let stored = state.merged.entries[id]
        let sources = (state.sources[id] ?? []).compactMap { state.layers.entries[$0] }
        // An intent that can't be read must not tear down what is applied: things stay as they are until it is mended.
        if let note = UnreadableIntent.note(sources) {
            if let stored { return remark(stored, note) }
            let metadata = Metadata(
                key, owner: name, finalizers: [finalizer], annotations: [UnreadableIntent.annotation: note])
            return .create(Resource(metadata, spec: sources[0].text))
        }
        guard let wanted = MergedSpec<Spec>(sources) else {
            guard let stored else { return nil }
            if stored.metadata.phase == .running { return .tearDown(key) }
            return stored.metadata.finalizers.isEmpty ? .destroy(key) : nil
        }
        var metadata = Metadata(
            key, owner: name, finalizers: [finalizer], labels: wanted.labels, annotations: wanted.annotations)
        let text = wanted.text
        guard let stored else { return .create(Resource(metadata, spec: text)) }
        if stored.metadata.phase == .tearingDown {
            guard stored.metadata.finalizers.isEmpty else { return nil }
            return .recreate(Resource(metadata, spec: text))
        }
        metadata.finalizers = stored.metadata.finalizers
        let isSame =
            stored.text == text && stored.metadata.labels == wanted.labels
            && stored.metadata.annotations == wanted.annotations
        return isSame ? nil : .update(Resource(metadata, spec: text))
    }

    /// Leaves a merged spec as it is, with a note for its apply status.
    private func remark(_ stored: ResourceCache<Spec>.Entry, _ note: String) -> MergeOperation? {
        var metadata = stored.metadata
        guard metadata.phase == .running, metadata.annotations[UnreadableIntent.annotation] != note else { return nil }
        metadata.annotations[UnreadableIntent.annotation] = note
        return .update(Resource(metadata, spec: stored.text))
    }
}
