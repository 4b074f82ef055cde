import NetworkTypes

extension LinkMember {
    /// The kinds whose drivers take what a change doesn't say for unset: `ipgre_netlink_parms()` (`net/ipv4/ip_gre.c`),
    /// `ip6gre_netlink_parms()`, `ipip_netlink_parms()`, `ipip6_netlink_parms()`; and tun, where one call sets all.
    private static let wholeKinds: Set = ["gretap", "ip6gretap", "ipip", "sit", "tun"]

    /// Those that the kernel changes without telling anybody, unless the message has something else that it always tells of:
    /// `DO_SETLINK_MODIFIED` and `DO_SETLINK_NOTIFY` in `do_setlink()`, `net/core/rtnetlink.c`.
    private static let untold: Set<LinkMember> = [
        transmitQueueLength, maximumGSOSize, maximumGSOSegments, maximumGROSize,
    ]

    /// Whether a message that sets one of two members of a kind must say the other too.
    fileprivate func goes(with other: LinkMember, ofKind kind: String) -> Bool {
        if Self.untold.contains(self) { return other == .group }
        guard place == .data, other.place == .data else { return false }
        if Self.wholeKinds.contains(kind) { return true }
        if case .part = format { return type == other.type }
        return false
    }
}

extension KernelLink {
    /// What a message that sets some members must say besides, as it is now, lest the kernel changes it too.
    public func companions(of wanted: [LinkMember: LinkValue]) -> [LinkMember: LinkValue] {
        values.filter { member, _ in
            wanted[member] == nil && wanted.keys.contains { $0.goes(with: member, ofKind: kind) }
        }
    }

    /// The index of the link that carries its packets, where one is named; `IFLA_LINK` doesn't tell a VXLAN's.
    public var carrierIndex: UInt32? {
        guard kind == "vxlan", lowerNamespaceID == nil else { return nil }
        return values[.vxlanLink]?.number.flatMap { $0 == 0 ? nil : UInt32(exactly: $0) }
    }

    /// The link that it can't be without: it goes when that one goes.
    var foundation: UInt32? {
        switch kind {
        // IPv4 and IPv6 tunnels stay without the link that carries them; a veth's link is its peer.
        case "veth", "gre", "gretap", "ip6gre", "ip6gretap", "ip6tnl", "ipip", "sit", "vti", "vti6": nil
        case "vxlan": carrierIndex
        default: lowerIndex
        }
    }

    /// The address that makes it known to its neighbours, where the kernel draws it by lot when the link is made.
    var drawnAddress: HardwareAddress? {
        let kinds = ["geneve", "gretap", "ip6gretap", "macvlan", "macvtap", "tun", "vxlan"]
        // MACVLAN_MODE_PASSTHRU: it is the address of the link below.
        guard kinds.contains(kind), hardwareAddress?.bytes.count == 6, self[.macvlanMode] != .number(8) else {
            return nil
        }
        return hardwareAddress
    }
}
