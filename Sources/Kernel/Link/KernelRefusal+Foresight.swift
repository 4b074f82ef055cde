import Glibc
import NetworkTypes

/// What can be said before the kernel is asked.
extension KernelRefusal {
    /// How the kernel answers a change of a link, where that is plain beforehand: that another link has a VLAN's number, and that an MTU
    /// is larger than the link below can carry.
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
        let below = wanted.values[.lower] ?? (isMade ? nil : present?[.lower])
        let lower = below?.number.flatMap { table.link(index: UInt32(clamping: $0)) }
        if kind == "vlan", isMade {
            var refusal = KernelRefusal(errno: EEXIST)
            if let words = refusal.twin(of: wanted, besides: present, on: lower, table) {
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

    /// `vlan_newlink()`, `vlan_dev_change_mtu()`, `macvlan_common_newlink()`, `macvlan_change_mtu()`.
    private static let kindsNoLargerThanBelow: Set = ["vlan", "macvlan", "macvtap"]
}
