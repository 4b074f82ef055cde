public import Kernel
import NetworkTypes
import Resources
public import Store
import Synchronization

/// Keeps RouteStatus the same as what the kernel has.
///
/// The kernel makes routes by itself of addresses. Where one came or went with an address between two looks, and with nothing else,
/// the history names the change of that address' status as its cause.
public final class RouteStatusController: Controller {
    /// The owner of the statuses.
    public let name = RouteStatus.typeName + "Controller"
    /// No resource: the kernel alone.
    public let inputs: [ResourceKind] = []
    /// The statuses.
    public let outputs = [ResourceKind(Namespace.network, RouteStatus.typeName)]
    /// What is shown, and what it comes from.
    public let topics = RouteProjection.topics
    /// As of every status: a burst of kernel events becomes one look.
    public let pace = PassBudget(perSecond: 10, burst: 5)
    /// Statuses may come late.
    public let predecessors = Predecessors.all

    private struct Memory {
        var look: RouteLook?
        /// Since when the statuses of addresses are waited for.
        var wait: ContinuousClock.Instant?
    }

    private let kernel: RouteNetlink
    private let store: ResourceStore
    private let rows: OwnedRows
    private let memory = Mutex(Memory())

    /// How long, and how often, is looked whether the addresses' statuses are written.
    private static let patience = (all: Duration.milliseconds(500), step: Duration.milliseconds(20))
    /// Of how many addresses that come or go at once routes are told apart: each is a transaction of its own.
    private static let turnLimit = 32
    /// How many changes of an address' status are looked through.
    private static let changeLimit = 16

    /// A controller over a store and a kernel.
    public init(_ store: ResourceStore, _ kernel: RouteNetlink) {
        self.kernel = kernel
        self.store = store
        rows = OwnedRows(store, outputs[0], owner: name)
    }

    /// One pass.
    public func reconcile() async throws(ControllerError) -> Duration? {
        let revision = store.revision
        let state = try await KernelState.observe(kernel, topics)
        let statuses = RouteProjection.statuses(state)
        let ids = statuses.statusIDs
        var look = RouteLook(state, ids: ids, revision: revision)
        do throws(StoreError) {
            var causes: [String: Int64] = [:]
            if let before = memory.withLock({ $0.look }) {
                look.compare(with: before)
                guard let found = try self.causes(of: look.turns(since: before), look, before) else {
                    return Self.patience.step
                }
                causes = found
            }
            try await rows.become(turns: causes) { _ in
                Dictionary(zip(ids, statuses.lazy.map(\.canonical))) { $1 }
            }
            memory.withLock { $0 = Memory(look: look) }
        } catch {
            throw .store(error)
        }
        return nil
    }

    /// The revisions that tell of the addresses' coming and going, by the routes' ids; `nil` as long as some may still be written.
    private func causes(
        of turns: [String: RouteLook.Turn], _ look: RouteLook, _ before: RouteLook
    ) throws(StoreError) -> [String: Int64]? {
        let distinct = Set(turns.values)
        guard distinct.count <= Self.turnLimit else { return [:] }
        var revisions: [RouteLook.Turn: Int64] = [:]
        for turn in distinct {
            guard let link = (turn.comes ? look : before).name(ofLink: turn.address.link) else { continue }
            revisions[turn] = try revision(of: turn, link)
        }
        let isComplete = revisions.count == distinct.count
        let isLate = memory.withLock { memory in
            let begin = memory.wait ?? .now
            memory.wait = isComplete ? nil : begin
            return .now - begin >= Self.patience.all
        }
        return isComplete || isLate ? turns.compactMapValues { revisions[$0] } : nil
    }

    private func revision(of turn: RouteLook.Turn, _ link: InterfaceName) throws(StoreError) -> Int64? {
        let key = ResourceKey(Namespace.network, AddressStatus.typeName, "\(link)/\(turn.address.prefix)")
        let changes = try store.changes(after: turn.after, matching: HistoryFilter(key), limit: Self.changeLimit)
        return changes.first { $0.operation == (turn.comes ? .created : .destroyed) }?.revision
    }
}
