public import Kernel
public import Resources
public import Store
import Synchronization

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
    public let isPatient = true

    /// The most statuses that one transaction writes, so that people's writes get their turn.
    private let batchLimit = 1024
    private let store: ResourceStore
    private let kernel: RouteNetlink
    private let memory = Mutex(Memory())

    private struct Memory {
        /// The specs' texts by id, as they are stored; `nil` before the first pass and after an error.
        var written: [String: String]?
        /// Other processes' changes up to this revision are in `written`.
        var position: Int64 = 0
    }

    /// A controller over a store and a kernel.
    public init(_ store: ResourceStore, _ kernel: RouteNetlink) {
        self.store = store
        self.kernel = kernel
    }

    /// One pass.
    public func reconcile() async throws(ControllerError) -> Duration? {
        let current = Self.identified(Projection.statuses(try await KernelState.observe(kernel, topics)))
        do throws(StoreError) {
            let known = try known()
            let changes = Self.changes(from: known, to: current)
            for start in stride(from: 0, to: changes.count, by: batchLimit) {
                try await write(Array(changes[start..<min(start + batchLimit, changes.count)]))
            }
            memory.withLock { $0.written = current }
        } catch {
            memory.withLock { $0.written = nil }
            throw .store(error)
        }
        return nil
    }

    private func known() throws(StoreError) -> [String: String] {
        let latest = store.feed.latestForeignChange(of: outputs[0])
        let written = memory.withLock { memory in
            defer { memory.position = max(memory.position, latest) }
            return memory.position < latest ? nil : memory.written
        }
        if let written { return written }
        let stored = try store.list(Namespace.network, Projection.Status.typeName).resources
        // What another process changed besides the spec makes it differ from whatever is wanted.
        return Dictionary(stored.map { ($0.metadata.key.id, $0.metadata.isStatus(of: name) ? $0.spec : "") }) { $1 }
    }

    /// The texts by id; where the kernel holds two of a kind, the second's id ends in `~2`.
    private static func identified(_ statuses: [Projection.Status]) -> [String: String] {
        var texts: [String: String] = [:]
        texts.reserveCapacity(statuses.count)
        var counts: [String: Int] = [:]
        for status in statuses {
            let id = status.id
            let count = counts[id, default: 0] + 1
            counts[id] = count
            texts[count == 1 ? id : "\(id)~\(count)"] = status.canonical
        }
        return texts
    }

    private static func changes(
        from known: [String: String], to current: [String: String]
    ) -> [(id: String, text: String?)] {
        var changes: [(id: String, text: String?)] = []
        for (id, text) in current where known[id] != text { changes.append((id, text)) }
        for id in known.keys where current[id] == nil { changes.append((id, nil)) }
        return changes.sorted { $0.id < $1.id }
    }

    private func write(_ changes: [(id: String, text: String?)]) async throws(StoreError) {
        let context = ChangeContext(actor: name, origin: .controller)
        let type = Projection.Status.typeName
        _ = try await store.write(context) { [name] transaction throws(StoreError) in
            for change in changes {
                let key = ResourceKey(Namespace.network, type, change.id)
                if let text = change.text {
                    try transaction.putStatus(key, text, owner: name)
                } else {
                    try transaction.removeStatus(key)
                }
            }
        }
    }
}
