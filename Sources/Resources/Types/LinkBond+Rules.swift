import NetworkTypes

/// What the driver takes and what it refuses (`drivers/net/bonding/bond_options.c`).
extension Bond {
    private static let primaryModes: Set<BondMode> = [.activeBackup, .transmitLoad, .adaptiveLoad]
    private static let arpModes: Set<BondMode> = [.roundRobin, .activeBackup, .xor, .broadcast]

    /// The modes in which an option counts, by its member; in others the driver refuses it (`unsuppmodes`).
    public static let modes: [String: Set<BondMode>] = [
        "packetsPerSlave": [.roundRobin], "primary": primaryModes, "primaryIndex": primaryModes,
        "arpInterval": arpModes, "arpValidate": arpModes, "missedMax": arpModes, "lacpRate": [.lacp],
        "adLacpActive": [.lacp], "adActorSysPrio": [.lacp], "adUserPortKey": [.lacp], "adActorSystem": [.lacp],
        "coupledControl": [.lacp], "tlbLogicalLb": [.transmitLoad, .adaptiveLoad],
    ]

    /// The modes in which ports have priorities (`BOND_OPT_PRIO`).
    public static let portPriorityModes = primaryModes

    /// Milliseconds between looks at the carrier, as the driver takes it: modes that can't ask by ARP need some
    /// (`BOND_DEFAULT_MIIMON`).
    public var effectiveMiimon: UInt32 { miimon ?? (Self.arpModes.contains(mode) ? 0 : 100) }

    /// A time as the driver takes it: in whole steps of `miimon`, rounded down.
    public func steps(_ time: UInt32) -> UInt32 {
        let miimon = effectiveMiimon
        return miimon == 0 ? 0 : time / miimon * miimon
    }

    /// Whether the bond has the hardware address of a port, so that none can be set (`bond_set_mac_address()`).
    public var followsPortAddress: Bool { mode == .activeBackup && failOverMac != .none }

    /// Whether ports keep hardware addresses of their own (`bond_enslave()`).
    public var leavesPortAddresses: Bool { mode == .activeBackup && failOverMac == .active }

    /// Sixteen different targets of the right family at most (`BOND_MAX_ARP_TARGETS`, `BOND_MAX_NS_TARGETS`).
    public func contradictions() -> [Fault] {
        var faults: [Fault] = []
        func check(_ member: String, _ targets: [IPAddress], _ family: AddressFamily) {
            let place = JSONPointer(tokens: [member])
            if targets.count > 16 { faults.append(Fault(place, "the kernel takes 16 targets at most")) }
            for (index, target) in targets.enumerated() {
                let place = place.appending(String(index))
                if target.family != family { faults.append(Fault(place, "\(target) isn't \(family)")) }
                if targets[..<index].contains(target) { faults.append(Fault(place, "\(target) is there already")) }
            }
        }
        check("arpIpTargets", arpIpTargets, .inet4)
        check("nsIp6Targets", nsIp6Targets, .inet6)
        return faults
    }

    /// What has no effect, or would be refused; documents of other programs say such things, and people are told.
    func refusals() -> [Fault] {
        var faults: [Fault] = []
        func fault(_ member: String, _ detail: String) { faults.append(Fault(JSONPointer(tokens: [member]), detail)) }
        var defaults = Bond()
        defaults.mode = mode
        defaults = defaults.completed()
        for field in Self.fields {
            guard let modes = Self.modes[field.name], !modes.contains(mode), field.says(self),
                field.read(self) != field.read(defaults)
            else { continue }
            let words = BondMode.allCases.filter(modes.contains).map(\.rawValue).joined(separator: ", ")
            fault(field.name, "mode \(mode.rawValue) doesn't have it; it is for \(words)")
        }
        let miimon = effectiveMiimon
        let delays = [("updelay", updelay), ("downdelay", downdelay), ("peerNotifyDelay", peerNotifyDelay)]
        for case (let name, let delay?) in delays where delay != steps(delay) {
            fault(name, miimon == 0 ? "it needs miimon" : "a multiple of miimon, \(miimon) ms, is expected")
        }
        if arpInterval ?? 0 != 0, miimon != 0 { fault("arpInterval", "a bond has either miimon or arpInterval") }
        if let first = adActorSystem?.bytes.first, first & 1 == 1 {
            fault("adActorSystem", "the address of one host is expected, not that of a group")
        }
        if arpValidate != .none, arpInterval ?? 0 == 0 { fault("arpValidate", "it needs arpInterval") }
        return faults
    }

    /// The bond with the driver's defaults for some numbers that aren't said: those that Talos fills in.
    public func completed() -> Bond {
        var bond = self
        func fill(_ path: WritableKeyPath<Bond, UInt32?>, _ value: UInt32) {
            bond[keyPath: path] = bond[keyPath: path] ?? value
        }
        fill(\.resendIgmp, 1)
        fill(\.lpInterval, 1)
        fill(\.packetsPerSlave, 1)
        fill(\.numPeerNotif, 1)
        if mode != .transmitLoad, mode != .adaptiveLoad { fill(\.tlbLogicalLb, 1) }
        if mode == .lacp { fill(\.adActorSysPrio, 65_535) } else { fill(\.missedMax, 2) }
        return bond
    }
}

extension LinkSpec {
    /// What a bond doesn't take, or what a bond takes no notice of.
    var bondRefusals: [Fault] {
        guard let bond = bondMaster else { return [] }
        var faults = bond.refusals().map { $0.below(JSONPointer(tokens: ["bondMaster"])) }
        if hardwareAddr != nil, bond.followsPortAddress {
            let detail = "with failOverMac \(bond.failOverMac.rawValue) the bond has the address of a port"
            faults.append(Fault(JSONPointer(tokens: ["hardwareAddr"]), detail))
        }
        return faults
    }
}
