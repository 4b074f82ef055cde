import Kernel
import NetworkTypes
import Resources
import Store

/// The steps that change a link.
extension LinkPlanner {
    /// Adds the steps that change a link, each with what the kernel wants beside it.
    mutating func set(_ actual: KernelLink, _ change: LinkSettings.Change, _ spec: String, _ words: String) {
        var attributes = change.attributes
        let before = LinkSettings.current(actual, kernel)
        if case .names(let names) = attributes.values.removeValue(forKey: .alternativeNames) {
            setNames(of: actual, to: names, spec, words, finding: change.differences.text)
        }
        guard attributes != LinkAttributes() else { return }
        if attributes.pause >= .withoutPorts { attributes.ports = ports(of: actual) }
        let after = before.merged(with: LinkSettings.planned(attributes, ofKind: actual.kind, kernel))
        if attributes.pause != .away {
            attributes.nameKind(of: actual)
            attributes.values.merge(actual.companions(of: attributes.values)) { wanted, _ in wanted }
        }
        step(
            .setLink(index: actual.index, attributes), spec, words, actual.name, before: before, after: after,
            finding: isOfNewPlace(change, actual) ? "" : change.differences.text, isDisruptive: change.isDisruptive,
            note: attributes.pause.note)
        if attributes.pause != .away, let mtu = attributes.mtu {
            grow(above: actual, from: actual.mtu, to: mtu, after: spec)
        }
        // What its ports and the links on it can be set to, and what new ports have, may be different now.
        let opens = attributes.isUp == true && carriers.contains(actual.name)
        if attributes.pause == .withoutPorts || attributes.values[.bridgeDefaultPVID] != nil || opens {
            kernel.simulate(.setLink(index: actual.index, attributes))
        }
        if attributes.pause == .withoutPorts { releasedIndexes.insert(actual.index) }
    }

    /// Whether a port lacks only what it lost with its place, in this plan.
    private func isOfNewPlace(_ change: LinkSettings.Change, _ actual: KernelLink) -> Bool {
        actual.masterIndex.map(releasedIndexes.contains) == true
            && change.attributes.values.keys.allSatisfy { $0.masterKind != nil }
    }

    mutating func setNames(
        of actual: KernelLink, to names: [String], _ spec: String, _ words: String, finding: String
    ) {
        let superfluous = actual.alternativeNames.filter { !names.contains($0) }
        let missing = names.filter { !actual.alternativeNames.contains($0) }
        let changes: [KernelChange] = [
            .deleteAlternativeNames(index: actual.index, superfluous),
            .addAlternativeNames(index: actual.index, missing),
        ]
        var before = actual.alternativeNames.sorted()
        for (change, names) in zip(changes, [superfluous, missing]) where !names.isEmpty {
            let after = (before.filter { !superfluous.contains($0) } + (names == missing ? missing : [])).sorted()
            step(
                change, spec, words, actual.name, before: ["altNames": before.json], after: ["altNames": after.json],
                finding: finding)
            before = after
        }
        // Another link may get them in this plan.
        if !superfluous.isEmpty { kernel.simulate(changes[0]) }
    }
}

extension LinkAttributes {
    /// Adds the link's kind where values of it need it beside them.
    fileprivate mutating func nameKind(of actual: KernelLink) {
        if kind == nil, values.keys.contains(where: \.isOfKind) { kind = actual.kind }
    }
}

extension LinkPause {
    /// What people should know of a change.
    var note: String {
        switch self {
        case .none: ""
        case .itself, .down: "the link goes down for a moment"
        case .port: "the link goes down for a moment, as a bond's ports have to when they come and go"
        case .withoutPorts: "the link goes down and its ports leave it for a moment"
        case .away:
            "the link is deleted and made anew, with what lies on it; permanent neighbours, queueing disciplines and "
                + "kernel settings that somebody else gave it are lost"
        }
    }
}
