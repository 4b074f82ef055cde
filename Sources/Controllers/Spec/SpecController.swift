public import Kernel
import Resources
public import Store
import Synchronization

/// Makes the kernel as the merged specs of one type say: observe, plan, apply, and observe again when the kernel tells.
public final class SpecController<Object: KernelObject>: Controller {
    /// `AddressSpecController` and so on; also the finalizer on the merged specs.
    public let name: String
    /// The merged specs, and whether we may touch anything.
    public let inputs = [
        ResourceKind(Namespace.network, Object.Spec.typeName),
        ResourceKind(Namespace.management, ManagementSpec.typeName),
    ]
    /// What is said of the specs.
    public let outputs = [ResourceKind(Namespace.network, ApplyStatus.typeName)]
    /// Whose events mean that it must be looked at again.
    public let topics = Object.wakeUps
    /// Those who make what it needs.
    public let predecessors = Predecessors.some(Object.predecessors)

    private let store: ResourceStore
    private let kernel: Object.System
    private let held: HeldIntent?
    /// Whether another controller has its name and says how far it has come.
    private let isPart: Bool
    private let memory: Mutex<SpecMemory<Object>>

    /// A controller over a store and a kernel.
    ///
    /// - Parameters:
    ///   - store: Where the specs are.
    ///   - kernel: What they are applied to.
    ///   - held: What may stand in for what is stored.
    ///   - isPart: Whether it is a part of another controller, which has its name and says how far it has come.
    public init(_ store: ResourceStore, _ kernel: Object.System, held: HeldIntent? = nil, isPart: Bool = false) {
        self.store = store
        self.held = held
        self.isPart = isPart
        self.kernel = kernel
        name = Object.controllerName
        memory = Mutex(SpecMemory())
    }

    /// One pass.
    public func reconcile() async throws(ControllerError) -> Duration? {
        try await refreshThoroughly()
        let look = ContinuousClock.now
        var state = try await observe(Object.topics)
        var plan = plan(state)
        let further = Object.furtherTopics(for: plan)
        if !further.isEmpty {
            state = try await observe(Object.topics.union(further))
            plan = self.plan(state)
        }
        excuse(plan, state)
        let mode = memory.withLock(\.mode)
        guard mode == .enforce else {
            try await report(plan, held: mode)
            memory.withLock { $0.lastLook = look }
            return nextTry
        }
        await waitToBeTold(memory.withLock { $0.othersDoing(in: plan) })
        let requests = memory.withLock { memory in
            memory.leave(&plan, given: state) { [kernel, last = memory.lastLook] in
                kernel.foreignChange(behind: $0, after: last)
            }
        }
        let ledger = memory.withLock(\.ledger)
        let results = try await apply(plan, to: state)
        try await keep(ledger, for: plan, results)
        try await settle(plan, results)
        for request in requests { try await adopt(request) }
        memory.withLock { $0.lastLook = look }
        return nextTry
    }

    /// What was refused wasn't put back either: what it was is still to be known.
    private func keep(
        _ ledger: [String: LedgerEntry], for plan: SpecPlan<Object.System.Change>, _ results: StepResults
    ) async throws(ControllerError) {
        let kept = plan.records.compactMap { entry -> LedgerEntry? in
            guard results.hasFailed(entry.spec), memory.withLock({ $0.ledger[entry.object] }) == entry,
                let earlier = ledger[entry.object]
            else { return nil }
            return entry.keeping(earlier)
        }
        guard !kept.isEmpty else { return }
        if let failure = await record(kept) { throw .store(failure) }
    }

    /// Tells what we did ourselves from what others did.
    private func excuse(_ plan: SpecPlan<Object.System.Change>, _ state: Object.System.State) {
        memory.withLock { [kernel] memory in
            let last = memory.lastLook
            guard kernel.hasDisturbed(after: last) else { return }
            memory.noteOwnDoing(in: plan) { kernel.isOwnDoing($0, at: $1, in: state, after: last) }
        }
    }

