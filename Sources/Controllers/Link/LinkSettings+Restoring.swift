import Kernel
import Resources

/// Back to what a link had before specs spoke of it.
extension LinkSettings {
    /// Adds what takes a link that was found back to recorded values, where it has others.
    static func restore(
        _ original: JSON, _ actual: KernelLink, _ kernel: KernelState, into change: inout Change
    ) {
        restore(original, actual, kernel, rebuilding: nil, into: &change)
    }

    /// What was recorded of members that the spec doesn't speak of.
    func unspoken(in original: JSON) -> [String: JSON] {
        let spoken = members
        let notes: Set = [LinkPlanner.index, LinkPlanner.peer, LinkPlanner.witness]
        return (original.members ?? [:]).filter { !spoken.contains($0.key) && !notes.contains($0.key) }
    }

    /// Recorded values that are to come back, where VLANs that followed from a default PVID follow from the one there will be.
    ///
    /// - Parameters:
    ///   - dropped: The values, by the names of their settings.
    ///   - original: All that was recorded.
    ///   - actual: The link.
    /// - Returns: The values to put back.
    func following(
        _ dropped: [String: JSON], _ original: JSON, _ actual: KernelLink
    ) -> [String: JSON] {
        var values = dropped
        if let own = values[BridgeSettings.vlans.name] {
            let now = actual[.bridgeDefaultPVID]?.number
            let name = BridgeSettings.defaultPVID.name
            let recorded = original[name].flatMap { BridgeSettings.defaultPVID.value($0, kernel)?.number }
            let next = values[name] == nil ? value(of: .bridgeDefaultPVID, on: actual) : recorded
            // Both may have been recorded at different times.
            if [recorded ?? now, now].contains(where: { own == BridgeSettings.vlans.json(Self.vlans(pvid: $0), kernel) }
            ) {
                values[BridgeSettings.vlans.name] = BridgeSettings.vlans.json(Self.vlans(pvid: next), kernel)
            }
        }
        let ports = BridgePortSettings.vlans.name
        // A port that somebody else made has the VLANs that it had.
        if values[ports] != nil, spec.bridgeSlave?.masterName != nil, let index = actual.masterIndex,
            let master = kernel.link(index: index), master.kind == "bridge"
        {
            let pvid = master[.bridgeDefaultPVID]?.number
            values[ports] = BridgePortSettings.vlans.json(Self.vlans(pvid: pvid), kernel)
        }
        return values
    }

    /// Adds what takes a link that was made back to recorded values of settings that the spec doesn't speak of.
    func restore(_ original: JSON, _ actual: KernelLink, into change: inout Change) {
        Self.restore(original, actual, kernel, rebuilding: rebuilt, into: &change)
    }

    /// A value that a setting is to have again.
    private struct Return {
        let setting: LinkSetting
        let value: LinkValue
        let current: LinkValue?
        let pause: LinkPause
    }

    /// Without `rebuilt`, which makes the link anew, what can't be changed in place stays.
    private static func restore(
        _ original: JSON, _ actual: KernelLink, _ kernel: KernelState, rebuilding rebuilt: LinkAttributes?,
        into change: inout Change
    ) {
        var returns = returns(to: original, of: actual, kernel).filter { $0.pause != .away || rebuilt != nil }
        // What a link was as the port of one master goes with that.
        if change.attributes.values[.master] != nil || returns.contains(where: { $0.setting.member == .master }) {
            returns.removeAll { $0.setting.member.masterKind != nil }
        }
        var after = actual
        for (member, value) in change.attributes.values { after[member] = value }
        for one in returns { after[one.setting.member] = one.value }
        let transition = LinkTransition(before: actual, after: after, kernel: kernel)
        returns = returns.filter {
            if case .counts = $0.setting.relevance($0.value, transition) { true } else { false }
        }
        let pause = returns.reduce(change.attributes.pause) { max($0, $1.pause) }
        if pause == .away, change.attributes.pause != .away, let rebuilt { change.attributes = rebuilt }
        change.attributes.pause = pause
        for one in returns {
            change.isDisruptive = change.isDisruptive || one.setting.change.cuts || one.pause != .none
            if pause != .away {
                change.attributes.values[one.setting.member] = one.value.replacing(one.current, as: one.setting.member)
            } else if one.value != one.setting.initial || kept.contains(one.setting.member) {
                // A link that is made anew has the other initial values already.
                change.attributes.values[one.setting.member] = one.value
            }
        }
        change.attributes.values.merge(
            FormerPlace.values(original, for: returns.map { ($0.setting.member, $0.value) }, kernel)
        ) { $1 }
        change.attributes.move(by: transition)
    }

    /// What a link that is made anew has as it had before, unless something else is said (`LinkInterlude`).
    private static let kept: Set<LinkMember> = [.up, .master]

    private static func returns(to original: JSON, of actual: KernelLink, _ kernel: KernelState) -> [Return] {
        let settings = LinkSettingTable.named(ofKind: actual.kind)
        return (original.members ?? [:]).sorted { $0.key < $1.key }.compactMap { name, json in
            // A link whose former master is gone belongs to none.
            guard let setting = settings[name],
                let value = setting.value(json, kernel) ?? (setting.member == .master ? .number(0) : nil),
                setting.member.masterKind.map({ $0 == actual.slaveKind }) ?? true
            else { return nil }
            let current = actual[setting.member] ?? (setting.isAlwaysTold ? setting.initial : value)
            guard value != current, let pause = setting.pause(changing: actual, to: value, kernel) else { return nil }
            return Return(setting: setting, value: value, current: current, pause: pause)
        }
    }
}
