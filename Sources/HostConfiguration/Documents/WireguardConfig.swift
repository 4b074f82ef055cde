public import NetworkTypes
public import Resources

/// A link of WireGuard (`Documentation/netlink/specs/wireguard.yaml` of the kernel).
public struct WireguardConfig: LinkDocument {
    /// The other end of a tunnel.
    public struct Peer: FieldRecord {
        /// Its key, which everybody may know.
        public var publicKey = ""
        /// A key that both ends know, a secret; empty for none.
        public var presharedKey = ""
        /// Where it is; absent when it comes to us.
        public var endpoint: Endpoint?
        /// How often it hears of us; zero for not at all.
        public var persistentKeepaliveInterval = GoDuration.zero
        /// The networks behind it.
        public var allowedIPs: [IPPrefix] = []

        /// Nobody.
        public init() {}

        /// Every member.
        public static let fields: FieldList<Peer> = [
            Field(text: "publicKey", \.publicKey, "Its key, which everybody may know."),
            Field(text: "presharedKey", \.presharedKey, "A key that both ends know; a secret."),
            Field("endpoint", \.endpoint, "Where it is: an address or a name, and a port.", .omitsEmpty),
            Field(
                "persistentKeepaliveInterval", \.persistentKeepaliveInterval, "How often it hears of us.", .omitsEmpty),
            Field("allowedIPs", \.allowedIPs, "The networks behind it.", .omitsEmpty),
        ]
    }

    /// The link's name.
    public var name = ""
    /// Our key; a secret.
    public var privateKey = ""
    /// The port at which we are reached; 0 for any.
    public var listenPort: UInt32 = 0
    /// The mark that our packets get; 0 for none.
    public var firewallMark: UInt32 = 0
    /// The other ends.
    public var peers: [Peer] = []
    /// What is said of it as of any link.
    public var link = ConfiguredLink()

    /// A link of which nothing is said.
    public init() {}

    /// The kind.
    public static let kind = "WireguardConfig"
    /// Every member.
    public static let fields: FieldList<WireguardConfig> = fields([
        Field(text: "privateKey", \.privateKey, "Our key; a secret."),
        Field("listenPort", \.listenPort, in: 0...65_535, "The port at which we are reached.", .omitsEmpty),
        Field("firewallMark", \.firewallMark, "The mark that our packets get.", .omitsEmpty),
        Field("peers", \.peers, "The other ends.", .omitsEmpty),
    ])

    /// What is said of a text that is no key.
    static let expectedKey = "a key is 32 bytes in base64: 43 letters, digits, '+' or '/', and '='"

    /// Name and keys, and what is said of any link.
    public func check(_ findings: inout Findings) {
        checkCreated(&findings)
        // Keys aren't shown, not even those that aren't any.
        if privateKey.isEmpty {
            findings.fault("the key is missing; only a LinkSpec may leave it out, and has one made", at: "privateKey")
        } else if WireGuardKey(privateKey) == nil {
            findings.fault(Self.expectedKey, at: "privateKey")
        }
        for (index, peer) in peers.enumerated() {
            if WireGuardKey(peer.publicKey) == nil {
                findings.fault(Self.expectedKey, at: "peers", String(index), "publicKey")
            }
            if !peer.presharedKey.isEmpty, WireGuardKey(peer.presharedKey) == nil {
                findings.fault(Self.expectedKey, at: "peers", String(index), "presharedKey")
            }
        }
    }
}
