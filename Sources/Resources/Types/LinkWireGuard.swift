public import NetworkTypes

/// Keys, port and peers of a WireGuard tunnel (`linux/wireguard.h`).
public struct WireGuard: FieldRecord {
    /// The tunnel's own key; a secret.
    public var privateKey: WireGuardKey?
    /// What peers know the tunnel by; follows from the private key.
    public var publicKey: WireGuardKey?
    /// The UDP port.
    public var listenPort: UInt32 = 0
    /// The mark on the tunnel's own packets.
    public var firewallMark: UInt32 = 0
    /// Who may be spoken with.
    public var peers: [WireGuardPeer] = []
    /// A tunnel without a key and without peers.
    public init() {}

    /// Every member.
    public static let fields: FieldList<WireGuard> = [
        Field("privateKey", \.privateKey, "The tunnel's own key, a secret. WGDEVICE_A_PRIVATE_KEY.", .omitsEmpty),
        Field("publicKey", \.publicKey, "Follows from the private key. WGDEVICE_A_PUBLIC_KEY.", .omitsEmpty),
        Field(
            "listenPort", \.listenPort, in: 0...65_535, "The UDP port; 0 for any. WGDEVICE_A_LISTEN_PORT.", .omitsEmpty),
        Field(
            "firewallMark", \.firewallMark, "The mark on the tunnel's own packets; 0 for none. WGDEVICE_A_FWMARK.",
            .omitsEmpty),
        Field("peers", \.peers, "Who may be spoken with. WGDEVICE_A_PEERS.", .omitsEmpty),
    ]
}

/// Somebody with whom a tunnel speaks.
public struct WireGuardPeer: FieldRecord {
    /// Who it is.
    public var publicKey: WireGuardKey?
    /// A second secret that both ends share.
    public var presharedKey: WireGuardKey?
    /// Where it is reached.
    public var endpoint = ""
    /// How often an empty packet keeps the way open.
    public var persistentKeepaliveInterval = GoDuration.zero
    /// What is sent to it, and what it may send.
    public var allowedIPs: [IPPrefix] = []
    /// Nobody.
    public init() {}

    /// Every member.
    public static let fields: FieldList<WireGuardPeer> = [
        Field("publicKey", \.publicKey, "Who it is. WGPEER_A_PUBLIC_KEY.", .required),
        Field("presharedKey", \.presharedKey, "A second, shared secret. WGPEER_A_PRESHARED_KEY.", .omitsEmpty),
        Field("endpoint", \.endpoint, "Where it is reached: address:port. WGPEER_A_ENDPOINT.", .omitsEmpty),
        Field(
            "persistentKeepaliveInterval", \.persistentKeepaliveInterval,
            "How often an empty packet is sent, such as 25s; 0 for never. WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL.",
            .omitsEmpty),
        Field(
            "allowedIPs", \.allowedIPs, "What is sent to it, and what it may send. WGPEER_A_ALLOWEDIPS.", .omitsEmpty),
    ]
}

/// A key of Curve25519, or a shared one: 32 bytes, as text in base64 (RFC 4648 §4).
public struct WireGuardKey: Hashable, Sendable, LosslessStringConvertible {
    /// The text, 44 characters.
    public let description: String

    /// Reads the text form.
    public init?(_ description: String) {
        let letters = Array(description.utf8)
        guard letters.count == 44, letters[43] == UInt8(ascii: "="),
            letters[..<42].allSatisfy({ Self.alphabet.contains($0) }),
            // 43 letters are two bits more than 32 bytes: they are zero.
            Self.alphabet.firstIndex(of: letters[42]).map({ $0 % 4 == 0 }) == true
        else { return nil }
        self.description = description
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}

extension WireGuardKey: TextValue {
    /// A key.
    public static var expectation: String { "a key of 32 bytes in base64" }

    /// Reads the text form; what was given isn't repeated in the fault, since it may be a secret.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> WireGuardKey? {
        if let key = json.text.flatMap(WireGuardKey.init) { return key }
        faults.append(Fault(pointer, "\(expectation) is expected; what stands here isn't shown"))
        return nil
    }
}
