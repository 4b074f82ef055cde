import NetworkTypes
import Resources

extension WireGuard {
    /// The tunnel of a document, its secrets by name.
    init(_ document: WireguardConfig, _ sources: LayerSources) {
        self.init()
        privateKey = sources.key(document.privateKey)
        set(port: document.listenPort, mark: document.firewallMark)
        peers = document.peers.map { said in
            var peer = WireGuardPeer()
            (peer.publicKey, peer.presharedKey) = (WireGuardKey(said.publicKey), sources.key(said.presharedKey))
            peer.endpoint = said.endpoint
            (peer.persistentKeepaliveInterval, peer.allowedIPs) = (said.persistentKeepaliveInterval, said.allowedIPs)
            return peer
        }
    }

    /// The tunnel of a device of the legacy document, its secrets by name.
    init(_ said: LegacyWireguard, _ sources: LayerSources) {
        self.init()
        privateKey = sources.key(said.privateKey)
        set(port: said.listenPort, mark: said.firewallMark)
        peers = said.peers.map { said in
            var peer = WireGuardPeer()
            (peer.publicKey, peer.endpoint) = (WireGuardKey(said.publicKey), Endpoint(said.endpoint))
            (peer.persistentKeepaliveInterval, peer.allowedIPs) = (said.persistentKeepaliveInterval, said.allowedIPs)
            return peer
        }
    }

    /// Documents say 0 where nothing is meant.
    private mutating func set(port: UInt32, mark: UInt32) {
        listenPort = port == 0 ? nil : port
        firewallMark = mark == 0 ? nil : mark
    }
}

extension LayerSources {
    /// What stands in a spec for a key.
    fileprivate func key(_ text: String) -> WireGuardSecret? { WireGuardSecret(secrets[text] ?? text) }
}
