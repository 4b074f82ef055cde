import Kernel

extension SpecMemory {
    /// The specs whose steps are to be left out of this pass.
    mutating func holds(_ plan: SpecPlan<Object.System.Change>, _ state: Object.System.State) -> [String: AttemptHold] {
        guard !attempts.isEmpty else { return [:] }
        return attempts.holds(plan.changes, found: plan.findings) { state.settledHash }.filter { id, hold in
            // A new intent and one that goes have nothing to do with the fight.
            hold != .fought || (isSettled(id) && plan.outcomes[id] != .gone)
        }
    }

    /// Notes what was tried in vain, or put right; the steps of `holds` were left out.
    mutating func note(
        _ plan: SpecPlan<Object.System.Change>, _ refusals: [KernelRefusal?], besides holds: [String: AttemptHold],
        _ state: Object.System.State
    ) {
        var tried: [String: KernelRefusal?] = [:]
        for (step, refusal) in zip(plan.steps, refusals) {
            guard let spec = step.spec, holds[spec] == nil else { continue }
            let refusal = refusal.flatMap { step.change.isDone(despite: $0) ? nil : $0 }
            guard refusal != nil || isSettled(spec) || attempts.knows(spec) else { continue }
            tried[spec] = .some(refusal ?? (tried[spec] ?? nil))
        }
        guard !tried.isEmpty else { return }
        let (changes, findings) = (plan.changes, plan.findings)
        var hash: Int?
        func kernel() -> Int {
            let known = hash ?? state.settledHash
            hash = known
            return known
        }
        for (spec, refusal) in tried {
            attempts.note(
                spec, changes[spec] ?? [], found: findings[spec] ?? [], refusal, kernel: kernel,
                isRepair: isSettled(spec))
        }
    }
}
