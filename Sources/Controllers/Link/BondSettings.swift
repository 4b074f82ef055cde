import Kernel
import NetworkTypes
import Resources

/// What can be said of a bond and its ports.
///
/// What the driver refuses in a mode, with ports, or while the bond is up: `bond_opts`, `drivers/net/bonding/bond_options.c`;
/// what a new bond has: `bond_check_params()`, `drivers/net/bonding/bond_main.c`.
enum BondSettings {
    private static let part = LinkPart("bondMaster", \.bondMaster, \.bondMaster)

    static let table: [LinkSetting] = (monitoring + balancing + lacp + [primary]).map(\.ofBond)

    /// With the mode the driver changes how carriers are watched (`bond_option_mode_set()`), and with `miimon` the delays,
    /// which it keeps as multiples of that.
    private static let monitoring: [LinkSetting] = [
        part.setting(.bondMode, "mode", \.mode, .withoutPorts, initial: .number(0)).along(
            .bondMiimon, .bondUpDelay, .bondDownDelay, .bondPeerNotifyDelay, .bondARPInterval, .bondARPValidate,
            .bondDynamicBalance),
        number(.bondMiimon, "miimon", \.miimon, 0, .cutting) { $0.effectiveMiimon }
            .along(.bondUpDelay, .bondDownDelay, .bondPeerNotifyDelay),
        number(.bondUpDelay, "updelay", \.updelay, 0) { $0.steps($0.updelay ?? 0) }.needing(.bondMiimon),
        number(.bondDownDelay, "downdelay", \.downdelay, 0) { $0.steps($0.downdelay ?? 0) }.needing(.bondMiimon),
        number(.bondPeerNotifyDelay, "peerNotifyDelay", \.peerNotifyDelay, 0) { $0.steps($0.peerNotifyDelay ?? 0) }
            .needing(.bondMiimon),
        part.setting(.bondUseCarrier, "useCarrier", \.useCarrier, .cutting, initial: .flag(true)),
        number(.bondARPInterval, "arpInterval", \.arpInterval, 0, .cutting),
        part.setting(.bondARPTargets, "arpIpTargets", \.arpIpTargets, .cutting, initial: .addresses([])),
        part.setting(.bondNSTargets, "nsIp6Targets", \.nsIp6Targets, .cutting, initial: .addresses([])),
        part.setting(.bondARPValidate, "arpValidate", \.arpValidate, .cutting, initial: .number(0)),
        part.setting(.bondARPAllTargets, "arpAllTargets", \.arpAllTargets, .cutting, initial: .number(0)),
        number(.bondMissedMax, "missedMax", \.missedMax, 2),
        number(.bondMinimumLinks, "minLinks", \.minLinks, 0, .cutting),
    ]

    private static let balancing: [LinkSetting] = [
        part.setting(.bondFailOverMAC, "failOverMac", \.failOverMac, .withoutPorts, initial: .number(0)),
        part.setting(.bondPrimaryReselect, "primaryReselect", \.primaryReselect, .cutting, initial: .number(0)),
        part.setting(.bondHashPolicy, "xmitHashPolicy", \.xmitHashPolicy, initial: .number(0)),
        number(.bondResendIGMP, "resendIgmp", \.resendIgmp, 1),
        number(.bondPeerNotifications, "numPeerNotif", \.numPeerNotif, 1),
        number(.bondAllPortsActive, "allSlavesActive", \.allSlavesActive, 0),
        number(.bondLearningInterval, "lpInterval", \.lpInterval, 1),
        number(.bondPacketsPerPort, "packetsPerSlave", \.packetsPerSlave, 1),
        number(.bondDynamicBalance, "tlbLogicalLb", \.tlbLogicalLb, 1, .down),
    ]

    private static let lacp: [LinkSetting] = [
        part.setting(.bondLACPActive, "adLacpActive", \.adLacpActive, .down, initial: .number(1)),
        part.setting(.bondLACPRate, "lacpRate", \.lacpRate, .down, initial: .number(0)),
        part.setting(.bondADSelect, "adSelect", \.adSelect, .down, initial: .number(0)),
        number(.bondActorSystemPriority, "adActorSysPrio", \.adActorSysPrio, 65_535, .cutting),
        number(.bondUserPortKey, "adUserPortKey", \.adUserPortKey, 0, .down),
        part.setting(
            .bondActorSystem, "adActorSystem", \.adActorSystem, .cutting, initial: .bytes([0, 0, 0, 0, 0, 0])),
        part.setting(.bondCoupledControl, "coupledControl", \.coupledControl, .down, initial: .flag(true)),
    ]

    private static func number(
        _ member: LinkMember, _ name: String, _ path: any WritableKeyPath<Bond, UInt32?> & Sendable, _ initial: UInt64,
        _ change: LinkChange = .harmless, _ effective: (@Sendable (Bond) -> UInt32)? = nil
    ) -> LinkSetting {
        var setting = part.setting(member, name, path, change, initial: .number(initial))
        guard let effective else { return setting }
        setting.wanted = { spec, _ in
            spec.bondMaster.map { .value(.number(UInt64(effective($0)))) } ?? .unsaid
        }
        return setting
    }

