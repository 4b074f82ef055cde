import Kernel
import NetworkTypes
import Resources
import Store

/// A link of ours that is to be of another kind.
extension LinkPlanner {
    /// Makes it anew with its number and what lies on it; what an earlier spec had set, and this one doesn't speak of, is as before.
    mutating func replace(_ actual: KernelLink, with settings: LinkSettings, _ spec: String) {
        release(actual, spec)
        var change = LinkSettings.Change()
        change.attributes = settings.rebuilt
        settings.restore(.object(dropped(settings, actual)), actual, into: &change)
        var attributes = change.attributes
        if case .names(let names) = attributes.values.removeValue(forKey: .alternativeNames) {
            setNames(of: actual, to: names, spec, "change", finding: "")
        }
        var before = LinkSettings.current(actual, kernel)
        before["kind"] = .string(actual.kind)
        let after = LinkSettings.planned(attributes, ofKind: settings.spec.kind, kernel)
        let lost = lost(with: actual, becoming: settings.spec).map(\.name.description).sorted()
        step(
            .setLink(index: actual.index, attributes), spec, "change", actual.name, before: before,
            after: after.merged(with: settings.planned),
            finding: "kind \(actual.kind) instead of \(settings.spec.kind)", isDisruptive: true,
            note: attributes.pause.note
                + (lost.isEmpty ? "" : "; what doesn't come back with it: \(lost.joined(separator: ", "))"))
        let initial = LinkSettingTable.named(ofKind: settings.spec.kind)["mtu"]?.initial?.number
        if let mtu = attributes.mtu ?? initial.flatMap({ UInt32(exactly: $0) }) {
            grow(above: actual, from: actual.mtu, to: mtu, after: spec)
        }
    }

    /// Without what belongs to the kind that goes, and the MTU, which each kind has its own of.
    private func dropped(_ settings: LinkSettings, _ actual: KernelLink) -> [String: JSON] {
        let known = LinkSettingTable.named(ofKind: actual.kind)
        return settings.unspoken(in: ledger[settings.spec.id]?.original ?? [:]).filter { name, _ in
            known[name].map { !$0.member.isOfKind && $0.member != .mtu } ?? false
        }
    }

    /// Links that go with one that becomes another kind, and ports that don't join it again.
    private func lost(with link: KernelLink, becoming spec: LinkSpec) -> [KernelLink] {
        let takesPorts = LinkSettingTable.takesPorts(spec.kind)
        let ports = kernel.ports(of: link.index).filter { !takesPorts || claims.holder(of: $0.name.description) == nil }
        let isEthernet = !Self.kindsWithoutEthernet.contains(spec.kind) && spec.tun?.mode != .tun
        let upper = kernel.table.upper(of: link.index).filter { above in
            if above.kind == "veth" { return link.kind == "veth" }
            return !isEthernet && Self.kindsOnEthernet.contains(above.kind)
        }
        return ports + upper
    }

    private static let kindsWithoutEthernet: Set = ["ipip", "sit", "vrf", "wireguard"]
    private static let kindsOnEthernet: Set = ["ipvlan", "macvlan", "macvtap", "vlan"]
}
