import Kernel
import NetworkTypes
import Resources

/// What can be said of a link of any kind.
enum GeneralSettings {
    /// What a new link of a kind has: `ether_setup()`, `net/ethernet/eth.c`, `net/core/dev.c` and the kinds' drivers.
    static func table(ofKind kind: String) -> [LinkSetting] {
        [
            LinkSetting(.up, "up", \.up, LinkChange(cuts: true), initial: .flag(false)),
            mtu(ofKind: kind),
            hardwareAddress(ofKind: kind),
            LinkSetting(
                .multicast, "multicast", \.multicast, initial: .flag(!kindsWithoutMulticast.contains(kind))),
            LinkSetting(.promiscuous, "promiscuous", \.promiscuous, initial: .flag(false)),
            LinkSetting(
                .group, "group", .harmless, initial: .number(0), wanted: \.group,
                show: { value, status in status.group = value == 0 ? nil : value }),
        ] + limits + [master]
    }

    private static func mtu(ofKind kind: String) -> LinkSetting {
        let initial: LinkValue? = kindsWithEthernetMTU.contains(kind) ? .number(1500) : nil
        let setting = LinkSetting(.mtu, "mtu", \.mtu, .cutting, initial: initial, unless: 0)
        return initial != nil || kindsWithKnownMTU.contains(kind) ? setting : setting.afterMaking
    }

    /// `LinkSettings.standing` tells what new links of these kinds have.
    private static let kindsWithKnownMTU: Set = ["vlan", "vrf"]
    /// The others' MTU follows from the link below, the way to the other end or what the kind adds to packets.
    private static let kindsWithEthernetMTU: Set = ["", "bond", "bridge", "dummy", "ifb", "tun", "veth"]
    private static let kindsWithoutMulticast: Set = ["dummy", "ifb", "ipip", "sit", "vrf", "wireguard"]

    /// What new links have of them depends on their kind and on the link below.
    private static let limits = [
        LinkSetting(
            .transmitQueueLength, "txQueueLength", \.txQueueLength, show: \LinkStatus.txQueueLength),
        LinkSetting(.maximumGSOSize, "gsoMaxSize", \.gsoMaxSize, show: \LinkStatus.gsoMaxSize),
        LinkSetting(.maximumGSOSegments, "gsoMaxSegments", \.gsoMaxSegments, show: \LinkStatus.gsoMaxSegments),
        LinkSetting(.maximumGROSize, "groMaxSize", \.groMaxSize, show: \LinkStatus.groMaxSize),
        LinkSetting(
            .alternativeNames, "altNames", .harmless, initial: nil,
            wanted: { spec -> [String]? in spec.altNames?.map(\.description) }, show: { _, _ in }),
    ].map(\.afterMaking)

    /// A bond gives its ports its own address, or has that of a port (`drivers/net/bonding/bond_main.c`).
    ///
    /// An ifb takes one only when it is made: `ifb_netdev_ops` (`drivers/net/ifb.c`) has no `ndo_set_mac_address`.
    private static func hardwareAddress(ofKind kind: String) -> LinkSetting {
        var setting = LinkSetting(.hardwareAddress, "hardwareAddr", \.hardwareAddr, kind == "ifb" ? .away : .cutting)
        setting.relevance = { _, transition in
            let isBonds = transition.staysInBond && transition.master?.bond?.leavesPortAddresses != true
            return isBonds || transition.after.bond?.followsPortAddress == true ? .meansNothing : .counts
        }
        return kindsWithoutChoice.contains(kind) ? setting.afterMaking : setting
    }

    /// Others take no hardware address when they are made, and may refuse one afterwards.
    private static let kindsWithoutChoice: Set = ["ipip", "ipvlan", "sit", "wireguard"]

    /// A link is in one bridge, bond or VRF at a time; the empty name takes it out.
    private static let master = LinkSetting(
        .master, MasterSetting.name, .cutting, initial: .number(0),
        wanted: { spec -> LinkReference? in
            if let port = spec.bridgeSlave { return LinkReference(name: port.masterName) }
            if let port = spec.vrfSlave { return LinkReference(name: port.masterName) }
            return spec.masterName.map { LinkReference(name: $0) }
        },
        show: { _, _ in })
}
