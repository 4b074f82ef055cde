import Kernel
import NetworkTypes
import Resources

/// What can be said of a VXLAN; what changes in place is in `vxlan_nl2conf()`, `drivers/net/vxlan/vxlan_core.c`.
enum VXLANSettings {
    private static let part = LinkPart("vxlan", \.vxlan, \.vxlan)

    static let table: [LinkSetting] =
        ends + [
            part.setting(.vxlanID, "vni", \.vni, .away, initial: .number(0)),
            // The kernel's own port is from before RFC 7348 gave one.
            part.setting(.vxlanPort, "port", \.port, .away, initial: .number(8472)),
            part.setting(.vxlanPortRange, "portRange", \.portRange, .away, initial: .range(0, 0)),
            part.setting(.vxlanTTL, "ttl", \.ttl, .cutting, initial: .number(0)),
            part.setting(.vxlanTTLInherit, "ttlInherit", \.ttlInherit, .away, initial: .flag(false)),
            part.setting(.vxlanTOS, "tos", \.tos, initial: .number(0)),
            part.setting(.vxlanFlowLabel, "flowLabel", \.flowLabel, initial: .number(0)),
            part.setting(.vxlanDF, "df", \.df, .cutting, initial: .number(0)),
            part.setting(.vxlanLearning, "learning", \.learning, .cutting, initial: .flag(true)),
            part.setting(.vxlanProxy, "proxy", \.proxy, .away, initial: .flag(false)),
            part.setting(.vxlanShortCircuit, "rsc", \.rsc, .away, initial: .flag(false)),
            part.setting(.vxlanL2Miss, "l2miss", \.l2miss, .away, initial: .flag(false)),
            part.setting(.vxlanL3Miss, "l3miss", \.l3miss, .away, initial: .flag(false)),
            part.setting(.vxlanChecksum, "udpChecksum", \.udpChecksum, .away, initial: .flag(true)),
            part.setting(
                .vxlanZeroChecksumTransmit, "udpZeroChecksum6Transmit", \.udpZeroChecksum6Transmit, .away,
                initial: .flag(false)),
            part.setting(
                .vxlanZeroChecksumReceive, "udpZeroChecksum6Receive", \.udpZeroChecksum6Receive, .away,
                initial: .flag(false)),
            part.setting(.vxlanAgeing, "ageing", \.ageing, initial: .number(300)),
            part.setting(.vxlanLimit, "limit", \.limit, .away, initial: .number(0)),
            part.setting(.vxlanGroupPolicy, "gbp", \.gbp, .away, initial: .flag(false)),
            part.setting(.vxlanCollectMetadata, "collectMetadata", \.collectMetadata, .away, initial: .flag(false)),
        ]

    private static let ends = [
        part.address(.vxlanLocal, "local", \.local, over: .inet4).pausing(familyPause),
        part.address(.vxlanLocal6, "local6", \.local, over: .inet6).pausing(familyPause),
        part.address(.vxlanRemote, "remote", \.remote, over: .inet4).pausing(remotePause),
        part.address(.vxlanRemote6, "remote6", \.remote, over: .inet6).pausing(remotePause),
        // Before Linux 6.15 a group is joined when the link comes up, on the link that carries it then.
        part.carrier(.vxlanLink, \.linkName).pausing { link, value in
            // The kernel takes 0 for another link's number, and stays with the one that it has.
            value == .number(0) ? .away : link.hasGroup ? .down : LinkPause.none
        },
    ]

    /// A VXLAN stays with the family that it was made for, and that is IPv4 unless an address of IPv6 was there.
    private static let familyPause: @Sendable (KernelLink, LinkValue) -> LinkPause? = { link, value in
        guard case .address(let address) = value else { return LinkPause.none }
        // The kernel doesn't tell the family of one that has lost its addresses.
        if address.isUnspecified { return address.family == .inet6 ? .away : LinkPause.none }
        let isOfIPv6 = link.ends.contains { $0.family == .inet6 }
        return (address.family == .inet6) == isOfIPv6 ? LinkPause.none : .away
    }

    /// Before Linux 6.15 the old group is left and the new one joined only by a link that goes down and comes up.
    private static let remotePause: @Sendable (KernelLink, LinkValue) -> LinkPause? = { link, value in
        guard let pause = familyPause(link, value), pause == .none, case .address(let address) = value else {
            return .away
        }
        return link.hasGroup || address.isMulticast ? .down : LinkPause.none
    }
}

extension KernelLink {
    /// The addresses that a VXLAN has.
    fileprivate var ends: [IPAddress] {
        [LinkMember.vxlanLocal, .vxlanLocal6, .vxlanRemote, .vxlanRemote6].compactMap { member in
            guard case .address(let address) = self[member], !address.isUnspecified else { return nil }
            return address
        }
    }

    /// Whether a VXLAN has joined a multicast group.
    fileprivate var hasGroup: Bool { ends.contains(where: \.isMulticast) }
}

extension VXLAN.PortRange: KernelValue {
    func wanted(_ kernel: KernelState) -> WantedValue {
        .value(.range(UInt16(clamping: low), UInt16(clamping: high)))
    }
    init?(_ value: LinkValue, _ kernel: KernelState) {
        guard case .range(let low, let high) = value else { return nil }
        self.init(low: UInt32(low), high: UInt32(high))
    }
}
