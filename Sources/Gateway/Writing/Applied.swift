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
    let store: ResourceStore
    private let catalog: ResourceCatalog
    private var targets: [Target]
    /// The rows that were written and not deleted.
    private(set) var wanted: Set<ResourceKey>
    /// Which rows follow from the configuration, if that was written.
    private var following: ConfigurationRows?
    /// Whether what this version can't carry out isn't waited for: the caller allows it.
    private(set) var passesOverUnsupported = false
    /// What was written, and the last revision of that: another spec after it is somebody else's.
    private(set) var written: [ResourceKey: Resource] = [:]
    private(set) var lastRevision: Int64 = 0
    /// The controllers that bring intent of any type into the kernel.
    private let everyStage: Set<String>
    /// Whether what all of them may do was written, so that each has to know of it.
    private let concernsAll: Bool

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
        concernsAll = results.contains {
            $0.operation.target.key.namespace == Namespace.management
                && $0.operation.target.type.name == ManagementSpec.typeName
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
        guard !targets.isEmpty || following != nil || concernsAll else { return Outcome(isApplied: true, reasons: []) }
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
        if concernsAll {
            for stage in everyStage where store.cursors[stage] != nil {
                await store.cursors.wait(for: stage, toReach: revision)
            }
        }
        if targets.isEmpty { return Outcome(isApplied: true, reasons: []) }
        var target = revision
        let levels = waitsForEveryStage ? targets.map(\.type.stages.count).max() ?? 0 : 1
        for level in 0..<levels {
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

    /// Whether every stage is waited for before the first look; of a few targets the statuses say themselves when a controller has
    /// come so far.
    var waitsForEveryStage: Bool { targets.count > Self.few || !consequences.isEmpty }

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
    var allTargets: [Target] {
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
            .union(concernsAll ? everyStage.filter { store.cursors[$0] != nil } : [])
        let behind = stages.filter { store.cursors[$0] ?? -1 < revision }.sorted()
        return behind.map { "\($0) hasn't come to revision \(revision) yet" }
            + states().compactMap { $0.failure ?? $0.waiting }
    }
}
