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
        let name: InterfaceName
        let device: KernelEthernet
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
        let texts: [String: String]
        do throws(KernelError) {
            let table = try await kernel.latestLinkTable()
            texts = update(table, try await kernel.latestEthernet(of: table))
        } catch {
            throw .kernel(error)
        }
        do throws(StoreError) {
            try await rows.become { _ in texts }
        } catch {
            throw .store(error)
        }
        return nil
    }

    /// The statuses' texts by id, with those made anew that are different.
    private func update(_ table: LinkTable, _ devices: [UInt32: KernelEthernet]) -> [String: String] {
        memory.withLock { memory in
            var shown: [UInt32: Shown] = [:]
            for (index, device) in devices where !device.values.isEmpty {
                guard let link = table.link(index: index) else { continue }
                if let known = memory[link.index], known.name == link.name, known.device == device {
                    shown[link.index] = known
                } else {
                    let text = EthernetStatus(device, link.name).canonical
                    shown[link.index] = Shown(name: link.name, device: device, text: text)
                }
            }
            memory = shown
            return Dictionary(shown.values.map { ($0.name.description, $0.text) }) { $1 }
        }
    }
}
