import Resources
import Store

/// What the planners of all kinds of objects of a system say.
struct PlanForecast<Change: SystemChange> {
    private var steps: [SpecStep<Change>] = []
    /// By type and id of the merged spec.
    private var obstacles: [String: Obstacle] = [:]

    /// What stands in a spec's way, under the name of the state that it would have.
    private struct Obstacle: Equatable {
        let state: ApplyStatus.State
        let reason: String

        init?(_ outcome: SpecOutcome) {
            var status = ApplyStatus()
            status.describe(outcome, nil, revision: 0)
            guard [.waiting, .refused, .foreignConflict, .notSupported, .shadowed, .drifted].contains(status.state)
            else {
                return nil
            }
            (state, reason) = (status.state, status.reason)
        }
    }

    /// Adds what the planner for specs of a type says.
    mutating func add(_ plan: SpecPlan<Change>, _ type: String) {
        steps += plan.steps
        for (id, outcome) in plan.outcomes {
            if let obstacle = Obstacle(outcome) { obstacles["\(type)/\(id)"] = obstacle }
        }
    }

    /// What is done, or stands in the way, because of changes; what is so anyway isn't listed.
    func operations(beyond anyway: PlanForecast, because changes: [ResourceKey: Resource?]) -> [PlannedOperation] {
        let changed = Set(changes.keys.map { "\($0.type)/\(LayeredID($0.id)?.id ?? $0.id)" })
        let obstacles = obstacles.filter { changed.contains($0) || anyway.obstacles[$0] != $1 }
        let done = Set(anyway.steps.map(\.change))
        return steps.filter { !done.contains($0.change) }.map(\.operation)
            + obstacles.sorted { $0.key < $1.key }.map { spec, obstacle in
                PlannedOperation(obstacle.state.rawValue, spec, note: obstacle.reason)
            }
    }
}
