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
    private(set) var unreadable: Set<String> = []
    /// The newest revision among the specs that changed last: what led to what is written now.
    private(set) var cause: Int64?
    private(set) var isLoaded = false
    private(set) var specs = ResourceCache<Object.Spec>(Namespace.network)
    private var management = ResourceCache<ManagementSpec>(Namespace.management)
    var statuses: [String: ApplyStatus] = [:]
    /// The specs that this process has seen applied, with their revision: what differs afterwards is drift.
    var settled: [String: Int64] = [:]
    /// The specs whose objects aren't as they were by our own doing, until they are again.
    var ownDoing: Set<String> = []
    /// Whether a spec has gone since the statuses were last compared with the specs.
    var mayHaveOrphans = true

    /// How often in a row writing down may be put off.
    private static var postponementLimit: Int { 16 }
    var attempts = Attempts<Object.System.Change>()
    /// Other processes' changes of the statuses up to this revision are in `statuses`.
    var statusPosition: Int64 = 0
    private var postponements = 0
    private var postponedFindings: [String: DriftFinding] = [:]
    /// What was found of objects that aren't whole again yet: one that was deleted may be made in several passes.
    var unfinished: [String: DriftFinding] = [:]
    /// What was found of objects that are fought over, since the fight began.
    var fights: [String: FightRecord] = [:]
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
            note: entry.metadata.annotations[Metadata.unreadable] ?? "")
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
