public import Kernel
public import Resources
public import Store

/// How a kind of kernel object is shown as status resources.
public protocol KernelProjection: Sendable {
    /// What it is shown as.
    associatedtype Status: ResourceSpec
    /// What must be looked at, and whose events mean that it must be looked at again.
    static var topics: KernelTopics { get }
    /// The statuses of all objects, ours and foreign; pure.
    static func statuses(_ kernel: KernelState) -> [Status]
}

/// Keeps the status resources of one type the same as what the kernel has.
public final class StatusController<Projection: KernelProjection>: Controller {
    /// `AddressStatusController` and so on.
    public let name = Projection.Status.typeName + "Controller"
    /// No resource: the kernel alone.
    public let inputs: [ResourceKind] = []
    /// The statuses.
    public let outputs = [ResourceKind(Namespace.network, Projection.Status.typeName)]
    /// What is shown.
    public let topics = Projection.topics
    /// Ten passes a second at most: a burst of kernel events becomes one look.
    public let pace = PassBudget(perSecond: 10, burst: 5)

    /// Ten thousand statuses would keep the specs that are still to be applied waiting for the disk.
    public let predecessors = Predecessors.all

    private let kernel: RouteNetlink
    private let rows: OwnedRows
    private let further: [Projection.Status]

    /// A controller over a store and a kernel; `further` statuses are of what the kernel doesn't have.
    public init(_ store: ResourceStore, _ kernel: RouteNetlink, further: [Projection.Status] = []) {
        self.kernel = kernel
        self.further = further
        rows = OwnedRows(store, ResourceKind(Namespace.network, Projection.Status.typeName), owner: name)
    }

    /// One pass.
    public func reconcile() async throws(ControllerError) -> Duration? {
        let statuses = Projection.statuses(try await KernelState.observe(kernel, topics)) + further
        do throws(StoreError) {
            try await rows.become { _ in Dictionary(zip(statuses.statusIDs, statuses.lazy.map(\.canonical))) { $1 } }
        } catch {
            throw .store(error)
        }
        return nil
    }
}

extension Array where Element: ResourceSpec {
    /// The ids of statuses, in their order; where the kernel holds two of a kind, the second's id ends in `~2`.
    var statusIDs: [String] {
        var counts: [String: Int] = [:]
        counts.reserveCapacity(count)
        return map { status in
            let id = status.id
            let count = counts[id, default: 0] + 1
            counts[id] = count
            return count == 1 ? id : "\(id)~\(count)"
        }
    }
}
