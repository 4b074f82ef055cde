import Kernel
import Resources
import Store

/// What is said of each spec.
extension SpecMemory {
    /// What to write down after the steps of a plan were done.
    ///
    /// - Parameters:
    ///   - plan: What was to be done.
    ///   - results: What came of its steps.
    ///   - now: The time that repairs get.
    ///   - behind: Who else changed what a change is about.
    /// - Returns: What isn't written already.
    mutating func conclude(
        _ plan: SpecPlan<Object.System.Change>, _ results: StepResults, now: String,
        _ behind: (Object.System.Change) -> ForeignChange?
    ) -> [StatusUpdate] {
        var updates: [StatusUpdate] = []
        for item in desired {
            guard let outcome = plan.outcomes[item.id] else { continue }
            if outcome == .gone, !results.hasFailed(item.id) {
                drift.forget(item.id)
                fights[item.id] = nil
                updates.append(StatusUpdate(id: item.id, status: nil, releases: true))
                continue
            }
            var status = statuses[item.id] ?? ApplyStatus()
            conclude(item, outcome, results, &status, now)
            let earlier = unfinished.removeValue(forKey: item.id)
            if let found = results.findingInFight(item.id, in: plan, behind) {
                fights[item.id, default: FightRecord()].add(found)
            }
            // What a repair that began goes on with follows from our own changes, and is still somebody else's doing.
            let isOwnDoing = ownDoing.contains(item.id)
            if settled[item.id] == item.revision,
                let finding = earlier ?? (isOwnDoing ? nil : results.finding(item.id, in: plan, behind))
            {
                switch status.state {
                case .applied: record(finding, of: item.id, in: &status, now)
                case .waiting: unfinished[item.id] = finding
                default: break
                }
            }
            if status.state == .applied {
                settled[item.id] = item.revision
                ownDoing.remove(item.id)
                drift.forget(item.id)
            }
            guard let update = update(item.id, status) else { continue }
            // Who changes what is only observed again and again would have us write for ever.
            if case .drifted = outcome, !drift.mayWrite(item.id) { continue }
            updates.append(update)
        }
        return updates + unreadables() + orphans()
    }

    /// What became of a spec, and what goes on for longer.
    private mutating func conclude(
        _ item: DesiredSpec<Object.Spec>, _ outcome: SpecOutcome, _ results: StepResults, _ status: inout ApplyStatus,
        _ now: String
    ) {
        let earlier = status.conditions
        status.conditions = []
        if results.fights.contains(item.id) {
            let fight = Attempts<Object.System.Change>.fight
            let since = earlier.first { $0.type == .conflict }?.since ?? now
            let who = status.drift.map { "; the last who was told of is \($0.by.who)" } ?? ""
            status.describe(.waiting(fight), nil, revision: item.revision)
            status.conditions = [ApplyStatus.Condition(.conflict, since: since, reason: fight + who)]
        } else {
            status.describe(outcome, results.refusal(item.id), revision: item.revision)
            if case .drifted(let difference) = outcome { note(difference, in: &status, of: item, now: now) }
        }
        status.add(item.note)
        if let repairs = attempts.takeEnded(item.id), repairs > 0 {
            let began = earlier.first { $0.type == .conflict }?.since
            status.repairs += repairs
            let action =
                "put right \(repairs) times" + (began.map { " since \($0)" } ?? "")
                + ", as often as it was undone; now it lasts"
            status.drift?.time = now
            status.drift?.action = action
            if let record = fights.removeValue(forKey: item.id) {
                let author = status.drift?.by
                status.drift = record.finding(action).drift(at: now)
                if let author, status.drift?.by.claimedPid == 0 { status.drift?.by = author }
            }
        }
    }

    /// Adds a repair to a status; what was seen of it before, while it was only observed, still holds.
    private func record(_ finding: DriftFinding, of spec: String, in status: inout ApplyStatus, _ now: String) {
        var finding = finding
        finding.change = finding.change ?? drift.sighting(spec)
        status.repairs += 1
        status.drift = finding.drift(at: now)
    }

    /// What to write down when nothing may be touched.
    mutating func hold(
        _ plan: SpecPlan<Object.System.Change>, released: Bool, now: String,
        _ behind: (Object.System.Change) -> ForeignChange?
    ) -> [StatusUpdate] {
        drift.begin()
        let steps = Dictionary(grouping: plan.steps.filter { $0.spec != nil }) { $0.spec ?? "" }
        var updates: [StatusUpdate] = []
        for item in desired {
            if released, item.isGoing {
                updates.append(StatusUpdate(id: item.id, status: nil, releases: true))
                continue
            }
            var status = statuses[item.id] ?? ApplyStatus()
            status.conditions = []
            if let pending = steps[item.id] {
                status.state = .paused
                (status.errno, status.extack) = ("", "")
                status.reason = "would \(SpecStep.words(pending))"
                status.specRevision = UInt32(clamping: item.revision)
                if isOthersDoing(item.id) {
                    drift.note(SpecStep.foreignChange(pending, behind), of: item.id)
                    note(SpecDrift(pending, wasThere: true), in: &status, of: item, now: now)
                }
            } else if let outcome = plan.outcomes[item.id], outcome != .gone {
                status.describe(outcome, nil, revision: item.revision)
            }
            status.add(item.note)
            guard let update = update(item.id, status) else { continue }
            if status.drift == statuses[item.id]?.drift || drift.mayWrite(item.id) { updates.append(update) }
        }
        return updates + unreadables() + orphans()
    }

    /// What to say of the merged specs that can't be read.
    private func unreadables() -> [StatusUpdate] {
        unreadable.sorted().compactMap { id in
            guard let metadata = specs.entries[id]?.metadata else { return nil }
            if metadata.phase == .tearingDown { return StatusUpdate(id: id, status: nil, releases: true) }
            var status = ApplyStatus()
            status.state = .refused
            status.specRevision = UInt32(clamping: metadata.revision)
            status.reason = metadata.annotations[Metadata.unreadable] ?? "it can't be read"
            return statuses[id] == status ? nil : StatusUpdate(id: id, status: status, releases: false)
        }
    }

    /// Statuses of specs that are gone altogether.
    private func orphans() -> [StatusUpdate] {
        guard mayHaveOrphans else { return [] }
        return statuses.keys.filter { specs.entries[$0] == nil }.sorted()
            .map { StatusUpdate(id: $0, status: nil, releases: false) }
    }

    /// Notes that updates were committed.
    mutating func confirm(_ updates: ArraySlice<StatusUpdate>) {
        for update in updates where !update.keepsStatus { statuses[update.id] = update.status }
        if updates.isEmpty { return }
        mayHaveOrphans = mayHaveOrphans && statuses.keys.contains { specs.entries[$0] == nil }
    }
}
