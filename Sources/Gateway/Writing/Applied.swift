import Resources
import Store

/// Waits until the controllers have brought the kernel to what was written.
///
/// First each stage must have seen the write, one after the other, since each works on what the one before wrote. Then the
/// apply status of each merged spec says how it went. Whether the written layer or a higher one won doesn't matter: what
/// counts is that the merged spec is applied, or that it is gone and the kernel is rid of it. A type whose only stage is the
/// merge, such as ProbeSpec, has no apply status: what counts is that it is merged. What controllers write because of it, as the
/// file of hosts, counts as well.
struct Applied: Sendable {
    private let store: ResourceStore
    private let catalog: ResourceCatalog
    private var targets: [Target]
    /// The rows that were written and not deleted.
    private var wanted: Set<ResourceKey>
    /// Which rows follow from the configuration, if that was written.
    private var following: ConfigurationRows?
    /// Whether what this version can't carry out isn't waited for: the caller allows it.
    private var passesOverUnsupported = false
    /// What was written, and the last revision of that: another spec after it is somebody else's.
    private var written: [ResourceKey: Resource] = [:]
    private var lastRevision: Int64 = 0
    /// The controllers that bring intent of any type into the kernel.
    private let everyStage: Set<String>

    /// - Parameters:
    ///   - backend: The store, and the types.
    ///   - results: What was written.
    init(_ backend: Backend, _ results: [WriteResult]) {
        store = backend.store
        catalog = backend.catalog
        everyStage = Set(backend.catalog.types.flatMap(\.stages))
        targets = results.map(\.operation.target).filter {
            ($0.type.placement == .layered || !$0.type.consequences.isEmpty) && $0.key.namespace == Namespace.config
        }
        var wanted: Set<ResourceKey> = []
        for result in results {
            let key = result.operation.target.key
            written[key] = result.remaining
            lastRevision = max(lastRevision, result.remaining?.metadata.revision ?? 0)
            if result.remaining == nil { wanted.remove(key) } else { wanted.insert(key) }
        }
        self.wanted = wanted
    }

    /// - Parameters:
    ///   - backend: The store, and the types.
    ///   - rows: What followed from the configuration before it was written.
    ///   - passesOverUnsupported: Whether what this version can't carry out isn't waited for.
    init(_ backend: Backend, following rows: ConfigurationRows, passesOverUnsupported: Bool) {
        self.init(backend, [])
        self.passesOverUnsupported = passesOverUnsupported
        following = rows
        targets = rows.targets
    }

    /// - Parameters:
    ///   - backend: The store, and the types.
    ///   - rows: Rows of layers, and whether each is still there.
    init(_ backend: Backend, _ rows: [ResourceKey: Bool]) {
        self.init(backend, [])
        targets = rows.keys.compactMap { key in
            backend.catalog.type(named: key.type).map { Target(type: $0, key: key) }
        }
        wanted = Set(rows.filter(\.value).keys)
    }

    /// What came of it.
    struct Outcome: Sendable {
        var isApplied: Bool
        var reasons: [String]
        /// Those of the reasons that are the kernel's.
        var refusals: [String] = []

        /// Adds `applied` and `reasons` to an answer's document.
        func add(to answer: inout WriteAnswer) {
            answer.add("applied", .bool(isApplied))
            answer.add("reasons", .array(reasons.map { .string($0) }))
        }
    }

    /// Waits.
    ///
    /// - Parameters:
    ///   - revision: The write's revision.
    ///   - patience: How long at most.
    /// - Returns: What came of it; at the time-out what is missing.
    func wait(from revision: Int64, upTo patience: Duration) async -> Outcome {
        guard !targets.isEmpty || following != nil else { return Outcome(isApplied: true, reasons: []) }
        // Not a group of tasks, which ends with the last of them: the answer would wait for the alarm to be switched off.
        let task = Task { await settle(revision) }
        let alarm = Task { if (try? await Task.sleep(for: patience)) != nil { task.cancel() } }
        defer { alarm.cancel() }
        let settled = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        return settled ?? Outcome(isApplied: false, reasons: ["timed out"] + pending(after: revision))
    }

