import Kernel
import Resources
import Store

/// What somebody else made of a spec's object, which is to become the intent.
struct AdoptionRequest<Spec: ResourceSpec>: Sendable {
    let item: DesiredSpec<Spec>
    let adoption: Adoption<Spec>
    let finding: DriftFinding
}

extension SpecMemory {
    typealias Change = Object.System.Change

    /// What is done about others' changes of a spec's object.
    func mode(of item: DesiredSpec<Object.Spec>) -> DriftMode { drift.modes.mode(of: item) }

    /// The specs that the kernel is to follow; those that are only observed say so themselves.
    var desiredInModes: [DesiredSpec<Object.Spec>] {
        // Mostly nobody says anything, and there may be ten thousand.
        guard !drift.modes.modes.isEmpty else { return desired }
        return desired.map { $0.drift == nil && mode(of: $0) == .observe ? $0.observed : $0 }
    }

    /// How many changes at most are waited for to be told of: who did many things at once is told of one of them as of all.
    private static var tellingLimit: Int { 16 }

    /// Whether what differs from a spec is somebody else's doing: it had been as the spec says, and we took nothing from it.
    func isOthersDoing(_ spec: String) -> Bool { !ownDoing.contains(spec) && isSettled(spec) }

    /// Notes whose objects our own changes may have taken something from: those that were as their specs say, and aren't.
    ///
    /// - Parameters:
    ///   - plan: What is to be done.
    ///   - isOwnDoing: Whether that may be because of us, by a spec's steps and by where its object belongs.
    mutating func noteOwnDoing(
        in plan: SpecPlan<Change>, _ isOwnDoing: (_ steps: [Change], _ places: [String]?) -> Bool
    ) {
        var differing: [String: [Change]] = [:]
        for place in plan.steps.indices where !plan.steps[place].finding.isEmpty {
            guard let spec = plan.steps[place].spec, isOthersDoing(spec) else { continue }
            differing[spec, default: []].append(plan.steps[place].change)
        }
        for item in desired where !item.isGoing {
            let steps = differing[item.id]
            var isWaiting = false
            if case .waiting? = plan.outcomes[item.id] { isWaiting = isOthersDoing(item.id) }
            guard steps != nil || isWaiting else { continue }
            if isOwnDoing(steps ?? [], Object.places(of: item.spec)) {
                ownDoing.insert(item.id)
            }
        }
    }

    /// The changes that would undo what others did, and that aren't made.
    func othersDoing(in plan: SpecPlan<Change>) -> [Change] {
        let special = Set(desired.lazy.filter { mode(of: $0) != .enforce && !$0.isGoing }.map(\.id))
        guard !special.isEmpty else { return [] }
        let steps = plan.steps.lazy.filter { step in
            step.spec.map { special.contains($0) && isOthersDoing($0) && status(of: $0).conditions.isEmpty } ?? false
        }
        return steps.prefix(Self.tellingLimit).map(\.change)
    }

    /// The changes that undid what others did.
    func repairs(in plan: SpecPlan<Change>, _ results: StepResults) -> [Change] {
        results.found.lazy.filter { isOthersDoing($0.spec) }.prefix(Self.tellingLimit).map {
            plan.steps[$0.step].change
        }
    }

    /// Leaves alone what is only observed, and what is to be adopted.
    ///
    /// - Parameters:
    ///   - plan: What would be done; afterwards without that.
    ///   - state: What it was planned for.
    ///   - behind: Who else changed what a change is about.
    /// - Returns: What is to be adopted.
    mutating func leave(
        _ plan: inout SpecPlan<Change>, given state: Object.System.State, _ behind: (Change) -> ForeignChange?
    ) -> [AdoptionRequest<Object.Spec>] {
        drift.begin()
        let special = desired.map { ($0, mode(of: $0)) }.filter { $0.1 != .enforce }
        guard !special.isEmpty else { return [] }
        let names = Set(special.map(\.0.id))
        let steps = Dictionary(grouping: plan.steps.filter { step in step.spec.map(names.contains) ?? false }) {
            $0.spec ?? ""
        }
        var observed: Set<String> = []
        var requests: [AdoptionRequest<Object.Spec>] = []
        for (item, mode) in special {
            let steps = steps[item.id] ?? []
            let isOthersDoing = isOthersDoing(item.id) && !item.isGoing && !steps.isEmpty
            if isOthersDoing { drift.note(SpecStep.foreignChange(steps, behind), of: item.id) }
            if mode == .observe {
                observed.insert(item.id)
            } else if isOthersDoing, let request = adopt(item, steps, &plan, state) {
                requests.append(request)
            }
        }
        plan.observe(observed) { isSettled($0) }
        return requests
    }

