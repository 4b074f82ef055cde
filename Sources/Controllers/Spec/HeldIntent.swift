public import Kernel
public import Resources
public import Store
import Synchronization

/// Intent that can't be stored, which spec controllers follow instead of what is stored.
///
/// A change that must be put back is put back in the kernel although the disk is full or the database locked.
public final class HeldIntent: IntentStandIn, Monitor {
    private let store: ResourceStore
    private let layers: ConfigurationForecast
    /// The controllers that carry what is stored to the merged specs: those of a stage after all of the one before.
    private let stages: [[String]]
    private let rows = Mutex<[ResourceKey: Resource?]?>(nil)
    private let board = WakeUpBoard()

    /// - Parameters:
    ///   - store: What is stored.
    ///   - layers: What follows from a configuration.
    ///   - stages: The controllers that carry what is stored to the merged specs.
    public init(_ store: ResourceStore, _ layers: ConfigurationForecast, stages: [[String]]) {
        self.store = store
        self.layers = layers
        self.stages = stages
    }

    /// Wakes spec controllers whenever what they are to follow changes.
    public func wakeUps(on topics: KernelTopics) -> AsyncStream<Void> { board.stream(on: topics) }

    /// From now on these rows count instead of those that are stored.
    public func follow(_ rows: [ResourceKey: Resource?]) async throws(PlannerError) {
        let all: [ResourceKey: Resource?]
        do throws(ControllerError) {
            all = rows.adding(try layers.changes(after: rows))
        } catch {
            throw PlannerError(error)
        }
        self.rows.withLock { $0 = all }
        board.wake(.everything)
    }

    /// What is stored counts again as soon as it has come as far as the merged specs: before, they are what they were.
    public func end(at revision: Int64) async {
        var target = revision
        for stage in stages {
            for name in stage { await store.cursors.wait(for: name, toReach: target) }
            target = store.revision
        }
        rows.withLock { $0 = nil }
        board.wake(.everything)
    }

    /// The merged specs to follow; `nil` where what is stored counts.
    func desired<Spec: MergeableSpec>(_: Spec.Type) throws(StoreError) -> [DesiredSpec<Spec>]? {
        guard let rows = rows.withLock({ $0 }) else { return nil }
        return try MergedForecast(store).desired(Spec.self, rows)
    }
}
