public import Kernel
public import Resources
public import Store
import Synchronization

/// How something of the host is shown as status resources.
public protocol HostProjection: Sendable {
    /// What it is shown as.
    associatedtype Status: ResourceSpec
    /// The resources in `network` that say what is to be shown.
    static var sources: [String] { get }
    /// Resources in `network` whose changes mean that it must be looked at again, though they aren't read.
    static var signals: [String] { get }
    /// Whose events mean that it must be looked at again.
    static var topics: KernelTopics { get }
    /// The statuses, and after how long to look again where nothing tells of changes.
    static func statuses(
        _ host: HostSystem, _ resources: StoredSpecs, _ store: ResourceStore
    ) async throws(ControllerError) -> (statuses: [Status], nextLook: Duration?)
}

extension HostProjection {
    /// None, for most.
    public static var signals: [String] { [] }
}

/// Keeps the status resources of one type the same as what the host has.
public final class HostStatusController<Projection: HostProjection>: Controller {
    /// `HostnameStatusController` and so on.
    public let name = Projection.Status.typeName + "Controller"
    /// What is to be shown.
    public let inputs = (Projection.sources + Projection.signals).map { ResourceKind(Namespace.network, $0) }
    /// The statuses.
    public let outputs = [ResourceKind(Namespace.network, Projection.Status.typeName)]
    /// What is shown.
    public let topics = Projection.topics
    /// A burst of events becomes one look.
    public let pace = PassBudget(perSecond: 10, burst: 10)

    private let store: ResourceStore
    private let host: HostSystem
    private let rows: OwnedRows
    private let pause = Mutex<Duration?>(nil)

    /// What the last pass said.
    public var nextLook: Duration? { pause.withLock { $0 } }

    /// A controller over a store and a host.
    public init(_ store: ResourceStore, _ host: HostSystem) {
        self.store = store
        self.host = host
        rows = OwnedRows(store, ResourceKind(Namespace.network, Projection.Status.typeName), owner: name)
    }

    /// One pass.
    public func reconcile() async throws(ControllerError) -> Duration? {
        let resources: StoredSpecs
        do throws(StoreError) {
            resources = try StoredSpecs(store, Projection.sources)
        } catch {
            throw .store(error)
        }
        let shown = try await Projection.statuses(host, resources, store)
        do throws(StoreError) {
            try await rows.become { _ in
                Dictionary(shown.statuses.map { ($0.id, $0.canonical) }) { $1 }
            }
        } catch {
            throw .store(error)
        }
        pause.withLock { $0 = shown.nextLook }
        return nil
    }
}
