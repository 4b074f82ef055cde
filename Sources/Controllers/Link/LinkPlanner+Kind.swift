import Kernel
import NetworkTypes
import Resources
import Store

/// A link of ours that is to be of another kind.
extension LinkPlanner {
    /// Makes it anew with its number and what lies on it; what an earlier spec had set, and this one doesn't speak of, is as before.
    mutating func replace(_ actual: KernelLink, with settings: LinkSettings, _ spec: String) {
        if actual.kind == "vrf" { release(actual, spec) }
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
        step(
            .setLink(index: actual.index, attributes), spec, "change", actual.name, before: before,
            after: after.merged(with: settings.planned),
            finding: "kind \(actual.kind) instead of \(settings.spec.kind)", isDisruptive: true,
            note: "\(attributes.pause.note); what the new kind can't have goes: links above that need Ethernet, "
                + "ports that nobody asks for, a veth's other end")
        if actual.kind == "bond" { release(ports(of: actual), spec) }
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
}