    /// `nil` when the task was cancelled.
    private func settle(_ revision: Int64) async -> Outcome? {
        if let following {
            for stage in following.stages { await store.cursors.wait(for: stage, toReach: revision) }
            while let next = current(following) {
                guard !next.targets.isEmpty else { return Outcome(isApplied: true, reasons: []) }
                let outcome = await next.settle(store.revision)
                // Names that the configuration gives lead to other rows once links have them.
                guard outcome != nil, current(following)?.wanted != next.wanted else { return outcome }
            }
            return nil
        }
        var target = revision
        // Of a few targets the statuses say themselves when a controller has come so far.
        let levels = targets.count <= Self.few && consequences.isEmpty ? 1 : Int.max
        for level in 0..<min(levels, targets.map(\.type.stages.count).max() ?? 0) {
            for stage in stages(level) { await store.cursors.wait(for: stage, toReach: target) }
            target = store.revision
        }
        for stage in laterStages { await store.cursors.wait(for: stage, toReach: store.revision) }
        var last = 0
        for await _ in store.feed.wakeUps() {
            if Task.isCancelled { return nil }
            if let outcome = await judge(&last) { return outcome }
        }
        return nil
    }

    /// So many targets are looked at whenever something was committed; of more, each look costs too much.
    private static let few = 16

    /// The same for the rows that follow from the configuration by now.
    private func current(_ following: ConfigurationRows) -> Applied? {
        guard let rows = try? following.now() else { return nil }
        var next = self
        let known = Set(rows.targets.map(\.key))
        // What followed before and doesn't any more has to be undone.
        (next.targets, next.wanted) = (
            rows.targets + targets.filter { !known.contains($0.key) }, rows.direct
        )
        next.following = nil
        return next
    }

    /// What came of it, or `nil` while something is still waited for.
    ///
    /// What is refused may only have come too early, as a route before the address that reaches its gateway: it has failed
    /// when it still does after every controller has come as far and seen what the others did in the kernel.
    ///
    /// - Parameter last: The place among the targets of the one that was waited for the last time.
    /// - Returns: `nil` also when the task was cancelled.
    private func judge(_ last: inout Int) async -> Outcome? {
        var before: [String]?
        while !Task.isCancelled {
            guard let states = settledStates(&last) else { return nil }
            if states.allSatisfy({ $0 == .applied }) { return Outcome(isApplied: true, reasons: []) }
            let failures = states.compactMap(\.failure)
            if failures == before {
                return Outcome(isApplied: false, reasons: failures, refusals: states.compactMap(\.refusal))
            }
            before = failures
            let now = store.revision
            for stage in everyStage where store.cursors[stage] != nil {
                await store.cursors.wait(for: stage, toReach: now)
            }
            try? await Task.sleep(for: Self.grace)
            for stage in Set(targets.flatMap(\.type.stages) + laterStages) {
                await store.cursors.wait(for: stage, toReach: store.revision)
            }
        }
        return nil
    }

    /// How long the kernel's events of what one controller did may take until they wake another.
    private static let grace = Duration.milliseconds(30)

    private func stages(_ level: Int) -> Set<String> {
        Set(targets.compactMap { $0.type.stages.count > level ? $0.type.stages[level] : nil })
    }

    /// What follows from the types of the targets.
    private var consequences: [Consequence] {
        var seen: Set<Consequence> = []
        return targets.flatMap(\.type.consequences).filter { seen.insert($0).inserted }
    }

    /// The controllers that make what follows, and bring it into the host.
    private var laterStages: [String] {
        consequences.flatMap { $0.controllers + (catalog.type(named: $0.type)?.stages ?? []) }
    }

    /// What was written, and what follows from it.
    private var allTargets: [Target] {
        let consequences = consequences
        guard !consequences.isEmpty else { return targets }
        let known = Set(targets.map(\.key))
        let later = consequences.flatMap { consequence in
            consequence.ids.compactMap { id in
                catalog.type(named: consequence.type).map {
                    Target(type: $0, key: ResourceKey(Namespace.config, $0.name, id))
                }
            }
        }
        return targets + later.filter { !known.contains($0.key) }
    }

    private func pending(after revision: Int64) -> [String] {
        if let following, let next = current(following) {
            let behind = following.stages.filter { store.cursors[$0] ?? -1 < revision }
            if behind.isEmpty { return next.pending(after: revision) }
        }
        let stages = Set(targets.flatMap(\.type.stages)).union(following?.stages ?? [])
        let behind = stages.filter { store.cursors[$0] ?? -1 < revision }.sorted()
        return behind.map { "\($0) hasn't come to revision \(revision) yet" }
            + states().compactMap { $0.failure ?? $0.waiting }
    }

    /// How far one merged spec is.
    private enum State: Hashable {
        case applied
        case waiting(String)
        /// Waiting longer won't help, unless it is the others that it waits for.
        case failed(String)
        /// The same, because the kernel says so.
        case refused(String)

        var failure: String? {
            switch self {
            case .failed(let reason), .refused(let reason): reason
            case .applied, .waiting: nil
            }
        }

        var refusal: String? {
            guard case .refused(let reason) = self else { return nil }
            return reason
        }

