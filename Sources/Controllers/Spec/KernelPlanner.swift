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

    /// What would be done because of the changes, and which specs would be in conflict; what is so anyway isn't listed.
    public func plan(_ changes: [ResourceKey: Resource?]) async throws(PlannerError) -> [PlannedOperation] {
        let state: KernelState
        do throws(ControllerError) {
            state = try await KernelState.observe(kernel, .all)
        } catch {
            throw Self.failure(error)
        }
        do throws(StoreError) {
            let anyway = try forecast(state, [:])
            let changed = Set(changes.keys.map { "\($0.type)/\(LayeredID($0.id)?.id ?? $0.id)" })
            let forecast = try forecast(state, changes)
            let conflicts = forecast.conflicts.filter { changed.contains($0) || anyway.conflicts[$0] != $1 }
            let done = Set(anyway.steps.map(\.change))
            return forecast.steps.filter { !done.contains($0.change) }.map(\.operation)
                + conflicts.sorted { $0.key < $1.key }.map(Self.conflict)
        } catch {
            throw .store(error)
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
        /// Why, by type and id of the merged spec.
        var conflicts: [String: String] = [:]
    }

    /// Nothing would be done for a spec: what stands in the way, under the name of the state that it would have.
    private static func conflict(_ spec: String, _ reason: String) -> PlannedOperation {
        PlannedOperation(ApplyStatus.State.foreignConflict.rawValue, spec, note: reason)
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
    ) throws(StoreError) {
        let ledger = Dictionary(try store.ledger(Object.kind).map { ($0.object, $0) }) { $1 }
        let plan = Object.plan(try desired(Object.Spec.self, changes), given: state, ledger)
        for step in plan.steps { state.simulate(step.change) }
        forecast.steps += plan.steps
        for (id, outcome) in plan.outcomes {
            guard case .foreignConflict(let reason) = outcome else { continue }
            forecast.conflicts["\(Object.Spec.typeName)/\(id)"] = reason
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