    /// What becomes of others' doing where it is to be the intent: it is adopted, or waited for, or can't be.
    private mutating func adopt(
        _ item: DesiredSpec<Object.Spec>, _ steps: [SpecStep<Change>], _ plan: inout SpecPlan<Change>,
        _ state: Object.System.State
    ) -> AdoptionRequest<Object.Spec>? {
        // What can't be adopted is put right, and so is what only lacks our mark.
        guard let adoption = Object.adoption(of: item, in: state), adoption != .change(item.spec) else { return nil }
        let difference = SpecDrift(steps, wasThere: true)
        if let why = drift.refusal(of: adoption, item.id, at: item.revision) {
            refuse(item, difference, why, &plan)
            return nil
        }
        switch adoption {
        case .removal:
            guard steps.contains(where: { $0.finding == "deleted" }) else { return nil }
            if !drift.isGoneForGood(item.id) {
                plan.outcomes[item.id] = nil
                plan.leave([item.id])
                return nil
            }
        case .refused(let why):
            refuse(item, difference, why, &plan)
            return nil
        case .change: drift.isThere(item.id)
        }
        plan.outcomes[item.id] = nil
        plan.leave([item.id])
        guard drift.mayWrite(item.id) else { return nil }
        return AdoptionRequest(
            item: item, adoption: adoption,
            finding: DriftFinding(found: difference.found, action: "adopted", change: drift.sighting(item.id)))
    }

    private func refuse(
        _ item: DesiredSpec<Object.Spec>, _ difference: SpecDrift, _ why: String, _ plan: inout SpecPlan<Change>
    ) {
        var drifted = difference
        drifted.refusal = why
        plan.outcomes[item.id] = .drifted(drifted)
        plan.leave([item.id])
    }

    /// Adds to a status that a difference is left, since when, and whose doing it is.
    func note(
        _ difference: SpecDrift, in status: inout ApplyStatus, of item: DesiredSpec<Object.Spec>, now: String
    ) {
        let earlier = self.status(of: item.id)
        let sighting = drift.sighting(item.id)
        let since = sighting.map { Timestamp.text(milliseconds: $0.time) } ?? now
        func condition(_ type: ApplyStatus.Condition.Kind, _ reason: String) -> ApplyStatus.Condition {
            let known = earlier.conditions.first { $0.type == type }
            return ApplyStatus.Condition(type, since: known?.since ?? since, reason: reason)
        }
        status.conditions = [condition(.drifted, difference.found)]
        if !difference.refusal.isEmpty { status.conditions.append(condition(.adoptionRefused, difference.refusal)) }
        // A spec that never was applied has no drift: nobody changed anything.
        let isNew = earlier.conditions.first { $0.type == .drifted }?.reason != difference.found
        // The monitor may be told a moment after we have looked.
        let isBetterKnown = sighting.map { $0.sender.portID != 0 } == true && earlier.drift?.by.claimedPid == 0
        guard isOthersDoing(item.id), isNew || isBetterKnown else { return }
        status.drift = DriftFinding(found: difference.found, action: "left as it is", change: sighting).drift(at: now)
    }
}

extension SpecDrift {
    /// For a status' reason.
    var reason: String {
        let remedy = remedy.isEmpty ? "" : ", would \(remedy)"
        let why =
            refusal.isEmpty
            ? "left as it is, since the drift mode is observe"
            : "left as it is: it can't be adopted, since \(refusal)"
        return "\(found); \(why)\(remedy)"
    }
}

extension DriftModes {
    /// What holds for a merged spec: what it says itself, else what is said for it, else for its type.
    func mode<Spec: ResourceSpec>(of item: DesiredSpec<Spec>) -> DriftMode {
        if let own = item.drift { return own }
        // Mostly nobody says anything, and there may be ten thousand.
        guard !modes.isEmpty else { return .enforce }
        return modes["\(Spec.typeName)/\(item.id)"] ?? modes[Spec.typeName] ?? .enforce
    }
}
