public import Kernel
public import Logging
public import ServiceLifecycle
public import Store
import Synchronization

/// Runs controllers: wakes each when something that it looks at may have changed, and again after an error.
public final class ControllerRunner: Service {
    /// The pause after the first failed pass, and the longest one; each failure doubles it.
    private static let pauses = Duration.milliseconds(100)...Duration.seconds(30)

    /// The longest that a controller rests after a pass.
    private static let longestRest = Duration.milliseconds(200)

    /// When the first pass comes after a start that needed none.
    private static let warmUp = Duration.seconds(1)

    private let controllers: [any Controller]
    private let store: ResourceStore
    private let monitors: [any Monitor]
    private let logger: Logger
    private let seal: ConvergenceSeal
    private let wasConverged = Mutex(false)
    private let faults = FaultBoard()

    /// A runner for controllers in the order in which the first pass runs them; `kernel` and `firewall` are connections that only look,
    /// and `program` names the program and its version.
    public init(
        _ controllers: [any Controller], store: ResourceStore, monitors: [any Monitor], kernel: RouteNetlink,
        firewall: NfTables, program: String, logger: Logger
    ) {
        seal = ConvergenceSeal(store: store, kernel: kernel, firewall: firewall, program: program)
        self.controllers = controllers
        self.store = store
        self.monitors = monitors
        self.logger = logger
    }

    /// What each controller that fails says of it.
    public var failures: [String: String] { faults.all }

    /// The most rounds of the first pass; links made in one let addresses and routes settle in the next.
    private static let bootRounds = 3

    /// One pass over the persisted intent, before anyone asks; it waits for nothing that isn't there.
    ///
    /// Where all is as it was at an orderly end that is known without a pass; `run` makes one in any case.
    public func boot() async {
        if await seal.isIntact() {
            wasConverged.withLock { $0 = true }
            for controller in controllers { store.cursors.advance(controller.name, to: store.revision) }
            return
        }
        for _ in 1...Self.bootRounds {
            let before = store.revision
            for controller in controllers { _ = await completePass(controller) }
            if store.revision == before { break }
        }
    }