    /// After how long something of what is left may be done.
    private var nextTry: Duration? {
        memory.withLock { [kernel] memory in
            let drift: Duration? = memory.drift.isWaiting ? DriftMemory<Object.Spec>.nextLook : nil
            // The kernel doesn't tell of all our changes, and until the next look others' doing would be taken for ours.
            let look: Duration? = kernel.hasDisturbed(after: memory.lastLook) ? .milliseconds(1) : nil
            return [memory.attempts.nextTry, drift, look].compactMap { $0 }.min()
        }
    }

    /// How long the monitor may take to read who it was that we have seen the doing of, and how often is looked.
    private static var tellingTime: (all: Duration, interval: Duration) { (.milliseconds(40), .milliseconds(1)) }

    /// Waits until it is told who made some changes necessary, or until it won't be told any more.
    private func waitToBeTold(_ changes: [Object.System.Change]) async {
        let last = memory.withLock(\.lastLook)
        let deadline = ContinuousClock.now + Self.tellingTime.all
        while changes.contains(where: { kernel.mayBeTold(of: $0, after: last) }), ContinuousClock.now < deadline {
            guard (try? await Task.sleep(for: Self.tellingTime.interval)) != nil else { return }
        }
    }

    /// Makes what somebody else did the intent.
    private func adopt(_ request: AdoptionRequest<Object.Spec>) async throws(ControllerError) {
        let outcome: IntentAdoption<Object.Spec>.Outcome
        do throws(StoreError) {
            outcome = try await IntentAdoption(store, request).write()
        } catch {
            throw .store(error)
        }
        memory.withLock { memory in
            switch outcome {
            case .written(let spec): if let spec { memory.drift.adopt(spec) }
            case .refused(let why):
                memory.drift.refuse(request.adoption, request.item.id, at: request.item.revision, why)
            case .outrun: memory.drift.wait()
            }
        }
    }

    /// What the kind of object says of the specs.
    public var nextLook: Duration? { memory.withLock { Object.nextLook($0.desired) } }

    private func observe(_ topics: KernelTopics) async throws(ControllerError) -> Object.System.State {
        let (desired, ledger) = memory.withLock { ($0.desiredInModes, $0.ledger) }
        return try await Object.observe(kernel, topics, for: desired, ledger)
    }

    private func plan(_ state: Object.System.State) -> SpecPlan<Object.System.Change> {
        memory.withLock { Object.plan($0.desired, given: state, $0.ledger) }
    }

    /// How many changes at once are a large batch, how long one is waited for, and how often is looked for more of it.
    private static var largeBatch: (size: Int, patience: Duration, interval: Duration) {
        (256, .milliseconds(500), .milliseconds(5))
    }

    /// Reads what changed; of a large batch, which the merge controller hands over piece by piece, all pieces, since a plan and
    /// a look at the kernel for each would cost the merge more time than they gain.
    private func refreshThoroughly() async throws(ControllerError) {
        let batch = Self.largeBatch
        let deadline = ContinuousClock.now + batch.patience
        memory.withLock { $0.begin() }
        var changes = 0
        while true {
            // Asked before the reading: what the merge has written by then is read.
            let isLast = !isMergeBehind
            changes += try refresh()
            if isLast || changes < batch.size || ContinuousClock.now > deadline { return }
            guard (try? await Task.sleep(for: batch.interval)) != nil else { return }
        }
    }

    /// Reads what changed; what can't be read for a while is as it was, so that drift is put right meanwhile.
    ///
    /// - Returns: How many specs changed.
    private func refresh() throws(ControllerError) -> Int {
        do throws(StoreError) {
            let standIn = try held?.desired(Object.Spec.self)
            return try memory.withLock { memory throws(StoreError) in
                defer { memory.standIn = standIn }
                return try Object.refresh(&memory, store)
            }
        } catch {
            guard memory.withLock(\.isLoaded) else { throw .store(error) }
            return 0
        }
    }

