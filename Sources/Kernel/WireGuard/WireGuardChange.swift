public import NetworkTypes

/// What is to be different about a WireGuard link (`WG_CMD_SET_DEVICE`); what isn't said stays, sessions with peers too.
public struct WireGuardChange: Hashable, Sendable {
    /// Its own key.
    public var privateKey: WireGuardSecretKey?
    /// The UDP port; 0 for any.
    public var listenPort: UInt16?
    /// The mark on its own packets; 0 for none.
    public var firewallMark: UInt32?
    /// The peers that come, change or go.
    public var peers: [WireGuardPeerChange] = []

    /// Nothing is different.
    public init() {}
}

/// What is to be different about a peer of a WireGuard link.
public struct WireGuardPeerChange: Hashable, Sendable {
    /// What becomes of the peer.
    public enum Fate: Hashable, Sendable {
        /// It comes, if it isn't there.
        case comes
        /// It changes if it is there, and stays away if it isn't (`WGPEER_F_UPDATE_ONLY`).
        case changes
        /// It goes (`WGPEER_F_REMOVE_ME`).
        case goes
    }

    /// Who it is.
    public var publicKey: WireGuardKey
    /// What becomes of it.
    public var fate: Fate
    /// The secret that both ends share besides; `.some(nil)` removes it.
    public var presharedKey: WireGuardSecretKey??
    /// Where it is reached: an address and a port.
    public var endpoint: Endpoint?
    /// Seconds between empty packets; 0 for none.
    public var keepalive: UInt16?
    /// Networks that it gets; another peer that has one of them loses it.
    public var allowedIPs: [IPPrefix] = []
    /// Whether it loses those that it has (`WGPEER_F_REPLACE_ALLOWEDIPS`).
    public var replacesAllowedIPs = false

    /// A peer of which nothing else is said.
    public init(_ publicKey: WireGuardKey, _ fate: Fate) {
        self.publicKey = publicKey
        self.fate = fate
    }
}
