import Glibc
import NetworkTypes

/// What can be said before the kernel is asked.
extension KernelRefusal {
    /// How the kernel answers a change of a link, where that is plain beforehand: that another link has a VLAN's number or leads where a
    /// tunnel shall, that links of other kinds share the one below, and that an MTU is larger than that can carry.
    ///
    /// - Parameters:
    ///   - change: What it is asked for.
    ///   - table: The links that are there then.
    /// - Returns: `nil` where it may do it.
    public static func foreseen(for change: KernelChange, among table: LinkTable) -> KernelRefusal? {
        switch change {
        case .createLink(let wanted): foreseen(for: wanted, of: nil, table)
        case .setLink(let index, let wanted): foreseen(for: wanted, of: table.link(index: index), table)
        default: nil
        }
    }

    private static func foreseen(
        for wanted: LinkAttributes, of present: KernelLink?, _ table: LinkTable
    ) -> KernelRefusal? {
        guard let kind = wanted.kind ?? present?.kind else { return nil }
        let isMade = present == nil || wanted.pause == .away
        if isMade, let errno = whenInTheWay[kind] {
            var refusal = KernelRefusal(errno: errno)
            if let words = refusal.obstacleToMaking(wanted, besides: present, table) {
                refusal.message = words
                return refusal
            }
        }
        guard kindsNoLargerThanBelow.contains(kind) else { return nil }
        var refusal = KernelRefusal(errno: isMade || kind != "vlan" ? EINVAL : ERANGE)
        guard let words = refusal.obstacleToSize(wanted, isMade ? nil : present, table) else { return nil }
        refusal.message = words
        return refusal
    }

    /// What the kernel says where another link is in the way of one that is made.
    ///
    /// Not of VXLANs: which of them share a socket depends on more than what is known of them (`vxlan_vni_in_use()`).
    private static let whenInTheWay: [String: CInt] = [
        "vlan": EEXIST, "geneve": EBUSY, "gretap": EEXIST, "ip6gretap": EEXIST, "ipip": EEXIST, "sit": EEXIST,
        "ipvlan": EBUSY, "macvlan": EINVAL, "macvtap": EINVAL,
    ]

    /// `vlan_newlink()`, `vlan_dev_change_mtu()`, `macvlan_common_newlink()`, `macvlan_change_mtu()`.
    private static let kindsNoLargerThanBelow: Set = ["vlan", "macvlan", "macvtap"]
}
