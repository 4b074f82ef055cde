import Kernel
import NetworkTypes
import Resources

/// What a link spec says of a link, in the kernel's terms.
struct LinkSettings {
    let spec: LinkSpec
    let kernel: KernelState
    /// What it sets.
    let wanted: [(setting: LinkSetting, value: LinkValue)]
    /// The links that it speaks of and that aren't there, by setting.
    let missing: [(setting: LinkSetting, link: InterfaceName)]
    /// What it says of a port of a master that isn't there.
    private let suspended: [LinkSetting]

    init(_ spec: LinkSpec, _ kernel: KernelState) {
        (self.spec, self.kernel) = (spec, kernel)
        var wanted: [(LinkSetting, LinkValue)] = []
        var missing: [(LinkSetting, InterfaceName)] = []
        for setting in LinkSettingTable.settings(ofKind: spec.kind) {
            switch setting.wanted(spec, kernel) {
            case .unsaid: continue
            case .value(let value): wanted.append((setting, value))
            case .missing(let name): missing.append((setting, name))
            }
        }
        // The port of another master isn't what the spec speaks of.
        let isSuspended = missing.contains { $0.0.member == .master }
        let suspended = isSuspended ? wanted.filter { $0.0.member.masterKind != nil } : []
        if isSuspended { wanted.removeAll { $0.0.member.masterKind != nil } }
        (self.wanted, self.missing, self.suspended) = (wanted, missing, suspended.map(\.0))
    }

    /// What the spec waits for, in words; `nil` for nothing.
    var obstacle: String? { missing.first.map { "\($0.setting.name) \($0.link) doesn't exist" } }

    /// What the spec says of a bond's port that a bond of its master's mode has no use for, in words; empty for nothing.
    func remark(on link: KernelLink) -> String {
        let transition = transition(from: link)
        let idle = wanted.filter { setting, value in
            guard BondPortSettings.members.contains(setting.member) else { return false }
            if case .meansNothing = setting.relevance(value, transition) { return true }
            return false
        }
        guard !idle.isEmpty, let master = transition.master, let mode = master.bond?.mode else { return "" }
        return
            "\(idle.map(\.setting.name).joined(separator: ", ")): \(master.name) of mode \(mode.rawValue) has no use for it"
    }

    /// What keeps the link from being made, in words; `nil` for nothing.
    ///
    /// A link whose master is missing is made; one whose place it is on is missing can't be.
    var obstacleToMaking: String? {
        missing.first(where: \.setting.isFoundation).map { "\($0.setting.name) \($0.link) doesn't exist" }
    }

    /// The names of the settings that the spec speaks of, or that a bond decides for its ports.
    var members: Set<String> {
        let implied = spec.masterName == nil ? [] : Self.ofBond.union(PortLosses.members)
        let spoken = Set(wanted.map(\.setting.name)).union(missing.map(\.setting.name))
            .union(suspended.map(\.name)).union(implied)
        return spoken.contains(MasterSetting.name) ? spoken.union([FormerPlace.member]) : spoken
    }

    /// What a bond changes of a link that becomes its port.
    static let ofBond: Set<String> = Set(
        [LinkMember.up, .mtu, .hardwareAddress].compactMap { member in
            GeneralSettings.table(ofKind: "").first { $0.member == member }?.name
        })

    /// The link before it is made.
    private var new: KernelLink? { spec.name.map { KernelLink(index: 0, name: $0, kind: spec.kind) } }

    /// The link with everything that the spec asks for.
    private func transition(from link: KernelLink) -> LinkTransition {
        var after = link
        for (setting, value) in wanted { after[setting.member] = value }
        return LinkTransition(before: link, after: after, kernel: kernel)
    }

    /// What the kernel changes along with some members, and what these shall be.
    private func companions(
        _ members: [LinkMember: LinkValue], _ transition: LinkTransition
    ) -> [LinkMember: LinkValue] {
        let names = LinkSettingTable.settings(ofKind: spec.kind).filter { members[$0.member] != nil }
            .reduce(into: Set<LinkMember>()) { $0.formUnion($1.companions) }
        var values: [LinkMember: LinkValue] = [:]
        for (setting, value) in wanted where names.contains(setting.member) {
            if case .counts = setting.relevance(value, transition) { values[setting.member] = value }
        }
        return values
    }

    /// What the link gets right after it's made, in words; `nil` for nothing.
    var sequel: String? {
        let names = wanted.filter(\.setting.comesAfterMaking).map(\.setting.name)
        return names.isEmpty ? nil : "the link is being made; next it gets \(names.joined(separator: ", "))"
    }

    /// What makes the link: a kernel that lacks a feature refuses even its default, so only what differs from that is sent.
    var attributes: LinkAttributes { creation.attributes }

    /// What makes the link, and why it doesn't get all that is said of it at once; `nil` for a link that does.
    var creation: (attributes: LinkAttributes, obstacle: String?) {
        var attributes = LinkAttributes(
            name: spec.name, kind: spec.kind, alias: LinkObject.mark, peerName: spec.veth?.peerName)
        guard let new else { return (attributes, nil) }
        let transition = transition(from: new)
        var obstacle: String?
        for (setting, value) in wanted {
            switch standing(of: setting, value, transition) {
            case .known(let current):
                if current != value, !setting.comesAfterMaking { attributes.values[setting.member] = value }
            case .unknown: continue
            case .hindered(let why): obstacle = obstacle ?? why
            }
        }
        attributes.values.merge(companions(attributes.values, transition)) { $1 }
        // A new link is set up before it gets its master, and a bond takes none that is up: it joins when it is there.
        if transition.joinsBond {
            attributes.values = attributes.values.filter { !$0.key.comesWithBond }
            obstacle = obstacle ?? "it joins \(spec.masterName?.description ?? "its bond") when it is there"
        }
        return (attributes, obstacle)
    }

