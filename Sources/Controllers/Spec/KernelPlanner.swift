import Dispatch
public import Kernel
public import Resources
public import Store

/// Plans for dry runs: merges the uncommitted rows as the controllers would, and asks the same pure planners.
public struct KernelPlanner: Planner {
    private let store: ResourceStore
    private let kernel: RouteNetlink

    /// A planner over a store and a kernel.
    public init(_ store: ResourceStore, _ kernel: RouteNetlink) {
        self.store = store
        self.kernel = kernel
    }

    /// What would be done because of the changes, and which specs would wait, be in conflict or shadowed; what is so anyway
    /// isn't listed.
    public func plan(_ changes: [ResourceKey: Resource?]) async throws(PlannerError) -> [PlannedOperation] {
        let state: KernelState
        do throws(ControllerError) {
            state = try await KernelState.observe(kernel, .all)
        } catch {
            throw Self.failure(error)
        }
        let result: Result<[PlannedOperation], StoreError> = await withCheckedContinuation { continuation in
            Self.queue.async {
                do throws(StoreError) {
                    continuation.resume(returning: .success(try plan(changes, given: state)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        do throws(StoreError) { return try result.get() } catch { throw .store(error) }
    }

    /// One plan at a time, and not among Swift's tasks: with ten thousand specs it takes half a second, for which the controllers
    /// must not wait.
    private static let queue = DispatchQueue(label: "netstrata.planner")

    private func plan(
        _ changes: [ResourceKey: Resource?], given state: KernelState
    ) throws(StoreError) -> [PlannedOperation] {
        let anyway = try forecast(state, [:])
        let changed = Set(changes.keys.map { "\($0.type)/\(LayeredID($0.id)?.id ?? $0.id)" })
        let forecast = try forecast(state, changes)
        let obstacles = forecast.obstacles.filter { changed.contains($0) || anyway.obstacles[$0] != $1 }
        let done = Set(anyway.steps.map(\.change))
        return forecast.steps.filter { !done.contains($0.change) }.map(\.operation)
            + obstacles.sorted { $0.key < $1.key }.map { spec, obstacle in
                PlannedOperation(obstacle.state.rawValue, spec, note: obstacle.reason)
            }
    }

    private static func failure(_ error: ControllerError) -> PlannerError {
        switch error {
        case .store(let error): .store(error)
        case .kernel(let error): .kernel("\(error)")
        }
    }

    /// What the planners of all kinds say.
    private struct Forecast {
        var steps: [PlannedStep] = []
        /// By type and id of the merged spec.
        var obstacles: [String: Obstacle] = [:]
    }

    /// What stands in a spec's way, under the name of the state that it would have.
    private struct Obstacle: Equatable {
        let state: ApplyStatus.State
        let reason: String

        init?(_ outcome: SpecOutcome) {
            var status = ApplyStatus()
            status.describe(outcome, nil, revision: 0)
            guard [.waiting, .foreignConflict, .shadowed].contains(status.state) else { return nil }
            (state, reason) = (status.state, status.reason)
        }
    }

    private func forecast(
        _ state: KernelState, _ changes: [ResourceKey: Resource?]
    ) throws(StoreError) -> Forecast {
        var state = state
        var forecast = Forecast()
        try add(LinkObject.self, &forecast, &state, changes)
        try add(AddressObject.self, &forecast, &state, changes)
        try add(RouteObject.self, &forecast, &state, changes)
        try add(RuleObject.self, &forecast, &state, changes)
        return forecast
    }

    private func add<Object: KernelObject>(
        _: Object.Type, _ forecast: inout Forecast, _ state: inout KernelState, _ changes: [ResourceKey: Resource?]
    ) throws(StoreError) where Object.System == RouteNetlink {
        let ledger = Dictionary(try store.ledger(Object.kind).map { ($0.object, $0) }) { $1 }
        let plan = Object.plan(try desired(Object.Spec.self, changes), given: state, ledger)
        for step in plan.steps { state.simulate(step.change) }
        forecast.steps += plan.steps
        for (id, outcome) in plan.outcomes {
            if let obstacle = Obstacle(outcome) { forecast.obstacles["\(Object.Spec.typeName)/\(id)"] = obstacle }
        }
    }

    /// The merged specs as they would be.
    private func desired<Spec: MergeableSpec>(
        _: Spec.Type, _ changes: [ResourceKey: Resource?]
    ) throws(StoreError) -> [DesiredSpec<Spec>] {
        var layers = try store.list(Namespace.config, Spec.typeName).resources
            .filter { changes[$0.metadata.key] == nil && $0.metadata.phase == .running }
        layers += changes.values.compactMap { $0 }
            .filter { $0.metadata.key.namespace == Namespace.config && $0.metadata.key.type == Spec.typeName }
        let entries = layers.map { ResourceCache<Spec>.Entry($0) }
        let groups = Dictionary(grouping: entries) { $0.spec?.id ?? LayeredID($0.metadata.key.id)?.id ?? "" }
        let merged = try store.list(Namespace.network, Spec.typeName).resources
            .map { ResourceCache<Spec>.Entry($0) }
        let stored = Dictionary(merged.map { ($0.metadata.key.id, $0) }) { $1 }
        var desired = groups.values.compactMap { group -> DesiredSpec<Spec>? in
            guard let spec = MergedSpec<Spec>(group) else { return nil }
            let stored = stored[spec.spec.id]
            return DesiredSpec(
                spec.spec, revision: stored?.metadata.revision ?? .max, created: stored?.metadata.created ?? "~",
                adopts: spec.annotations["adopt"] == "true")
        }
        let wanted = Set(desired.map(\.id))
        desired += merged.compactMap { entry in
            guard let spec = entry.spec, !wanted.contains(spec.id) else { return nil }
            return DesiredSpec(spec, isGoing: true, revision: entry.metadata.revision)
        }
        return desired.sorted { $0.id < $1.id }
    }
}