    /// Whether the merge controller has more specs to hand over.
    private var isMergeBehind: Bool {
        guard let name = Object.Spec.stages.first, let cursor = store.cursors[name] else { return false }
        return store.feed.latestChange(of: ResourceKind(Namespace.config, Object.Spec.typeName)) > cursor
    }

    /// Commits what is ours from now on, before the kernel is touched.
    ///
    /// What stands in for the store can't be committed: it is written down as soon as the store counts again.
    private func record(_ claims: [LedgerEntry]) async -> StoreError? {
        let entries = memory.withLock { memory -> [LedgerEntry] in
            // What was undone meanwhile isn't ours any more.
            let entries = memory.unrecorded.filter { memory.ledger[$0.object] == $0 } + claims
            guard memory.standIn != nil else { return entries }
            memory.note(claims)
            memory.unrecorded = entries
            return []
        }
        guard !entries.isEmpty else { return nil }
        do throws(StoreError) {
            _ = try await store.write(context) { transaction throws(StoreError) in
                for entry in entries { try transaction.record(entry) }
            }
            memory.withLock { memory in
                memory.note(claims)
                memory.unrecorded = []
            }
            return nil
        } catch {
            return error
        }
    }

    /// Makes the changes, without those that were tried in vain a moment ago.
    private func apply(_ plan: SpecPlan<Object.System.Change>, to state: Object.System.State)
        async throws(ControllerError) -> StepResults
    {
        let holds = memory.withLock { $0.holds(plan, state) }
        let refusals = try await refusals(plan, state, holding: holds)
        let fights = memory.withLock { memory in
            memory.note(plan, refusals, besides: holds, state)
            return memory.attempts.fights.filter { memory.isSettled($0) && plan.outcomes[$0] != .gone }
        }
        return StepResults(plan, refusals, fights: fights, held: Set(holds.keys))
    }

    /// Makes the steps of a plan, without those of the specs that are held.
    private func refusals(
        _ plan: SpecPlan<Object.System.Change>, _ state: Object.System.State, holding holds: [String: AttemptHold]
    ) async throws(ControllerError) -> [KernelRefusal?] {
        guard !holds.isEmpty else { return try await apply(plan.steps, to: state, claiming: plan.records) }
        let isHeld = plan.steps.map { step in (step.spec ?? step.sequelOf).map { holds[$0] != nil } ?? false }
        let steps = zip(plan.steps, isHeld).filter { !$1 }.map(\.0)
        let claims = plan.records.filter { holds[$0.spec] == nil }
        var made = try await apply(steps, to: state, claiming: claims).makeIterator()
        return zip(plan.steps, isHeld).map { step, isHeld -> KernelRefusal? in
            guard isHeld else { return made.next() ?? nil }
            guard let spec = step.spec, case .refused(let refusal)? = holds[spec] else { return nil }
            return refusal
        }
    }

    /// Makes changes part by part, each after what it makes ours is in the ledger; while the kernel takes one part, the
    /// disk takes the next one's claims.
    private func apply(
        _ steps: [SpecStep<Object.System.Change>], to state: Object.System.State, claiming records: [LedgerEntry]
    ) async throws(ControllerError) -> [KernelRefusal?] {
        var refusals: [KernelRefusal?] = []
        var parts = ClaimedSteps<Object.System.Change>.parts(steps, records)[...]
        if let failure = await record(parts.first?.claims ?? []) { throw .store(failure) }
        while let part = parts.popFirst() {
            async let failure = record(parts.first?.claims ?? [])
            do throws(KernelError) {
                if !part.steps.isEmpty { refusals += try await apply(part.steps.map(\.change), to: state) }
            } catch {
                _ = await failure
                throw .kernel(error)
            }
            if let failure = await failure { throw .store(failure) }
        }
        return refusals
    }

