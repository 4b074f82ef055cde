internal import Glibc
public import Kernel

/// How the steps of a plan went, by spec.
struct StepResults {
    private var refusals: [String: KernelRefusal] = [:]
    /// What was found of each spec's object, and at which of the plan's steps.
    private var findings: [String: (text: String, step: Int)] = [:]
    /// The same of those that are put right again and again.
    private var fought: [String: (text: String, step: Int)] = [:]
    private var earlierFindings: [String: DriftFinding] = [:]
    /// The specs whose objects are put right again and again.
    let fights: Set<String>
    /// The specs whose steps were left out.
    private let held: Set<String>

    /// How the steps went; what was found of `fights` isn't told any more.
    init<Change>(
        _ plan: SpecPlan<Change>, _ results: [KernelRefusal?], fights: Set<String>, held: Set<String>
    ) {
        self.fights = fights
        self.held = held
        for (place, (step, refusal)) in zip(plan.steps, results).enumerated() {
            guard let spec = step.spec else { continue }
            if fights.contains(spec) {
                if !step.finding.isEmpty, fought[spec] == nil { fought[spec] = (step.finding, place) }
                continue
            }
            if let refusal, !step.change.isDone(despite: refusal) {
                refusals[spec] = refusals[spec] ?? refusal
            }
            if !step.finding.isEmpty, findings[spec] == nil { findings[spec] = (step.finding, place) }
        }
    }

    /// What earlier passes found counts too.
    mutating func addFindings(_ earlier: [String: DriftFinding]) { earlierFindings = earlier }

    /// The specs of whose objects something was found, and at which of the plan's steps.
    var found: [(spec: String, step: Int)] { findings.map { ($0.key, $0.value.step) } }

    /// Why a spec's steps weren't all done.
    func refusal(_ spec: String) -> KernelRefusal? { refusals[spec] }

    /// Whether a step of the spec was refused or left out.
    func hasFailed(_ spec: String?) -> Bool { spec.map { refusals[$0] != nil || held.contains($0) } ?? false }

    /// What the kernel had instead of what the spec says, what was done about it, and whose doing it was; `nil` when nothing
    /// was to be done.
    func finding<Change>(
        _ spec: String, in plan: SpecPlan<Change>, _ behind: (Change) -> ForeignChange?
    ) -> DriftFinding? {
        guard let found = findings[spec] else { return earlierFindings[spec] }
        return finding(found, spec, in: plan, behind)
    }

    /// The same of what is fought over, which isn't told each time.
    func findingInFight<Change>(
        _ spec: String, in plan: SpecPlan<Change>, _ behind: (Change) -> ForeignChange?
    ) -> DriftFinding? {
        fought[spec].map { finding($0, spec, in: plan, behind) }
    }

    private func finding<Change>(
        _ found: (text: String, step: Int), _ spec: String, in plan: SpecPlan<Change>,
        _ behind: (Change) -> ForeignChange?
    ) -> DriftFinding {
        let (text, place) = found
        // A spec's steps mostly follow upon each other, and a plan may have ten thousand.
        var range = place..<place + 1
        while range.lowerBound > 0, plan.steps[range.lowerBound - 1].spec == spec {
            range = range.lowerBound - 1..<range.upperBound
        }
        while range.upperBound < plan.steps.count, plan.steps[range.upperBound].spec == spec {
            range = range.lowerBound..<range.upperBound + 1
        }
        let steps = plan.steps[range]
        return DriftFinding(
            found: text, action: SpecStep.words(steps),
            change: SpecStep.foreignChange(steps, behind) ?? earlierFindings[spec]?.change)
    }
}

extension KernelChange {
    /// Whether a refusal says that there was nothing left to do: what is to go has gone already.
    public func isDone(despite refusal: KernelRefusal) -> Bool {
        switch self {
        case .deleteLink, .deleteAddress, .deleteRoute, .deleteRule:
            [ENOENT, ESRCH, ENODEV, EADDRNOTAVAIL].contains(refusal.errno)
        case .restoreAddress, .restoreRoute, .restoreRule: refusal.errno == EEXIST
        default: false
        }
    }
}