    /// By name, or by the kernel's number; the bond notes it before the port is there, but tells it afterwards only.
    private static let primary: LinkSetting = {
        var setting = LinkSetting(
            .bondPrimary, "bondMaster.primary", .cutting, initial: .number(0),
            wanted: { spec -> LinkReference? in spec.bondMaster?.primary.map { LinkReference(name: $0) } },
            show: { _, _ in })
        let byName = setting.wanted
        setting.wanted = { spec, kernel in
            guard spec.bondMaster?.primary == nil, let index = spec.bondMaster?.primaryIndex else {
                return byName(spec, kernel)
            }
            return .value(.number(UInt64(index)))
        }
        setting.show = { value, kernel, status in
            guard let index = value.number.flatMap({ UInt32(exactly: $0) }), index != 0 else { return }
            var bond = status.bondMaster ?? Bond()
            (bond.primaryIndex, bond.primary) = (index, kernel.name(ofLink: index))
            status.bondMaster = bond
        }
        setting.relevance = { value, transition in
            guard let index = value.number.flatMap({ UInt32(exactly: $0) }), index != 0, !transition.isNew,
                transition.kernel.link(index: index)?.masterIndex != transition.before.index
            else { return .counts }
            let port = transition.kernel.name(ofLink: index)?.description ?? "number \(index)"
            return .waits("bondMaster.primary \(port) isn't a port of it yet")
        }
        return setting
    }()
}

extension LinkSetting {
    /// A bond's spec describes it as a whole: what it doesn't say is as on a new bond; and each mode has its options.
    fileprivate var ofBond: LinkSetting {
        var setting = self
        setting.wanted = { [wanted, initial] spec, kernel in
            guard case .unsaid = wanted(spec, kernel), spec.bondMaster != nil, let initial else {
                return wanted(spec, kernel)
            }
            return .value(initial)
        }
        guard let modes = Bond.modes[name.replacing("bondMaster.", with: "")] else { return setting }
        setting.relevance = { [relevance] value, transition in
            guard let mode = transition.after.bond?.mode, modes.contains(mode) else { return .meansNothing }
            return relevance(value, transition)
        }
        return setting
    }

    /// Counts only while another member isn't 0.
    fileprivate func needing(_ other: LinkMember) -> LinkSetting {
        var setting = self
        setting.relevance = { _, transition in
            transition.after[other]?.number ?? 0 == 0 ? .meansNothing : .counts
        }
        return setting
    }

    /// The kernel changes these along with it, so they are set too.
    fileprivate func along(_ companions: LinkMember...) -> LinkSetting {
        var setting = self
        setting.companions = Set(companions)
        return setting
    }
}

/// What can be said of a bond's port.
enum BondPortSettings {
    private static let part = LinkPart("bondSlave", \.bondSlave, \.bondSlave)

    static let table: [LinkSetting] = [
        part.setting(.bondPortQueue, "queueID", \.queueID, initial: .number(0)),
        part.setting(.bondPortPriority, "priority", \.priority, .cutting, initial: .number(0))
            .inModes(Bond.portPriorityModes),
        part.setting(.bondPortActorPriority, "actorPriority", \.actorPriority, .cutting, initial: .number(255))
            .inModes([.lacp]),
    ]

    static let members = Set(table.map(\.member))
}

extension LinkSetting {
    /// Counts for ports of bonds of some modes.
    fileprivate func inModes(_ modes: Set<BondMode>) -> LinkSetting {
        var setting = self
        setting.relevance = { _, transition in
            guard let mode = transition.master?.bond?.mode else { return .counts }
            return modes.contains(mode) ? .counts : .meansNothing
        }
        return setting
    }
}

extension KernelLink {
    /// The mode of a bond, and whose hardware address it has.
    var bond: Bond? {
        guard kind == "bond" else { return nil }
        var bond = Bond()
        if let mode = Self.choice(self[.bondMode], BondMode.self) { bond.mode = mode }
        if let failOver = Self.choice(self[.bondFailOverMAC], BondFailOverMAC.self) { bond.failOverMac = failOver }
        return bond
    }

    private static func choice<Choice: KernelChoice>(_ value: LinkValue?, _: Choice.Type) -> Choice? {
        Choice.allCases.first { .number($0.kernelNumber) == value }
    }
}

extension BondMode: KernelChoice {}
extension BondHashPolicy: KernelChoice {}
extension BondLACPRate: KernelChoice {}
extension BondARPValidation: KernelChoice {}
extension BondARPTargets: KernelChoice {}
extension BondPrimaryReselection: KernelChoice {}
extension BondFailOverMAC: KernelChoice {}
extension BondSelection: KernelChoice {}
extension BondLACPActivity: KernelChoice {}
extension BondPortUse: KernelChoice {}
extension BondPortCarrier: KernelChoice {}
