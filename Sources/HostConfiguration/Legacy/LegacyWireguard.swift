public import NetworkTypes
public import Resources

/// A link of WireGuard in the legacy document.
public struct LegacyWireguard: FieldRecord {
    /// The other end of a tunnel.
    public struct Peer: FieldRecord {
        /// Its key, which everybody may know.
        public var publicKey = ""
        /// Where it is, as a host and a port; empty when it comes to us.
        public var endpoint = ""
        /// How often it hears of us; zero for not at all.
        public var persistentKeepaliveInterval = GoDuration.zero
        /// The networks behind it.
        public var allowedIPs: [IPPrefix] = []

        /// Nobody.
        public init() {}

        /// Every member.
        public static let fields: FieldList<Peer> = [
            Field(text: "publicKey", \.publicKey, "Its key, which everybody may know."),
            Field(text: "endpoint", \.endpoint, "Where it is, as a host and a port."),
            Field(
                "persistentKeepaliveInterval", \.persistentKeepaliveInterval, "How often it hears of us.", .omitsEmpty),
            Field("allowedIPs", \.allowedIPs, "The networks behind it.", .omitsEmpty),
        ]
    }

    /// Our key; a secret.
    public var privateKey = ""
    /// The port at which we are reached; 0 for any.
    public var listenPort: UInt32 = 0
    /// The mark that our packets get; 0 for none.
    public var firewallMark: UInt32 = 0
    /// The other ends.
    public var peers: [Peer] = []

    /// Nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<LegacyWireguard> = [
        Field(text: "privateKey", \.privateKey, "Our key; a secret."),
        Field("listenPort", \.listenPort, in: 0...65_535, "The port at which we are reached.", .omitsEmpty),
        Field("firewallMark", \.firewallMark, "The mark that our packets get.", .omitsEmpty),
        Field("peers", \.peers, "The other ends.", .omitsEmpty),
    ]

    func check(_ findings: inout Findings) {
        if WireGuardKey(privateKey) == nil { findings.fault(WireguardConfig.expectedKey, at: "privateKey") }
        for (index, peer) in peers.enumerated() {
            if WireGuardKey(peer.publicKey) == nil {
                findings.fault(WireguardConfig.expectedKey, at: "peers", String(index), "publicKey")
            }
            if !peer.endpoint.isEmpty, Endpoint(peer.endpoint) == nil {
                findings.fault(
                    "a host and a port are expected, not \(JSON.string(peer.endpoint).article)", at: "peers",
                    String(index), "endpoint")
            }
        }
    }
}
