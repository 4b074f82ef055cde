import Glibc
import NetworkTypes

/// What the kernel leaves out of macvlans and ipvlans: who shares the link below.
extension KernelRefusal {
    /// Why a link can't be one of those on a link, in words.
    func obstacleToSharing(
        _ lower: KernelLink, _ wanted: LinkAttributes, besides present: KernelLink?, _ table: LinkTable
    ) -> String? {
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

    /// Who has the hardware address that a macvlan shall have (`macvlan_addr_busy()`, `drivers/net/macvlan.c`).
    func obstacleToAddress(_ wanted: LinkAttributes, _ present: KernelLink?, _ table: LinkTable) -> String? {
        guard errno == EADDRINUSE, let kind = wanted.kind ?? present?.kind, ["macvlan", "macvtap"].contains(kind),
            let below = (wanted.values[.lower] ?? present?[.lower])?.number,
            let lower = table.link(index: UInt32(clamping: below)),
            let address = wanted.hardwareAddress ?? present?.hardwareAddress
        else { return nil }
        let holder = ([lower] + table.upper(of: lower.index)).first {
            $0.hardwareAddress == address && $0.index != present?.index
        }
        return holder.map { "\(name): \($0.name) has the hardware address \(address) already" }
    }

    /// `MACVLAN_MODE_PASSTHRU`, `linux/if_link.h`.
    private static let passthrough: UInt64 = 8
}