        var waiting: String? {
            guard case .waiting(let reason) = self else { return nil }
            return reason
        }
    }

    /// How far all are, as of one commit.
    private func states() -> [State] {
        do throws(StoreError) {
            return try store.read { reading throws(StoreError) in
                var states: [State] = []
                for target in allTargets { states.append(try state(target, reading)) }
                return states
            }
        } catch {
            return [.failed("the state can't be read: \(error)")]
        }
    }

    /// How far all are, as of one commit; `nil` while one is waited for, which is looked at first the next time.
    private func settledStates(_ last: inout Int) -> [State]? {
        do throws(StoreError) {
            let targets = allTargets
            return try store.read { reading throws(StoreError) in
                if targets.indices.contains(last), try state(targets[last], reading).waiting != nil { return nil }
                var states: [State] = []
                for (place, target) in targets.enumerated() {
                    let state = try state(target, reading)
                    guard state.waiting == nil else {
                        last = place
                        return nil
                    }
                    states.append(state)
                }
                return states
            }
        } catch {
            return [.failed("the state can't be read: \(error)")]
        }
    }

    /// How far a target is; what this version can't carry out counts as applied where that is allowed.
    private func state(_ target: Target, _ reading: ReadTransaction) throws(StoreError) -> State {
        // Of what isn't merged there is only what follows from it.
        if target.type.placement != .layered { return .applied }
        let name = "\(target.type.name)/\(target.mergedID)"
        let merged = try reading.metadata(ResourceKey(Namespace.network, target.type.name, target.mergedID))
        guard let merged, merged.phase == .running else {
            return try state(target, going: merged, reading)
        }
        if let revision = try revisionOfAnother(target, reading) {
            return .failed("\(name): it was changed meanwhile, in revision \(revision)")
        }
        // Of what no controller brings into the kernel there is no more to wait for.
        if target.type.stages.count == 1 { return .applied }
        guard let status = try reading.get(ResourceKey(Namespace.network, ApplyStatus.typeName, name)),
            let spec = try? JSON(parsing: status.spec),
            spec["specRevision"]?.integer ?? -1 >= merged.revision,
            let state = spec["state"]?.text.flatMap(ApplyStatus.State.init(rawValue:))
        else { return .waiting("\(name): not looked at yet") }
        // The reason mostly holds the kernel's own words already.
        let reason = ["reason", "errno", "extack"].compactMap { spec[$0]?.text }
            .reduce(into: [String]()) { said, text in
                if !said.contains(where: { $0.contains(text) }) { said.append(text) }
            }
            .filter { !$0.isEmpty }
        let words = ([name, state.rawValue] + reason).joined(separator: ": ")
        switch state {
        case .applied: return .applied
        case .notSupported where passesOverUnsupported: return .applied
        case .waiting, .tearingDown: return .waiting(words)
        case .refused: return .refused(words)
        case .foreignConflict, .notSupported, .shadowed, .paused, .drifted: return .failed(words)
        }
    }

    /// The revision in which somebody else made another spec of what was written; `nil` while nobody did.
    private func revisionOfAnother(_ target: Target, _ reading: ReadTransaction) throws(StoreError) -> Int64? {
        guard let own = written[target.key],
            store.feed.latestChange(of: ResourceKind(target.key.namespace, target.key.type)) > lastRevision,
            let now = try reading.get(target.key), now.metadata.revision > own.metadata.revision, now.spec != own.spec
        else { return nil }
        return now.metadata.revision
    }

    /// How far a target is whose merged spec is gone or goes.
    ///
    /// While somebody holds it, or has a status of it, the kernel isn't rid of it: a merged spec that has come just now may go before
    /// its controller holds it.
    private func state(
        _ target: Target, going merged: Metadata?, _ reading: ReadTransaction
    ) throws(StoreError) -> State {
        let name = "\(target.type.name)/\(target.mergedID)"
        guard merged?.finalizers.isEmpty ?? true else { return .waiting("\(name): the kernel isn't rid of it yet") }
        // Gone or not there yet: both are told apart by the layers below.
        if let asked = try reading.metadata(target.key), asked.phase == .running {
            let isMerged = merged == nil && store.cursors[target.type.stages.first ?? ""] ?? -1 >= asked.revision
            return isMerged ? .failed("\(name): its layers come to nothing") : .waiting("\(name) isn't merged yet")
        }
        if wanted.contains(target.key) { return .failed("\(name): it was deleted meanwhile") }
        let status = try reading.metadata(ResourceKey(Namespace.network, ApplyStatus.typeName, name))
        return status == nil ? .applied : .waiting("\(name): the kernel isn't rid of it yet")
    }
}
