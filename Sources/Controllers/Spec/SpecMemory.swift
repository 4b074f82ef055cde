import Kernel
import Resources
import Store

/// What a spec controller knows between passes: the specs, the ledger, and what it last said of each spec.
///
/// The kernel isn't remembered: it is looked at in every pass.
public struct SpecMemory<Object: KernelObject>: Sendable {
    var ledger: [String: LedgerEntry] = [:]
    private(set) var mode = ManagementSpec.Mode.enforce
    /// The merged specs as they are stored, sorted by id.
    private var merged: [DesiredSpec<Object.Spec>] = []
    /// What is followed instead of them, while that can't be stored.
    var standIn: [DesiredSpec<Object.Spec>]?
    /// What is ours by a stand-in's doing, and isn't in the store's ledger yet.
    var unrecorded: [LedgerEntry] = []
    /// The specs that the kernel is to follow, sorted by id.
    var desired: [DesiredSpec<Object.Spec>] { standIn ?? merged }
    /// The merged specs that can't be read: nothing is done for them, but said.
    private var unreadable: Set<String> = []
    /// The newest revision among the specs that changed last: what led to what is written now.
    private(set) var cause: Int64?
    private(set) var isLoaded = false
    private var specs = ResourceCache<Object.Spec>(Namespace.network)
    private var management = ResourceCache<ManagementSpec>(Namespace.management)
    private var statuses: [String: ApplyStatus] = [:]
    /// The specs that this process has seen applied, with their revision: what differs afterwards is drift.
    private var settled: [String: Int64] = [:]
    /// The specs whose objects aren't as they were by our own doing, until they are again.
    var ownDoing: Set<String> = []
    /// Whether a spec has gone since the statuses were last compared with the specs.
    private var mayHaveOrphans = true

    /// How often in a row writing down may be put off.
    private static var postponementLimit: Int { 16 }
    var attempts = Attempts<Object.System.Change>()
    /// Other processes' changes of the statuses up to this revision are in `statuses`.
    private var statusPosition: Int64 = 0
    private var postponements = 0
    private var postponedFindings: [String: DriftFinding] = [:]
    /// What was found of objects that aren't whole again yet: one that was deleted may be made in several passes.
    private var unfinished: [String: DriftFinding] = [:]
    /// What is known of drift that isn't put right.
    var drift = DriftMemory<Object.Spec>()
    /// When the last pass looked at the kernel: what was told before isn't news.
    var lastLook = ContinuousClock.now

    /// Everything up to this revision is in `desired`.
    var position: Int64 { specs.position ?? 0 }

    /// Keeps what a pass found for the next one; whether that is still allowed.
    mutating func postpone(
        _ plan: SpecPlan<Object.System.Change>, _ results: StepResults,
        _ behind: (Object.System.Change) -> ForeignChange?
    ) -> Bool {
        guard postponements < Self.postponementLimit else { return false }
        postponements += 1
        for (spec, _) in results.found where postponedFindings[spec] == nil && isOthersDoing(spec) {
            postponedFindings[spec] = results.finding(spec, in: plan, behind)
        }
        return true
    }

    /// Notes what is ours from now on.
    mutating func note(_ entries: [LedgerEntry]) {
        for entry in entries { ledger[entry.object] = entry }
    }

    /// Begins a pass: what led to the last one is past.
    mutating func begin() { cause = nil }

    /// What the passes that were put off found.
    mutating func takePostponed() -> [String: DriftFinding] {
        defer { (postponements, postponedFindings) = (0, [:]) }
        return postponedFindings
    }

    /// Reads what changed.
    ///
    /// - Returns: How many specs did.
    mutating func refresh(_ store: ResourceStore) throws(StoreError) -> Int {
        let isFirst = !isLoaded
        if isFirst { ledger = Dictionary(try store.ledger(Object.kind).map { ($0.object, $0) }) { $1 } }
        let latest = store.feed.latestForeignChange(of: ResourceKind(Namespace.network, ApplyStatus.typeName))
        if isFirst || statusPosition < latest {
            statuses = try Self.loadStatuses(store)
            (statusPosition, mayHaveOrphans) = (latest, true)
        }
        if isFirst { settleFromStatuses() }
        if try !management.refresh(store).isEmpty {
            let spec = management.entries.values.compactMap(\.spec).first ?? ManagementSpec()
            (mode, drift.modes) = (spec.mode, spec.drift)
        }
        let changed = try specs.refresh(store)
        for id in changed {
            if let entry = specs.entries[id], entry.spec == nil {
                unreadable.insert(id)
            } else {
                unreadable.remove(id)
            }
        }
        if changed.contains(where: { specs.entries[$0] == nil }) { mayHaveOrphans = true }
        if isFirst || !changed.isEmpty {
            let latest = changed.compactMap { specs.entries[$0]?.metadata.revision }.max() ?? specs.position
            cause = max(cause ?? 0, latest ?? 0)
            rebuild(changed)
        }
        isLoaded = true
        return changed.count
    }

    /// What an earlier process had applied to this very kernel, which the ledger speaks of: what differs now is drift.
    private mutating func settleFromStatuses() {
        for spec in Set(ledger.values.map(\.spec)) {
            guard let status = statuses[spec] else { continue }
            let wasApplied = status.state == .applied || status.state == .drifted && status.drift != nil
            if wasApplied { settled[spec] = Int64(status.specRevision) }
        }
    }

