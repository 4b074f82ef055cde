import Kernel
import Resources
import Store

extension SpecPlan {
    /// Takes out what would be done for some specs, so that the kernel stays as it is there.
    ///
    /// What one of them has made and gives up is forgotten, and stays.
    mutating func leave(_ specs: Set<String>) {
        guard !specs.isEmpty else { return }
        let before = steps.count
        steps.removeAll { step in (step.spec ?? step.sequelOf).map(specs.contains) ?? false }
        // What is put back for others would have gone along with what is left now.
        if steps.count < before, steps.allSatisfy({ $0.spec == nil }) { steps = [] }
        records.removeAll { specs.contains($0.spec) }
        forgets.removeAll { forget in
            guard let spec = forget.spec, specs.contains(spec) else { return false }
            return outcomes[spec] != .gone
        }
    }

    /// Leaves the specs alone that are only observed, and says of each in what it differs.
    ///
    /// - Parameters:
    ///   - specs: The specs.
    ///   - isSettled: Whether a spec's object has been as it says.
    mutating func observe(_ specs: Set<String>, isSettled: (String) -> Bool) {
        guard !specs.isEmpty else { return }
        let differing = Dictionary(grouping: steps.filter { step in step.spec.map(specs.contains) ?? false }) {
            $0.spec ?? ""
        }
        for spec in specs {
            switch outcomes[spec] {
            case .gone: continue
            case .foreignConflict(let why): outcomes[spec] = .drifted(SpecDrift(found: why, remedy: ""))
            default:
                guard let steps = differing[spec] else { continue }
                outcomes[spec] = .drifted(SpecDrift(steps, wasThere: isSettled(spec)))
            }
        }
        leave(specs)
    }
}

extension SpecDrift {
    /// What steps would change.
    init<Change: SystemChange>(_ steps: [SpecStep<Change>], wasThere: Bool) {
        var findings: [String] = []
        for step in steps where !step.finding.isEmpty && !findings.contains(step.finding) {
            findings.append(step.finding)
        }
        found = findings.joined(separator: "; ")
        // The planner can't know whether it ever was there.
        if !wasThere, found == "deleted" { found = "missing" }
        remedy = SpecStep.words(steps)
        if found.isEmpty { found = "it isn't as the spec says" }
    }
}

extension SpecStep {
    /// Steps as people read them: `add address eth0/192.0.2.10/24`.
    static func words(_ steps: some Collection<SpecStep>) -> String {
        steps.map { "\($0.operation.operation) \($0.operation.object)" }.joined(separator: ", ")
    }

    /// Who else changed what steps are about, rather one who is known.
    static func foreignChange(
        _ steps: some Collection<SpecStep>, _ behind: (Change) -> ForeignChange?
    ) -> ForeignChange? {
        let changes = steps.compactMap { behind($0.change) }
        return changes.first { $0.sender.portID != 0 } ?? changes.first
    }
}