    /// What makes the link anew: what it has by itself was seen when it was made first.
    var rebuilt: LinkAttributes {
        var rebuilt = attributes
        rebuilt.pause = .away
        // Else it would be up as it was.
        if wanted.contains(where: { $0.setting.member == .up }) { rebuilt.isUp = rebuilt.isUp ?? false }
        for (setting, value) in wanted where setting.comesAfterMaking && setting.member != .alternativeNames {
            rebuilt.values[setting.member] = value
        }
        return rebuilt
    }

    /// What the kernel gives a new link of the members that the spec speaks of.
    ///
    /// The message that makes a link overwrites it, so that it can't be read; the address that would have been drawn by lot is
    /// replaced by one that follows from the spec's, which is as unique.
    var initial: JSON {
        var values: [String: JSON] = [:]
        let transition = new.map(transition)
        for (setting, value) in wanted {
            guard let transition, case .known(let value?) = standing(of: setting, value, transition) else { continue }
            values[setting.name] = setting.json(value, kernel)
        }
        values["hardwareAddr"] = spec.hardwareAddr.flatMap { $0.substitute(for: spec.id) }?.json
        return .object(values)
    }

    /// Only what differs, and whether it can cut traffic.
    struct Change {
        var attributes = LinkAttributes()
        /// What the members that differ have instead, as far as that is known.
        var before: [String: JSON?] = [:]
        var differences = Differences()
        var isDisruptive = false
        /// Whether the link becomes a port of a bond.
        var joinsBond = false
        /// Why not all that is said of the link can be set now.
        var obstacle: String?
    }

    /// In what a link differs from the spec.
    func differences(from actual: KernelLink) -> Differences { change(from: actual).differences }

    /// What takes a link to what the spec says.
    func change(from actual: KernelLink) -> Change {
        var change = Change()
        let transition = transition(from: actual)
        change.joinsBond = transition.joinsBond
        for (setting, value) in wanted {
            switch standing(of: setting, value, transition) {
            case .unknown: continue
            case .hindered(let why): change.obstacle = change.obstacle ?? why
            case .known(let current):
                guard current != value, let pause = setting.pause(changing: actual, to: value, kernel) else { continue }
                change.add(setting, from: current, to: value, pause, kernel)
            }
        }
        change.attributes.values.merge(companions(change.attributes.values, transition)) { $1 }
        change.attributes.move(by: transition)
        if change.attributes.pause == .away { change.attributes = rebuilt }
        // A driver that works the MTU out does so at every change, unless it's told.
        if change.attributes.values.keys.contains(where: \.isOfKind),
            let (_, mtu) = wanted.first(where: { $0.setting.member == .mtu && $0.setting.comesAfterMaking })
        {
            change.attributes.values[.mtu] = mtu
        }
        return change
    }

    /// What a new link will have, as a plan shows it.
    var planned: JSON {
        var json = Self.planned(attributes, ofKind: spec.kind, kernel)
        json["kind"] = .string(spec.kind)
        for (setting, value) in wanted where setting.comesAfterMaking {
            json[setting.name] = setting.json(value, kernel)
        }
        for (setting, link) in missing { json[setting.name] = link.json }
        json["veth.peerName"] = spec.veth?.peerName?.json
        return json
    }
}

extension LinkSettings {
    /// What a link has now, by the names of the settings.
    static func current(_ link: KernelLink, _ kernel: KernelState) -> JSON {
        var json: JSON = [:]
        for setting in LinkSettingTable.settings(ofKind: link.kind) {
            json[setting.name] = link[setting.member].map { setting.json($0, kernel) }
        }
        return json
    }

    /// Attributes as a plan shows them.
    static func planned(_ attributes: LinkAttributes, ofKind kind: String, _ kernel: KernelState) -> JSON {
        var json: JSON = [:]
        for setting in LinkSettingTable.settings(ofKind: kind) {
            json[setting.name] = attributes.values[setting.member].map { setting.json($0, kernel) }
        }
        return json
    }
}

extension LinkSettings.Change {
    fileprivate mutating func add(
        _ setting: LinkSetting, from current: LinkValue?, to value: LinkValue, _ pause: LinkPause,
        _ kernel: KernelState
    ) {
        let shown = current.map { setting.json($0, kernel) }
        attributes.values[setting.member] = value.replacing(current, as: setting.member)
        attributes.pause = max(attributes.pause, pause)
        before.updateValue(shown, forKey: setting.name)
        differences.add(setting.name, shown, setting.json(value, kernel))
        // A link that comes up cuts nothing.
        isDisruptive =
            isDisruptive || pause != .none || setting.change.cuts && !(setting.member == .up && value == .flag(true))
    }
}

extension LinkMember {
    /// Whether a link has it because it is a port of a bond, or is given it when it becomes one.
    fileprivate var comesWithBond: Bool { self == .up || self == .master || masterKind != nil }
}

extension LinkAttributes {
    /// What a move into a bond or out of one takes besides: a port that leaves is set down, and comes up again if it was up.
    mutating func move(by transition: LinkTransition) {
        guard transition.joinsBond || transition.leavesBond, pause < .away else { return }
        pause = max(pause, .port)
        if transition.leavesBond, isUp == nil { isUp = transition.before.flags.contains(.up) }
    }
}

extension HardwareAddress {
    /// A locally administered unicast address that a name and this address lead to (FNV-1a).
    fileprivate func substitute(for name: String) -> HardwareAddress? {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes + name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var drawn = (0..<6).map { UInt8(truncatingIfNeeded: hash >> (8 * UInt64($0))) }
        drawn[0] = drawn[0] & 0xFC | 0x02
        return HardwareAddress(bytes: drawn)
    }
}
