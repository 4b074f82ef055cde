import Glibc
import NetworkTypes

/// What the kernel leaves out of VLANs, and of others that can't be larger than the link below.
extension KernelRefusal {
    /// Which link has the number that a new one shall have (`vlan_newlink()`, `vxlan_config_validate()`).
    func twin(
        of wanted: LinkAttributes, besides present: KernelLink?, on lower: KernelLink?, _ table: LinkTable
    ) -> String? {
        if let lower, let id = wanted.values[.vlanID] {
            // A new one is of 802.1Q unless it says otherwise (`vlan_newlink()`).
            let tag = wanted.values[.vlanProtocol] ?? .number(Self.customerTag)
            let twin = table.upper(of: lower.index).first {
                $0[.vlanID] == id && $0[.vlanProtocol] == tag && $0.index != present?.index
            }
            return twin.map { "\(name): \($0.name) is VLAN \(id.number ?? 0) of \(lower.name) already" }
        }
        return tunnelTwin(of: wanted, besides: present, table)
    }

    /// That an MTU is too large for the link below (`vlan_newlink()`, `vlan_dev_change_mtu()`, `vxlan_change_mtu()`).
    func obstacleToSize(
        _ attributes: LinkAttributes, _ present: KernelLink?, _ table: LinkTable
    ) -> String? {
        // A veth's other end isn't below it.
        guard errno == EINVAL || errno == ERANGE, present?.kind != "veth", let mtu = attributes.values[.mtu]?.number
        else { return nil }
        let carriers: [(member: LinkMember, overhead: UInt64)] = [(.lower, 0), (.vxlanLink, Self.vxlanOverhead)]
        for carrier in carriers {
            guard let index = (attributes.values[carrier.member] ?? present?[carrier.member])?.number,
                let below = table.link(index: UInt32(clamping: index)), mtu + carrier.overhead > below.mtu
            else { continue }
            return "\(name): the MTU \(mtu) is too large, \(below.name) below has \(below.mtu)"
        }
        return nil
    }

    /// That a VLAN's number is taken by one that isn't seen from here.
    func unseenTwin(of wanted: LinkAttributes, _ table: LinkTable) -> String? {
        guard errno == EEXIST, let id = wanted.values[.vlanID]?.number,
            let lower = wanted.values[.lower]?.number.flatMap({ table.link(index: UInt32(clamping: $0)) })
        else { return nil }
        return "\(name): \(lower.name) has a VLAN \(id) already, which is in another network namespace"
    }

    /// That no VLAN has a number (`vlan_validate()`, `net/8021q/vlan_netlink.c`; IEEE 802.1Q §9.6 reserves the last).
    func obstacleToNumber(_ attributes: LinkAttributes) -> String? {
        guard errno == ERANGE, let id = attributes.values[.vlanID]?.number, id > 4094 else { return nil }
        return "\(name): a VLAN has a number from 0 to 4094, not \(id)"
    }

    /// That packets that are split would be smaller than their headers (`ifla_policy`, `net/core/rtnetlink.c`).
    func obstacleToSegments(_ attributes: LinkAttributes) -> String? {
        guard errno == ERANGE, let size = attributes.values[.maximumGSOSize]?.number else { return nil }
        return "\(name): gsoMaxSize \(size) isn't what the kernel takes: it has to be larger than the headers of TCP"
    }

    /// That a VLAN can't be up on a link that is down (`vlan_dev_open()`, `net/8021q/vlan_dev.c`).
    func obstacleToComingUp(_ wanted: LinkAttributes, _ present: KernelLink?, _ table: LinkTable) -> String? {
        guard errno == ENETDOWN, (wanted.kind ?? present?.kind) == "vlan",
            let below = (wanted.values[.lower] ?? present?[.lower])?.number,
            let lower = table.link(index: UInt32(clamping: below))
        else { return nil }
        return "\(name): the link below, \(lower.name), is down"
    }

    /// IPv4, UDP, VXLAN and Ethernet.
    private static let vxlanOverhead: UInt64 = 50
    /// `ETH_P_8021Q`, `linux/if_ether.h`.
    private static let customerTag: UInt64 = 0x8100
}