    /// Runs until the service is shut down.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for controller in self.controllers { group.addTask { await self.loop(controller) } }
            }
        }
        await finish()
    }

    /// Writes down how far all came, and if one last pass finds nothing to do, that all is as it should be.
    private func finish() async {
        let before = await seal.current()
        var isConverged = before != nil
        for controller in controllers where isConverged { isConverged = await completePass(controller) == .clean }
        await writeCursors()
        guard isConverged, let before, await seal.current() == before else { return }
        do throws(StoreError) {
            try await seal.write(before)
        } catch {
            logger.warning("convergence not written, the next start takes longer", metadata: ["error": "\(error)"])
        }
    }

    private func loop(_ controller: any Controller) async {
        let bell = Bell()
        store.cursors.follow(controller.name, controller.interest) { bell.isBusy }
        await withDiscardingTaskGroup { group in
            group.addTask { [store] in
                for await _ in store.feed.wakeUps(for: controller.interest) { bell.ring() }
                bell.stop()
            }
            for monitor in monitors where !controller.topics.isEmpty {
                group.addTask {
                    for await _ in monitor.wakeUps(on: controller.topics) { bell.ringForKernel() }
                }
            }
            group.addTask { await self.serve(controller, bell) }
        }
    }

    private func serve(_ controller: any Controller, _ bell: Bell) async {
        // The gateway opens first; what happened since `boot` looked is seen soon enough.
        if wasConverged.withLock({ $0 }) {
            bell.answer()
            bell.ringForKernel(after: Self.warmUp)
        }
        let interest = controller.interest
        let (predecessors, patience) = predecessors(of: controller)
        var meter = PassMeter(controller.pace)
        var rested: ContinuousClock.Instant?
        var handled = store.cursors[controller.name] ?? 0
        var pause = Self.pauses.lowerBound
        for await _ in bell.rings {
            var target = store.revision
            if bell.isForKernel || store.feed.hasNews(for: interest, after: handled) {
                let delay = meter.take()
                if delay > .zero { try? await Task.sleep(for: delay) }
                if let rest = rested.map({ $0 - .now }), rest > .zero {
                    await store.cursors.rest(controller.name, for: rest)
                }
                await waitForPredecessors(predecessors, patience)
                bell.begin()
                target = store.revision
                let (outcome, rest) = await restingPass(controller)
                rested = rest
                if case .failed = outcome {
                    bell.ringForKernel(after: pause)
                    pause = min(pause * 2, Self.pauses.upperBound)
                    continue
                }
                bell.end()
                pause = Self.pauses.lowerBound
                let isLeft: Duration? = if case .unfinished(let next) = outcome { next } else { nil }
                if let next = [isLeft, controller.nextLook].compactMap({ $0 }).min() {
                    bell.ringForKernel(after: next)
                }
            }
            handled = target
            store.cursors.advance(controller.name, to: target)
        }
        bell.stop()
    }

    /// A pass, and until when the controller rests after it; the clock is asked only for one that does.
    private func restingPass(_ controller: any Controller) async -> (Outcome, ContinuousClock.Instant?) {
        guard controller.restFactor > 0 else { return (await pass(controller), nil) }
        let start = ContinuousClock.now
        let outcome = await pass(controller)
        let end = ContinuousClock.now
        return (outcome, end + min((end - start) * controller.restFactor, Self.longestRest))
    }

    /// The longest that is waited for predecessors.
    private static let patience = (all: Duration.seconds(3), some: Duration.seconds(1))

    /// Waits until no predecessor is behind with its inputs; ends soon, because it begins only when something happens.
    private func waitForPredecessors(_ predecessors: [(name: String, inputs: Interest)], _ patience: Duration) async {
        func isBehind(_ predecessor: (name: String, inputs: Interest)) -> Bool {
            store.feed.hasNews(for: predecessor.inputs, after: store.cursors[predecessor.name] ?? 0)
        }
        guard var laggard = predecessors.first(where: isBehind) else { return }
        let deadline = ContinuousClock.now + patience
        var ticks = store.cursors.ticks
        for await _ in store.cursors.advances() {
            // Any controller's advance wakes all who wait: as long as one is known to be behind, the others don't matter.
            if !isBehind(laggard) {
                guard let next = predecessors.first(where: isBehind) else { return }
                laggard = next
            }
            guard ticks != store.cursors.ticks else { continue }
            ticks = store.cursors.ticks
            if .now > deadline { return }
        }
    }

    private func predecessors(of controller: any Controller) -> ([(name: String, inputs: Interest)], Duration) {
        let others: [any Controller]
        let patience: Duration
        switch controller.predecessors {
        case .none: (others, patience) = ([], .zero)
        case .some(let names): (others, patience) = (controllers.filter { names.contains($0.name) }, Self.patience.some)
        case .all: (others, patience) = (controllers.filter { !$0.predecessors.isAll }, Self.patience.all)
        }
        // A merge is woken by its own rows, too, and rests before it looks at them: who reads them needn't wait for that.
        let own = Set(controller.inputs)
        return (others.map { ($0.name, Interest($0.inputs.filter { !own.contains($0) })) }, patience)
    }

    private enum Outcome: Equatable {
        case clean
        /// Another try is due after some time.
        case unfinished(Duration)
        case failed
    }

    /// A pass after which the controller has come as far as the store was before.
    private func completePass(_ controller: any Controller) async -> Outcome {
        let target = store.revision
        let outcome = await pass(controller)
        if outcome != .failed { store.cursors.advance(controller.name, to: target) }
        return outcome
    }

    private func pass(_ controller: any Controller) async -> Outcome {
        do throws(ControllerError) {
            let next = try await controller.reconcile()
            faults[controller.name] = nil
            return next.map { .unfinished($0) } ?? .clean
        } catch {
            faults[controller.name] = "\(error)"
            logger.error(
                "reconcile failed, trying again", metadata: ["controller": "\(controller.name)", "error": "\(error)"])
            return .failed
        }
    }

    /// The cursors as rows, so that the next start and people at the sqlite3 shell see how far each controller had come.
    private func writeCursors() async {
        let cursors = store.cursors.all
        let context = ChangeContext(actor: "netstrata", origin: .controller)
        do throws(StoreError) {
            _ = try await store.write(context) { transaction throws(StoreError) in
                for (name, revision) in cursors { try transaction.setCursor(name, to: revision) }
            }
        } catch {
            logger.warning("cursors not written, leaving them", metadata: ["error": "\(error)"])
        }
    }
}

/// What fails at the moment, by controller.
private final class FaultBoard: Sendable {
    private let entries = Mutex<[String: String]>([:])
    var all: [String: String] { entries.withLock { $0 } }
    subscript(name: String) -> String? {
        get { entries.withLock { $0[name] } }
        set { entries.withLock { $0[name] = newValue } }
    }
}

extension Predecessors {
    fileprivate var isAll: Bool { if case .all = self { true } else { false } }
}
