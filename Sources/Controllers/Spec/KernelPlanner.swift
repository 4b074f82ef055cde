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

    /// What would be done because of the changes; what is to be done anyway isn't listed.
    public func plan(_ changes: [ResourceKey: Resource?]) async throws(PlannerError) -> [PlannedOperation] {
        let state: KernelState
        do throws(ControllerError) {
            state = try await KernelState.observe(kernel, .all)
        } catch {
            throw Self.failure(error)
        }
        do throws(StoreError) {
            let anyway = Set(try steps(state, [:]).map(\.change))
            return try steps(state, changes).filter { !anyway.contains($0.change) }.map(\.operation)
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

    private func steps(
        _ state: KernelState, _ changes: [ResourceKey: Resource?]
    ) throws(StoreError) -> [PlannedStep] {
        var state = state
        var steps: [PlannedStep] = []
        try add(LinkObject.self, &steps, &state, changes)
        try add(AddressObject.self, &steps, &state, changes)
        try add(RouteObject.self, &steps, &state, changes)
        try add(RuleObject.self, &steps, &state, changes)
        return steps
    }

    private func add<Object: KernelObject>(
        _: Object.Type, _ steps: inout [PlannedStep], _ state: inout KernelState, _ changes: [ResourceKey: Resource?]
    ) throws(StoreError) {
        let ledger = Dictionary(try store.ledger(Object.kind).map { ($0.object, $0) }) { $1 }
        let plan = Object.plan(try desired(Object.Spec.self, changes), given: state, ledger)
        for step in plan.steps { state.simulate(step.change) }
        steps += plan.steps
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
        var desired = groups.values.compactMap { group -> DesiredSpec<Spec>? in
            guard let spec = MergedSpec<Spec>(group) else { return nil }
            let stored = merged.first { $0.metadata.key.id == spec.spec.id }
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
