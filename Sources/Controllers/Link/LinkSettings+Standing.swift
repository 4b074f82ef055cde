import Kernel
import NetworkTypes
import Resources

/// How a setting stands on a link, before it is compared with what the spec says.
enum SettingStanding {
    /// It has this value, or one that can't be told, such as an address drawn by lot.
    case known(LinkValue?)
    /// It can't be told just now, and is left.
    case unknown
    /// It can't be set yet, in words.
    case hindered(String)
}

extension LinkSettings {
    /// How a setting stands that is to have a value.
    func standing(of setting: LinkSetting, _ value: LinkValue, _ transition: LinkTransition) -> SettingStanding {
        switch setting.relevance(value, transition) {
        case .meansNothing: return .unknown
        case .waits(let why): return .hindered(why)
        case .counts: break
        }
        let actual = transition.isNew ? nil : transition.before
        if let kind = setting.member.masterKind { return portStanding(of: setting, on: actual, kind) }
        if setting.member == .master, let master = value.number.flatMap({ kernel.link(index: UInt32(clamping: $0)) }),
            let why = hindrance(to: master)
        {
            return .hindered(why)
        }
        if setting.member == .up, value == .flag(true), actual?.flags.contains(.up) != true, let why = lowerIsDown {
            return .hindered(why)
        }
        if setting.member == .bridgeVLANs {
            guard self.value(of: .bridgeVLANFiltering, on: actual) == 1 else {
                return .hindered(Self.needsFilter(spec.id))
            }
            return .known(actual?[.bridgeVLANs] ?? Self.vlans(pvid: self.value(of: .bridgeDefaultPVID, on: actual)))
        }
        guard let actual else { return .known(initial(of: setting)) }
        if let current = actual[setting.member] { return .known(current) }
        return setting.isAlwaysTold ? .known(setting.initial) : .unknown
    }

    /// That a VLAN can't be up on a link that is down (`vlan_dev_open()`, `net/8021q/vlan_dev.c`); it comes up with that one.
    private var lowerIsDown: String? {
        guard spec.kind == "vlan", spec.vlan?.looseBinding != true, let lower = spec.parentName.flatMap(kernel.link),
            !lower.flags.contains(.up)
        else { return nil }
        return "the link below, \(lower.name), is down"
    }

    /// Why the link can't become a port of another, in words; `nil` where it can.
    private func hindrance(to master: KernelLink) -> String? {
        guard LinkSettingTable.takesPorts(master.kind) else {
            return "\(master.name) takes no ports: it is a \(master.kind)"
        }
        if spec.bridgeSlave != nil, master.kind != "bridge" {
            return "bridgeSlave: \(master.name) isn't a bridge but a \(master.kind)"
        }
        if spec.bridgeSlave == nil, spec.vrfSlave != nil, master.kind != "vrf" {
            return "vrfSlave: \(master.name) isn't a VRF but a \(master.kind)"
        }
        return nil
    }

    /// How a setting of a port stands: one that is only about to become one has what the kernel gives a new port.
    private func portStanding(of setting: LinkSetting, on actual: KernelLink?, _ kind: String) -> SettingStanding {
        let index = value(of: .master, on: actual).flatMap { UInt32(exactly: $0) }
        guard let master = index.flatMap({ kernel.link(index: $0) }) else { return .unknown }
        guard master.kind == kind else { return .hindered("\(master.name) isn't a \(kind)") }
        let isVLANs = setting.member == .bridgePortVLANs
        if isVLANs, master[.bridgeVLANFiltering] != .flag(true) {
            return .hindered(Self.needsFilter(master.name.description))
        }
        if let actual, actual.masterIndex == master.index {
            if let current = actual[setting.member] { return .known(current) }
            return setting.isAlwaysTold ? .known(setting.initial) : .unknown
        }
        if isVLANs { return .known(Self.vlans(pvid: master[.bridgeDefaultPVID]?.number)) }
        guard let initial = setting.initial else {
            return .hindered("\(setting.name) is set when the link is a port of \(master.name)")
        }
        return .known(initial)
    }

    /// What the kernel gives a new link: `vlan_dev_init()` (`net/8021q/vlan_dev.c`), `dummy_setup()`, `vrf_setup()`
    /// (`drivers/net`).
    private func initial(of setting: LinkSetting) -> LinkValue? {
        switch (spec.kind, setting.member) {
        case ("vlan", .mtu), ("vlan", .multicast): spec.parentName.flatMap { kernel.link($0) }?[setting.member]
        case ("dummy", .multicast), ("vrf", .multicast): .flag(false)
        case ("vrf", .mtu): .number(65_575)
        default: setting.initial
        }
    }

    /// What the link will have: what the spec says, else what is there.
    func value(of member: LinkMember, on actual: KernelLink?) -> UInt64? {
        (wanted.first { $0.setting.member == member }?.value ?? actual?[member])?.number
    }

    /// What a new port has, and a new bridge itself (`nbp_vlan_init()`, `net/bridge/br_vlan.c`).
    static func vlans(pvid: UInt64?) -> LinkValue {
        guard let pvid = UInt32(exactly: pvid ?? 1), pvid != 0 else { return .mappings([:]) }
        return .mappings([pvid: VLANFlags([.pvid, .untagged]).rawValue])
    }

    private static func needsFilter(_ bridge: String) -> String {
        "the bridge \(bridge) doesn't filter VLANs: bridgeMaster.vlan.filteringEnabled makes it"
    }
}
