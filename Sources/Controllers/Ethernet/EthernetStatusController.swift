public import Kernel
import NetworkTypes
import Resources
public import Store
import Synchronization

/// Keeps EthernetStatus the same as what drivers tell, of every link that is Ethernet, hardware or not.
///
/// Of thousands of links only those are asked, and only their statuses are made anew, that the kernel told of.
public final class EthernetStatusController: Controller {
    /// The owner of the statuses.
    public let name = EthernetStatus.typeName + "Controller"
    /// What became of the specs: how packets are spread can be set without that the kernel tells.
    public let inputs = [ResourceKind(Namespace.network, ApplyStatus.typeName)]
    /// The statuses.
    public let outputs = [ResourceKind(Namespace.network, EthernetStatus.typeName)]
    /// A device comes with its link.
    public let topics: KernelTopics = [.links, .linkDetails, .ethernet]
    /// As of every status: a burst of kernel events becomes one look.
    public let pace = PassBudget(perSecond: 10, burst: 5)
    /// Statuses may come late.
    public let predecessors = Predecessors.all

    /// What was last shown of a device.
    private struct Shown {
        let id: String
        let text: String
    }

    private let kernel: RouteNetlink
    private let rows: OwnedRows
    private let memory = Mutex<[UInt32: Shown]>([:])

    /// A controller over a store and a kernel that follows links.
    public init(_ store: ResourceStore, _ kernel: RouteNetlink) {
        self.kernel = kernel
        rows = OwnedRows(store, ResourceKind(Namespace.network, EthernetStatus.typeName), owner: name)
    }

    /// One pass.
    public func reconcile() async throws(ControllerError) -> Duration? {
        let changes: [String: String?]
        do throws(KernelError) {
            let table = try await kernel.latestLinkTable()
            changes = update(table, try await kernel.ethernetNews(of: table))
        } catch {
            throw .kernel(error)
        }
        do throws(StoreError) {
            try await rows.update(changes) { texts }
        } catch {
            throw .store(error)
        }
        return nil
    }

    /// Every status' text by id.
    private var texts: [String: String] {
        memory.withLock { memory in Dictionary(memory.values.map { ($0.id, $0.text) }) { $1 } }
    }

    /// The texts by id of the statuses that may be different, made anew; `nil` for those of devices that have gone.
    private func update(_ table: LinkTable, _ news: EthernetNews) -> [String: String?] {
        memory.withLock { memory in
            var changes: [String: String?] = [:]
            let others = news.isAll ? Array(memory.keys) : []
            for index in Set(news.devices.keys).union(others) {
                if let before = memory.removeValue(forKey: index) { changes.updateValue(nil, forKey: before.id) }
            }
            for case (let index, let device?) in news.devices where !device.values.isEmpty {
                guard let link = table.link(index: index) else { continue }
                let shown = Shown(
                    id: link.name.description, text: EthernetStatus(device, link.name).canonical)
                memory[index] = shown
                changes[shown.id] = shown.text
            }
            return changes
        }
    }
}