    /// A few changes are made in place; sorting ten thousand ids again would take longer than the repair of a route.
    private mutating func rebuild(_ changed: [String]) {
        let positions = changed.count < 64 ? changed.compactMap { id in merged.position(of: id).map { (id, $0) } } : []
        let isInPlace =
            positions.count == changed.count && !changed.isEmpty
            && changed.allSatisfy { specs.entries[$0]?.spec != nil }
        guard isInPlace else { return merge(changed) }
        for (id, position) in positions {
            if let item = specs.entries[id].flatMap(Self.desire) { merged[position] = item }
        }
    }

    /// Puts the changed ones among those that stay; both are in order already.
    private mutating func merge(_ changed: [String]) {
        var rest = merged[...]
        var result: [DesiredSpec<Object.Spec>] = []
        result.reserveCapacity(merged.count + changed.count)
        for id in changed {
            while let next = rest.first, next.id < id {
                result.append(next)
                rest.removeFirst()
            }
            if rest.first?.id == id { rest.removeFirst() }
            if let item = specs.entries[id].flatMap(Self.desire) { result.append(item) }
        }
        merged = result + rest
    }

    /// Whether this process has seen the spec applied as it is now, so that what differs is drift.
    ///
    /// What follows from what was adopted was so before it was asked for.
    func isSettled(_ id: String) -> Bool {
        let desired = desired
        guard let position = desired.position(of: id) else { return false }
        return settled[id] == desired[position].revision
            || drift.adopted[id].map { $0 == desired[position].spec } == true
    }

    /// What was last said of a spec.
    func status(of id: String) -> ApplyStatus { statuses[id] ?? ApplyStatus() }

    /// What to write down of a spec; `nil` when that is written already.
    func update(_ id: String, _ status: ApplyStatus) -> StatusUpdate? {
        statuses[id] == status ? nil : StatusUpdate(id: id, status: status, releases: false)
    }

    private static func desire(_ entry: ResourceCache<Object.Spec>.Entry) -> DesiredSpec<Object.Spec>? {
        guard let spec = entry.spec else { return nil }
        return DesiredSpec(
            spec, isGoing: entry.metadata.phase == .tearingDown, revision: entry.metadata.revision,
            created: entry.metadata.created, adopts: entry.metadata.annotations["adopt"] == "true",
            drift: DriftMode(annotations: entry.metadata.annotations),
            note: entry.metadata.annotations[UnreadableIntent.annotation] ?? "")
    }

    private static func loadStatuses(_ store: ResourceStore) throws(StoreError) -> [String: ApplyStatus] {
        let prefix = Object.Spec.typeName + "/"
        var statuses: [String: ApplyStatus] = [:]
        for resource in try store.list(Namespace.network, ApplyStatus.typeName).resources {
            let id = resource.metadata.key.id
            guard id.hasPrefix(prefix) else { continue }
            var faults: [Fault] = []
            let json = try? JSON(parsing: resource.spec)
            var status = json.flatMap { ApplyStatus.decode($0, at: .root, &faults) } ?? ApplyStatus()
            // No spec has this revision, so that what another process changed is written anew.
            if !resource.metadata.isAsWritten(by: StatusUpdate.owner) { status.specRevision = 0 }
            statuses[String(id.dropFirst(prefix.count))] = status
        }
        return statuses
    }

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
                updates.append(StatusUpdate(id: item.id, status: nil, releases: true))
                continue
            }
            var status = statuses[item.id] ?? ApplyStatus()
            conclude(item, outcome, results, &status, now)
            let earlier = unfinished.removeValue(forKey: item.id)
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
            status.drift?.time = now
            status.drift?.action =
                "put right \(repairs) times" + (began.map { " since \($0)" } ?? "")
                + ", as often as it was undone; now it lasts"
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
            status.reason = metadata.annotations[UnreadableIntent.annotation] ?? "it can't be read"
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

extension Array {
    /// Where a spec stands among specs that are sorted by id.
    fileprivate func position<Spec>(of id: String) -> Int? where Element == DesiredSpec<Spec> {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low].id == id ? low : nil
    }
}

extension ApplyStatus {
    /// Says something more.
    mutating func add(_ note: String) {
        if !note.isEmpty { reason = reason.isEmpty ? note : "\(reason); \(note)" }
    }

    /// Says what became of a spec.
    mutating func describe(_ outcome: SpecOutcome, _ refusal: KernelRefusal?, revision: Int64) {
        specRevision = UInt32(clamping: revision)
        (errno, extack) = ("", "")
        if let refusal {
            state = .refused
            errno = refusal.name
            extack = refusal.message
            reason = refusal.message.isEmpty ? "the kernel refused it: \(refusal.name)" : refusal.message
            return
        }
        switch outcome {
        case .applied(let note): (state, reason) = (.applied, note)
        case .waiting(let what): (state, reason) = (.waiting, what)
        case .foreignConflict(let why): (state, reason) = (.foreignConflict, why)
        case .notSupported(let what): (state, reason) = (.notSupported, what)
        case .refused(let why): (state, reason) = (.refused, why)
        case .shadowed(let other): (state, reason) = (.shadowed, "\(other) means the same kernel object and wins")
        case .drifted(let difference): (state, reason) = (.drifted, difference.reason)
        case .gone: (state, reason) = (.tearingDown, "")
        }
    }
}
