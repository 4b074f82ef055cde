import Kernel
import NetworkTypes
import Resources
import Store

/// What a controller's passes would do one after another: what waits in one for what it makes is done in the next.
struct PlannedPasses<Object: KernelObject>
where Object.System.State == KernelState, Object.System.Change == KernelChange {
    /// All that is done, and what becomes of the specs in the end.
    private(set) var plan = KernelPlan()
    /// What is there afterwards, as far as that can be told.
    private(set) var state: KernelState

    /// How many passes are looked at: so many links may lie on one another.
    private static var limit: Int { 16 }

    private let desired: [DesiredSpec<Object.Spec>]
    private var ledger: [String: LedgerEntry]
    private let observed: Set<String>
    /// What was said of links that are made.
    private var made: [InterfaceName: JSON] = [:]

    /// - Parameters:
    ///   - desired: Every merged spec.
    ///   - state: What is there.
    ///   - ledger: What is ours.
    ///   - observed: The specs that are only observed.
    init(
        _ desired: [DesiredSpec<Object.Spec>], given state: KernelState, _ ledger: [String: LedgerEntry],
        observed: Set<String>
    ) {
        (self.desired, self.state, self.ledger, self.observed) = (desired, state, ledger, observed)
        pass(nil)
        for _ in 1..<Self.limit {
            let waiting = waiting
            let before = plan.steps.count
            guard !waiting.isEmpty else { break }
            pass(waiting)
            if plan.steps.count == before, self.waiting == waiting { break }
        }
        tellWhoIsDown()
    }

    /// Specs of links that go down with one that is set down wait from then on.
    private mutating func tellWhoIsDown() {
        let isSetDown = plan.steps.contains { step in
            if case .setLink(_, let attributes) = step.change { attributes.isUp == false } else { false }
        }
        guard isSetDown else { return }
        for (id, outcome) in Object.plan(desired, given: state, ledger).outcomes {
            guard case .waiting = outcome, case .applied? = plan.outcomes[id] else { continue }
            plan.outcomes[id] = outcome
        }
    }

    private var waiting: Set<String> {
        Set(plan.outcomes.filter { if case .waiting = $0.value { true } else { false } }.keys)
    }

    /// One pass, of which only what becomes of some specs counts.
    private mutating func pass(_ some: Set<String>?) {
        var next = Object.plan(desired, given: state, ledger)
        next.observe(observed) { _ in false }
        if let some {
            next.steps.removeAll { step in !((step.spec ?? step.sequelOf).map(some.contains) ?? false) }
            next.outcomes = next.outcomes.filter { some.contains($0.key) }
            next.records.removeAll { !some.contains($0.spec) }
        }
        var refused: Set<String> = []
        for step in next.steps {
            if let spec = step.spec ?? step.sequelOf, refused.contains(spec) { continue }
            if let spec = step.spec, let refusal = KernelRefusal.foreseen(for: step.change, among: state.table) {
                next.outcomes[spec] = .refused(refusal.message)
                refused.insert(spec)
                continue
            }
            take(step, isFirst: some == nil)
        }
        for entry in next.records { ledger[entry.object] = entry }
        plan.outcomes.merge(next.outcomes) { $1 }
    }

    private mutating func take(_ step: PlannedStep, isFirst: Bool) {
        var step = step
        let losses = LinkLosses(given: state).words(for: step.change)
        step.note = [step.note, losses].filter { !$0.isEmpty }.joined(separator: "; ")
        let isTold = !isFirst && isTold(step)
        state.simulate(step.change)
        if case .createLink(let attributes) = step.change, let name = attributes.name {
            made[name] = step.operation.after
        }
        if !isTold { plan.steps.append(step) }
    }

    /// Whether the making of a link has told already what a later pass gives it; of tunnels the kernel tells nothing meanwhile.
    private func isTold(_ step: PlannedStep) -> Bool {
        let link: InterfaceName?
        switch step.change {
        case .setWireGuard: return plan.steps.contains { $0.change == step.change }
        case .setLink(let index, _), .addAlternativeNames(let index, _): link = state.name(ofLink: index)
        default: return false
        }
        guard let told = link.flatMap({ made[$0] }) else { return false }
        let operation = step.operation
        return (operation.after.members ?? [:]).allSatisfy { name, value in
            operation.before[name] == value || told[name] == value
        }
    }
}
