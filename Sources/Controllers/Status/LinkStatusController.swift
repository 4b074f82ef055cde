public import Kernel
import NetworkTypes
import Resources
public import Store
import Synchronization

/// Keeps LinkStatus the same as what the kernel has.
///
/// Hosts with thousands of links of containers have one that changes all the time: only its status is made anew, and that of
/// links that it has to do with.
public final class LinkStatusController: Controller {
    /// The owner of the statuses.
    public let name = LinkStatus.typeName + "Controller"
    /// No resource: the kernel alone.
    public let inputs: [ResourceKind] = []
    /// The statuses.
    public let outputs = [ResourceKind(Namespace.network, LinkStatus.typeName)]
    /// Links, what WireGuard has of some, and what says which link carries a tunnel.
    public let topics: KernelTopics = .all
    /// As of every status: a burst of kernel events becomes one look.
    public let pace = PassBudget(perSecond: 10, burst: 5)
    /// Statuses may come late.
    public let predecessors = Predecessors.all

    private struct Memory {
        var links = LinkTable()
        var tunnels: [UInt32: KernelWireGuard] = [:]
        var underlays: [UInt32: Set<Underlay>] = [:]
        var texts: [UInt32: String] = [:]
        /// When all links are to be looked at; `nil` while nothing has changed since they were.
        var thoroughLook: ContinuousClock.Instant?
    }

    private let kernel: RouteNetlink
    private let rows: OwnedRows
    private let memory = Mutex(Memory())

    /// How long after a change all links are looked at, for what the kernel doesn't tell of.
    private static let trust = Duration.seconds(5)

    /// A controller over a store and a kernel that follows links.
    public init(_ store: ResourceStore, _ kernel: RouteNetlink) {
        self.kernel = kernel
        rows = OwnedRows(store, ResourceKind(Namespace.network, LinkStatus.typeName), owner: name)
    }

    /// One more thorough look after the last change.
    public var nextLook: Duration? { memory.withLock { $0.thoroughLook.map { max($0 - .now, .zero) } } }

    /// One pass.
    public func reconcile() async throws(ControllerError) -> Duration? {
        let changes = update(try await observe())
        do throws(StoreError) {
            try await rows.update(changes) { texts }
        } catch {
            throw .store(error)
        }
        return nil
    }

    private func observe() async throws(ControllerError) -> KernelState {
        let now = ContinuousClock.now
        let isThorough = memory.withLock { memory in
            let isDue = memory.thoroughLook.map { $0 <= now } ?? false
            if isDue { memory.thoroughLook = nil }
            return isDue
        }
        do throws(KernelError) {
            var state = KernelState(isThorough ? try await kernel.linkTable() : try await kernel.latestLinkTable())
            state.tunnels = try await kernel.wireGuards(of: state.table)
            let targets = state.tunnelTargets(try await kernel.forwarding(of: state.table))
            state.note(targets, try await kernel.ways(to: targets.values.reduce(into: []) { $0.formUnion($1) }))
            return state
        } catch {
            throw .kernel(error)
        }
    }

    /// Every status' text by id.
    private var texts: [String: String] {
        memory.withLock { memory in
            Dictionary(
                memory.links.compactMap { link in memory.texts[link.index].map { (link.name.description, $0) } }
            ) { $1 }
        }
    }

    /// The texts by id of the statuses that may be different, made anew; `nil` for those of links that have gone.
    private func update(_ kernel: KernelState) -> [String: String?] {
        memory.withLock { memory in
            var affected = Self.affected(from: memory.links, to: kernel)
            // Handshakes and bytes count all the time, and aren't the link's.
            let tunnels = kernel.tunnels.mapValues(\.settled)
            affected.formUnion(tunnels.keys.filter { memory.tunnels[$0] != tunnels[$0] })
            let carried = Set(kernel.underlays.keys).union(memory.underlays.keys)
            affected.formUnion(carried.filter { memory.underlays[$0] != kernel.underlays[$0] })
            if !affected.isEmpty, memory.thoroughLook == nil { memory.thoroughLook = .now + Self.trust }
            var changes: [String: String?] = [:]
            for index in affected {
                if let before = memory.links.link(index: index) {
                    changes.updateValue(nil, forKey: before.name.description)
                }
                memory.texts[index] = nil
            }
            for link in affected.compactMap(kernel.link(index:)) {
                let text = LinkStatus(link, kernel).canonical
                memory.texts[link.index] = text
                changes[link.name.description] = text
            }
            memory.tunnels = tunnels
            memory.underlays = kernel.underlays
            memory.links = kernel.table
            return changes
        }
    }

    /// The links that changed, and those that have to do with them: what lies on them or below, ports, masters, peers and the
    /// tunnels that they carry.
    static func affected(from before: LinkTable, to kernel: KernelState) -> Set<UInt32> {
        let changed = kernel.table.differences(from: before)
        var affected = changed
        for index in changed {
            for link in kernel.table.ports(of: index) + kernel.table.upper(of: index) { affected.insert(link.index) }
            for link in [before.link(index: index), kernel.link(index: index)].compactMap({ $0 }) {
                affected.formUnion([link.masterIndex, link.lowerIndex, link.carrierIndex].compactMap { $0 })
            }
        }
        for (tunnel, underlays) in kernel.underlays where underlays.contains(where: { changed.contains($0.link) }) {
            affected.insert(tunnel)
        }
        return affected
    }
}
