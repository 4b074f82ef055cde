internal import Glibc
public import Kernel

/// How the steps of a plan went, by spec.
struct StepResults {
    private var refusals: [String: KernelRefusal] = [:]
    private var findings: [String: String] = [:]
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
        for (step, refusal) in zip(plan.steps, results) {
            guard let spec = step.spec, !fights.contains(spec) else { continue }
            if let refusal, !step.change.isDone(despite: refusal) {
                refusals[spec] = refusals[spec] ?? refusal
            }
            if !step.finding.isEmpty, findings[spec] == nil { findings[spec] = step.finding }
        }
    }

    /// What earlier passes found counts too.
    mutating func addFindings(_ earlier: [String: String]) { findings.merge(earlier) { latest, _ in latest } }

    /// What each spec's object was like instead.
    var allFindings: [String: String] { findings }

    /// Why a spec's steps weren't all done.
    func refusal(_ spec: String) -> KernelRefusal? { refusals[spec] }

    /// Whether a step of the spec was refused or left out.
    func hasFailed(_ spec: String?) -> Bool { spec.map { refusals[$0] != nil || held.contains($0) } ?? false }

    /// What the kernel had instead of what the spec says; `nil` when nothing was to be done.
    func finding(_ spec: String) -> String? { findings[spec] }
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
