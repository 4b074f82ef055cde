import NetworkTypes
import Resources

extension Bond {
    /// The bond of a document.
    init(_ document: BondConfig, _ sources: LayerSources) {
        let said = document.parameters
        self.init()
        mode = document.bondMode ?? mode
        set(\.xmitHashPolicy, said.xmitHashPolicy)
        set(\.lacpRate, said.lacpRate)
        set(\.arpValidate, said.arpValidate)
        set(\.arpAllTargets, said.arpAllTargets)
        set(\.primaryReselect, said.primaryReselect)
        set(\.failOverMac, said.failOverMac)
        set(\.adSelect, said.adSelect)
        adLacpActive = said.adLACPActive.flatMap(BondLACPActivity.init(rawValue:))
        primary = said.primary.flatMap(sources.link)
        useCarrier = said.useCarrier ?? true
        (miimon, updelay, downdelay) = (said.miimon, said.updelay, said.downdelay)
        (arpInterval, arpIpTargets, nsIp6Targets) = (said.arpInterval, said.arpIpTargets, said.nsIp6Targets)
        (adUserPortKey, resendIgmp, minLinks) = (said.adUserPortKey, said.resendIGMP, said.minLinks)
        // The driver takes no 0 for these; in Talos it leaves them.
        set(\.adActorSysPrio, said.adActorSysPrio ?? 0)
        set(\.lpInterval, said.lpInterval ?? 0)
        set(\.missedMax, said.missedMax ?? 0)
        (packetsPerSlave, numPeerNotif) = (said.packetsPerSlave, said.numPeerNotif)
        (tlbLogicalLb, allSlavesActive) = (said.tlbLogicalLb, said.allSlavesActive)
        peerNotifyDelay = said.peerNotifDelay
    }

    /// The bond of a device of the legacy document.
    init(_ said: LegacyBond, _ sources: LayerSources) {
        self.init()
        mode = said.mode ?? mode
        set(\.xmitHashPolicy, said.xmitHashPolicy)
        set(\.lacpRate, said.lacpRate)
        set(\.arpValidate, said.arpValidate)
        set(\.arpAllTargets, said.arpAllTargets)
        set(\.primaryReselect, said.primaryReselect)
        set(\.failOverMac, said.failOverMac)
        set(\.adSelect, said.adSelect)
        primary = sources.link(said.primary)
        useCarrier = said.useCarrier ?? true
        set(\.miimon, said.miimon)
        set(\.updelay, said.updelay)
        set(\.downdelay, said.downdelay)
        set(\.arpInterval, said.arpInterval)
        arpIpTargets = said.arpIPTarget.compactMap { IPAddress($0) }
        adActorSystem = HardwareAddress(said.adActorSystem)
        set(\.adActorSysPrio, said.adActorSysPrio)
        set(\.adUserPortKey, said.adUserPortKey)
        set(\.resendIgmp, said.resendIgmp)
        set(\.minLinks, said.minLinks)
        set(\.lpInterval, said.lpInterval)
        set(\.packetsPerSlave, said.packetsPerSlave)
        set(\.numPeerNotif, said.numPeerNotif)
        // In the modes that it is for, 0 is another thing than nothing.
        if let number = said.tlbDynamicLb, number != 0 || [.transmitLoad, .adaptiveLoad].contains(mode) {
            tlbLogicalLb = number
        }
        set(\.allSlavesActive, said.allSlavesActive)
        set(\.peerNotifyDelay, said.peerNotifyDelay)
    }

    /// 0 says nothing.
    private mutating func set(_ path: WritableKeyPath<Bond, UInt32?>, _ number: UInt32) {
        if number != 0 { self[keyPath: path] = number }
    }

    private mutating func set<Option: ChoiceValue>(_ path: WritableKeyPath<Bond, Option>, _ word: String?) {
        if let option = word.flatMap(Option.init(rawValue:)) { self[keyPath: path] = option }
    }
}