    private func apply(
        _ changes: [Object.System.Change], to state: Object.System.State
    ) async throws(KernelError) -> [KernelRefusal?] {
        // Before, since others look meanwhile, and after, since what they see until then is still our doing.
        kernel.noteDisturbances(by: changes, in: state)
        defer { kernel.noteDisturbances(by: changes, in: state) }
        return try await kernel.apply(changes)
    }

    /// Writes down what became of each spec, and gives up what is undone.
    private func settle(_ plan: SpecPlan<Object.System.Change>, _ outcome: StepResults) async throws(ControllerError) {
        var results = outcome
        await waitToBeTold(memory.withLock { $0.repairs(in: plan, results) })
        // Asked after the changes are made: by then the monitor has read who made them necessary.
        let behind = { [kernel, last = memory.withLock(\.lastLook)] (change: Object.System.Change) in
            kernel.foreignChange(behind: change, after: last)
        }
        if isBehind, memory.withLock({ $0.postpone(plan, results, behind) }) { return }
        memory.withLock { results.addFindings($0.takePostponed()) }
        let forgets = plan.forgets.filter { !results.hasFailed($0.spec) }
        let updates = memory.withLock { $0.conclude(plan, results, now: Timestamp.now(), behind) }
        try await write(updates, forgets.map(\.object))
        memory.withLock { memory in
            for forget in forgets { memory.ledger[forget.object] = nil }
        }
    }

    /// Whether specs changed since this pass began: they are applied first, and what became of all is written down together.
    private var isBehind: Bool {
        let position = memory.withLock(\.position)
        return store.feed.latestChange(of: inputs[0]) > position
    }

    /// Writes down what would be done, without doing it.
    private func report(_ plan: SpecPlan<Object.System.Change>, held mode: ManagementSpec.Mode)
        async throws(ControllerError)
    {
        if mode == .released, memory.withLock({ !$0.ledger.isEmpty }) {
            let objects = memory.withLock { Array($0.ledger.keys) }
            try await write([], objects)
            memory.withLock { $0.ledger = [:] }
        }
        let updates = memory.withLock { memory in
            memory.hold(plan, released: mode == .released, now: Timestamp.now()) { [kernel, last = memory.lastLook] in
                kernel.foreignChange(behind: $0, after: last)
            }
        }
        try await write(updates, [])
    }

    private var context: ChangeContext {
        ChangeContext(actor: name, origin: .controller, cause: memory.withLock(\.cause))
    }

    private func write(_ updates: [StatusUpdate], _ forgets: [String]) async throws(ControllerError) {
        guard !updates.isEmpty || !forgets.isEmpty else { return }
        let (first, second) = StatusUpdate.parts(updates)
        let (kind, position) = (Object.kind, memory.withLock(\.position))
        do throws(StoreError) {
            try await write(first) { [name, isPart] transaction throws(StoreError) in
                for object in forgets { try transaction.forget(kind, object) }
                if !isPart { try transaction.setCursor(name, to: position) }
            }
            guard !second.isEmpty else { return }
            if !isPart { store.cursors.advance(name, to: position) }
            try await write(second) { _ in }
        } catch {
            throw .store(error)
        }
    }

    /// Writes updates in several transactions, the last of which does something more.
    private func write(
        _ updates: [StatusUpdate], last: @escaping @Sendable (WriteTransaction) throws(StoreError) -> Void
    ) async throws(StoreError) {
        var rest = updates[...]
        repeat {
            let batch = rest.prefix(StatusUpdate.batchLimit)
            rest = rest.dropFirst(batch.count)
            let isLast = rest.isEmpty
            _ = try await store.write(context) { [name] transaction throws(StoreError) in
                for update in batch { try update.write(transaction, Object.Spec.typeName, finalizer: name) }
                if isLast { try last(transaction) }
            }
            memory.withLock { $0.confirm(batch) }
        } while !rest.isEmpty
    }
}
