import Glibc
import NetworkTypes

/// What the kernel leaves out of ports of bridges, bonds and VRFs.
extension KernelRefusal {
    /// Why a link can't become a port (`do_set_master()`, `netdev_rx_handler_register()`, `br_add_if()`).
    func obstacleToJoining(
        _ attributes: LinkAttributes, _ present: KernelLink?, _ table: LinkTable
    ) -> String? {
        if let words = obstacleToQueue(attributes, present, table) { return words }
        guard let master = attributes.masterIndex.flatMap({ table.link(index: $0) }) else { return nil }
        return switch errno {
        case EOPNOTSUPP: "\(name): \(master.name) takes no ports, it is no bond, bridge or VRF"
        case EBUSY:
            "\(name): it can't be a port of \(master.name), its packets go elsewhere already, "
                + "as those of a macvtap do, and of a link that carries a macvlan"
        case EINVAL where master.kind == "bridge" && present.map { $0.type != .ether } == true:
            "\(name): a bridge passes Ethernet frames on, and this link has none"
        default: nil
        }
    }

    /// That a bond has fewer queues than its port is to have a number of (`bond_option_queue_id_set()`,
    /// `drivers/net/bonding/bond_options.c`).
    private func obstacleToQueue(
        _ attributes: LinkAttributes, _ present: KernelLink?, _ table: LinkTable
    ) -> String? {
        guard errno == EPERM, let queue = attributes.values[.bondPortQueue]?.number, queue != 0,
            let index = attributes.masterIndex ?? present?.masterIndex, let bond = table.link(index: index)
        else { return nil }
        return "\(name): the bond \(bond.name) has no queue \(queue) to send from"
    }
}
