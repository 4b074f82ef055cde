import Resources
public import Store
import Synchronization

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
    public let restFactor = 19

    private let store: ResourceStore
    private let state: Mutex<MergeMemory<Spec>>

    /// A merge controller over a store.
    public init(_ store: ResourceStore) {
        self.store = store
        name = Spec.stages.first ?? "\(Spec.typeName)MergeController"
        state = Mutex(MergeMemory(owner: name))
    }

    /// Merges what changed; while one batch is written, the next is worked out.
    public func reconcile() async throws(ControllerError) -> Duration? {
        var writing: Task<StoreError?, Never>?
        do throws(StoreError) {
            var isLast = false
            var limit = MergeBatch.limits.lowerBound
            while !isLast {
                let batch = try state.withLock { memory throws(StoreError) in
                    try Spec.collect(&memory, store, atMost: limit)
                }
                limit = min(limit * 2, MergeBatch.limits.upperBound)
                if let failure = await writing?.value { throw failure }
                writing = Task { await write(batch) }
                isLast = batch.isLast
            }
            if let failure = await writing?.value { throw failure }
        } catch {
            _ = await writing?.value
            // What was read but not written must be looked at again.
            state.withLock { $0 = MergeMemory(owner: name) }
            throw .store(error)
        }
        return nil
    }

    private func write(_ batch: MergeBatch) async -> StoreError? {
        // Its own rows wake it, too: a commit for the cursor alone would hold up whoever waits.
        guard !batch.operations.isEmpty else { return nil }
        let context = ChangeContext(actor: name, origin: .controller, cause: batch.cause)
        do throws(StoreError) {
            var rest = batch.operations[...]
            repeat {
                let part = rest.prefix(MergeBatch.limits.upperBound)
                rest = rest.dropFirst(part.count)
                let isLast = rest.isEmpty
                _ = try await store.write(context) { [name] transaction throws(StoreError) in
                    for operation in part { try operation.perform(transaction) }
                    if isLast { try transaction.setCursor(name, to: batch.position) }
                }
            } while !rest.isEmpty
            return nil
        } catch {
            return error
        }
    }
}
