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
        (miimon, updelay, downdelay) = (said.miimon ?? 0, said.updelay ?? 0, said.downdelay ?? 0)
        (arpInterval, arpIpTargets, nsIp6Targets) = (said.arpInterval ?? 0, said.arpIpTargets, said.nsIp6Targets)
        (adActorSysPrio, adUserPortKey) = (said.adActorSysPrio ?? 0, said.adUserPortKey ?? 0)
        (resendIgmp, minLinks, lpInterval) = (said.resendIGMP ?? 0, said.minLinks ?? 0, said.lpInterval ?? 0)
        (packetsPerSlave, numPeerNotif) = (said.packetsPerSlave ?? 0, said.numPeerNotif ?? 0)
        (tlbLogicalLb, allSlavesActive) = (said.tlbLogicalLb ?? 0, said.allSlavesActive ?? 0)
        (peerNotifyDelay, missedMax) = (said.peerNotifDelay ?? 0, said.missedMax ?? 0)
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
        (miimon, updelay, downdelay) = (said.miimon, said.updelay, said.downdelay)
        (arpInterval, arpIpTargets) = (said.arpInterval, said.arpIPTarget.compactMap { IPAddress($0) })
        (adActorSysPrio, adUserPortKey) = (said.adActorSysPrio, said.adUserPortKey)
        (resendIgmp, minLinks, lpInterval) = (said.resendIgmp, said.minLinks, said.lpInterval)
        (packetsPerSlave, numPeerNotif) = (said.packetsPerSlave, said.numPeerNotif)
        (tlbLogicalLb, allSlavesActive) = (said.tlbDynamicLb, said.allSlavesActive)
        peerNotifyDelay = said.peerNotifyDelay
    }

    private mutating func set<Option: ChoiceValue>(_ path: WritableKeyPath<Bond, Option>, _ word: String?) {
        if let option = word.flatMap(Option.init(rawValue:)) { self[keyPath: path] = option }
    }
}

extension WireGuard {
    /// The tunnel of a document, its secrets by name.
    init(_ document: WireguardConfig, _ sources: LayerSources) {
        self.init()
        privateKey = sources.key(document.privateKey)
        (listenPort, firewallMark) = (document.listenPort, document.firewallMark)
        peers = document.peers.map { said in
            var peer = WireGuardPeer()
            (peer.publicKey, peer.presharedKey) = (WireGuardKey(said.publicKey), sources.key(said.presharedKey))
            peer.endpoint = said.endpoint?.description ?? ""
            (peer.persistentKeepaliveInterval, peer.allowedIPs) = (said.persistentKeepaliveInterval, said.allowedIPs)
            return peer
        }
    }

    /// The tunnel of a device of the legacy document, its secrets by name.
    init(_ said: LegacyWireguard, _ sources: LayerSources) {
        self.init()
        privateKey = sources.key(said.privateKey)
        (listenPort, firewallMark) = (said.listenPort, said.firewallMark)
        peers = said.peers.map { said in
            var peer = WireGuardPeer()
            (peer.publicKey, peer.endpoint) = (WireGuardKey(said.publicKey), said.endpoint)
            (peer.persistentKeepaliveInterval, peer.allowedIPs) = (said.persistentKeepaliveInterval, said.allowedIPs)
            return peer
        }
    }
}

extension LayerSources {
    /// What stands in a spec for a key.
    fileprivate func key(_ text: String) -> WireGuardKey? { WireGuardKey(secrets[text] ?? text) }
}
