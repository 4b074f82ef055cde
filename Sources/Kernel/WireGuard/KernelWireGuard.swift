public import NetworkTypes

/// What the kernel has of a WireGuard link (`WG_CMD_GET_DEVICE`, `linux/wireguard.h`).
public struct KernelWireGuard: Hashable, Sendable {
    /// Its own key; `nil` without one.
    public var privateKey: WireGuardSecretKey?
    /// What peers know it by; follows from the private key.
    public var publicKey: WireGuardKey?
    /// The UDP port; 0 while the link is down and none was asked for.
    public var listenPort: UInt16 = 0
    /// The mark on its own packets; 0 for none.
    public var firewallMark: UInt32 = 0
    /// Who may be spoken with, in the kernel's order.
    public var peers: [KernelWireGuardPeer] = []

    /// A link that was just made.
    public init() {}

    /// Without what changes by itself while peers speak with each other.
    public var settled: KernelWireGuard {
        var settled = self
        for index in settled.peers.indices { settled.peers[index].traffic = WireGuardTraffic() }
        return settled
    }
}

/// A peer of a WireGuard link.
public struct KernelWireGuardPeer: Hashable, Sendable {
    /// Who it is.
    public var publicKey: WireGuardKey
    /// The secret that both ends share besides; `nil` for none.
    public var presharedKey: WireGuardSecretKey?
    /// Where it is reached: as it was set, or as its last packet came; `nil` while that isn't known.
    public var endpoint: Endpoint?
    /// Seconds between empty packets; 0 for none.
    public var keepalive: UInt16 = 0
    /// What is sent to it, and what it may send.
    public var allowedIPs: [IPPrefix] = []
    /// What was said with it.
    public var traffic = WireGuardTraffic()

    /// A peer with nothing but a key.
    public init(publicKey: WireGuardKey) { self.publicKey = publicKey }
}

/// What was said with a peer of a WireGuard link.
public struct WireGuardTraffic: Hashable, Sendable {
    /// When the last handshake was, in seconds of the host's clock since 1970; `nil` before the first.
    public var lastHandshake: Int64?
    /// Bytes that came from it.
    public var received: UInt64 = 0
    /// Bytes that went to it.
    public var sent: UInt64 = 0

    /// Nothing yet.
    public init() {}

    /// Seconds after a handshake until its keys are of no more use (`REJECT_AFTER_TIME`, WireGuard's paper §6.1).
    private static let sessionSeconds: Int64 = 180

    /// Whether there is a session at a moment, in seconds since 1970.
    public func hasSession(at now: Int64) -> Bool {
        lastHandshake.map { now - $0 < Self.sessionSeconds } ?? false
    }
}
