import Glibc
import NetworkTypes

/// What the kernel leaves out when it refuses a change of a link: which other link is in the way, and what that one can't be.
extension KernelRefusal {
    /// Says more where the kernel says little.
    mutating func tellMore(of change: KernelChange, _ table: LinkTable) {
        switch change {
        case .createLink(let wanted): tellMore(of: wanted, on: nil, table)
        case .setLink(let index, let wanted): tellMore(of: wanted, on: table.link(index: index), table)
        case .addAlternativeNames(let index, let names): tellWhoIsCalled(names, besides: index, table)
        case .setWireGuard(_, let change):
            // Its socket is like any other (`udp_sock_create()`, `net/ipv4/udp_tunnel_core.c`).
            guard errno == EADDRINUSE, let port = change.listenPort else { return }
            message = "\(name): the UDP port \(port) is in use already, by another link or program of this host"
        case .setEthernet(let index, let name, _):
            guard errno == EOPNOTSUPP, message.isEmpty else { return }
            let driver = table.link(index: index)?.driver.map { ", \($0.name)," } ?? ""
            message = "\(self.name): the driver of \(name)\(driver) can't be told so"
        default: return
        }
    }

    private mutating func tellMore(of attributes: LinkAttributes, on present: KernelLink?, _ table: LinkTable) {
        if errno == EOPNOTSUPP, message == "Unknown device type", let kind = attributes.kind {
            message += ": this kernel has no links of the kind \(kind), or can't load the module for them"
        }
        guard message.isEmpty || errno == EEXIST else { return }
        let isMaking = present == nil || attributes.pause == .away
        let told = isMaking ? obstacleToMaking(attributes, besides: present, table) : nil
        message =
            told ?? obstacleToJoining(attributes, present, table) ?? obstacleToSize(attributes, present, table)
            ?? message
    }

    /// Why a link can't be made because of others.
    private func obstacleToMaking(
        _ wanted: LinkAttributes, besides present: KernelLink?, _ table: LinkTable
    ) -> String? {
        let lower = wanted.values[.lower]?.number.flatMap { table.link(index: UInt32(clamping: $0)) }
        if errno == EEXIST {
            if let name = wanted.name, let holder = table.link(name), holder.index != present?.index {
                return "\(self.name): \(name) is a name of the link \(holder.name) already"
            }
            return twin(of: wanted, besides: present, on: lower, table)
        }
        if errno == EBUSY, let twin = tunnelTwin(of: wanted, besides: present, table) { return twin }
        guard let lower else { return nil }
        if errno == EBUSY, wanted.kind == "ipvlan" {
            let others = table.upper(of: lower.index).filter { ["macvlan", "macvtap"].contains($0.kind) }
            let names = others.map(\.name.description).joined(separator: ", ")
            return others.isEmpty ? nil : "\(name): \(lower.name) carries \(names), and no ipvlan beside a macvlan"
        }
        guard errno == EINVAL, let kind = wanted.kind, ["macvlan", "macvtap"].contains(kind) else { return nil }
        // `macvlan_common_newlink()`, `drivers/net/macvlan.c`.
        if lower.flags.contains(.loopback) {
            return "\(name): \(lower.name) is the loopback link and carries no \(kind)"
        }
        let others = table.upper(of: lower.index).filter {
            ["macvlan", "macvtap"].contains($0.kind) && $0.index != present?.index
        }
        let passes = ([wanted.values[.macvlanMode]] + others.map { $0[.macvlanMode] }).contains(
            .number(Self.passthrough))
        guard passes, !others.isEmpty else { return nil }
        let names = others.map(\.name.description).joined(separator: ", ")
        return "\(name): one with the mode passthru has \(lower.name) for itself, and there are \(names)"
    }

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
        guard let id = wanted.values[.vxlanID] else { return tunnelTwin(of: wanted, besides: present, table) }
        return table.links(ofKind: "vxlan").first { $0[.vxlanID] == id && $0.index != present?.index }
            .map { "\(name): \($0.name) has the network identifier \(id.number ?? 0) already" }
    }

    /// Which tunnel leads to the same place (`geneve_configure()`, `ip_tunnel_newlink()`, `ip6gre_newlink_common()`).
    private func tunnelTwin(
        of wanted: LinkAttributes, besides present: KernelLink?, _ table: LinkTable
    ) -> String? {
        let identities: [(kinds: [String], members: [LinkMember])] = [
            (["geneve"], [.geneveID, .geneveRemote, .geneveRemote6]),
            (["ipip", "sit", "ip6tnl"], [.ipTunnelLocal, .ipTunnelRemote]),
            (["gre", "gretap", "ip6gre", "ip6gretap"], [.greLocal, .greRemote, .greInKey]),
        ]
        guard let kind = wanted.kind, let identity = identities.first(where: { $0.kinds.contains(kind) }) else {
            return nil
        }
        // What isn't said is 0.
        func isSame(_ one: LinkValue?, _ other: LinkValue?) -> Bool { (one ?? .number(0)) == (other ?? .number(0)) }
        let twin = table.links(ofKind: kind).first { link in
            link.index != present?.index && identity.members.allSatisfy { isSame(link[$0], wanted.values[$0]) }
        }
        return twin.map { "\(name): \($0.name) leads to the same place already" }
    }

    /// Why a link can't become a port (`do_set_master()`, `netdev_rx_handler_register()`, `br_add_if()`).
    private func obstacleToJoining(
        _ attributes: LinkAttributes, _ present: KernelLink?, _ table: LinkTable
    ) -> String? {
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

    /// Which link has a further name that another shall have.
    private mutating func tellWhoIsCalled(_ names: [String], besides index: UInt32, _ table: LinkTable) {
        guard errno == EEXIST else { return }
        for link in table where link.index != index {
            guard let taken = names.first(where: { $0 == link.name.description || link.alternativeNames.contains($0) })
            else { continue }
            message = "\(name): \(taken) is a name of the link \(link.name) already"
            return
        }
    }

    /// IPv4, UDP, VXLAN and Ethernet.
    private static let vxlanOverhead: UInt64 = 50
    /// `ETH_P_8021Q`, `linux/if_ether.h`.
    private static let customerTag: UInt64 = 0x8100
    /// `MACVLAN_MODE_PASSTHRU`, `linux/if_link.h`.
    private static let passthrough: UInt64 = 8
}
