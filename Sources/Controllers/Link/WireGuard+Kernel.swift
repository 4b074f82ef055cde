import Kernel
import NetworkTypes
import Resources

extension WireGuard {
    /// What the kernel has of a link, without secrets; peers in the order of their keys.
    init(_ tunnel: KernelWireGuard) {
        self.init()
        publicKey = tunnel.publicKey
        listenPort = tunnel.listenPort == 0 ? nil : UInt32(tunnel.listenPort)
        firewallMark = tunnel.firewallMark == 0 ? nil : tunnel.firewallMark
        peers = tunnel.peers.map { ($0.publicKey.description, WireGuardPeer($0)) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
}

extension WireGuardPeer {
    /// What the kernel has of a peer, without secrets.
    init(_ peer: KernelWireGuardPeer) {
        self.init()
        publicKey = peer.publicKey
        endpoint = peer.endpoint
        persistentKeepaliveInterval = .seconds(Int32(peer.keepalive))
        allowedIPs = peer.allowedIPs.sorted()
    }
}
