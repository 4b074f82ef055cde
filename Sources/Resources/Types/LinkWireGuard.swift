public import NetworkTypes

/// Keys, port and peers of a WireGuard tunnel (`linux/wireguard.h`).
public struct WireGuard: FieldRecord {
    /// The tunnel's own key; a secret.
    public var privateKey: WireGuardSecret?
    /// What peers know the tunnel by; follows from the private key.
    public var publicKey: WireGuardKey?
    /// The UDP port; absent or 0 for any.
    public var listenPort: UInt32?
    /// The mark on the tunnel's own packets; absent or 0 for none.
    public var firewallMark: UInt32?
    /// Who may be spoken with, and nobody else.
    public var peers: [WireGuardPeer] = []
    /// A tunnel without a key and without peers.
    public init() {}

    /// Every member.
    public static let fields: FieldList<WireGuard> = [
        Field(
            "privateKey", \.privateKey,
            "The tunnel's own key, a secret; without it one is made and kept. WGDEVICE_A_PRIVATE_KEY.", .omitsEmpty),
        Field("publicKey", \.publicKey, "Follows from the private key. WGDEVICE_A_PUBLIC_KEY.", .omitsEmpty),
        Field(
            "listenPort", \.listenPort, in: 0...65_535,
            "The UDP port; absent or 0 for any, which stays then. WGDEVICE_A_LISTEN_PORT.", .omitsEmpty),
        Field(
            "firewallMark", \.firewallMark,
            "The mark on the tunnel's own packets; absent or 0 for none. WGDEVICE_A_FWMARK.",
            .omitsEmpty),
        Field("peers", \.peers, "Who may be spoken with, and nobody else. WGDEVICE_A_PEERS.", .omitsEmpty),
    ]
}

/// Somebody with whom a tunnel speaks.
public struct WireGuardPeer: FieldRecord {
    /// Who it is.
    public var publicKey: WireGuardKey?
    /// A second secret that both ends share.
    public var presharedKey: WireGuardSecret?
    /// Where it is reached; absent when it comes to us.
    public var endpoint: Endpoint?
    /// How often an empty packet keeps the way open.
    public var persistentKeepaliveInterval = GoDuration.zero
    /// What is sent to it, and what it may send.
    public var allowedIPs: [IPPrefix] = []
    /// Nobody.
    public init() {}

    /// Every member.
    public static let fields: FieldList<WireGuardPeer> = [
        Field("publicKey", \.publicKey, "Who it is. WGPEER_A_PUBLIC_KEY.", .required),
        Field(
            "presharedKey", \.presharedKey, "A second, shared secret; absent for none. WGPEER_A_PRESHARED_KEY.",
            .omitsEmpty),
        Field(
            "endpoint", \.endpoint,
            "Where it is reached: an address or a name, which is looked up again, and a port. WGPEER_A_ENDPOINT.",
            .omitsEmpty),
        Field(
            span: "persistentKeepaliveInterval", \.persistentKeepaliveInterval,
            "How often an empty packet is sent, such as 25s; 0 for never. WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL.",
            .omitsEmpty),
        Field(
            "allowedIPs", \.allowedIPs, "What is sent to it, and what it may send. WGPEER_A_ALLOWEDIPS.", .omitsEmpty),
    ]
}

/// A key that nobody may read: written out by people, and kept as a reference.
public enum WireGuardSecret: Hashable, Sendable {
    /// The key itself, on its way to where secrets are kept.
    case key(WireGuardKey)
    /// Where it is kept.
    case reference(SecretReference)
    /// Some key, as a dry run shows it.
    case redacted
}

extension WireGuardSecret: TextValue {
    /// A key, or what names one.
    public static var expectation: String {
        "a key of 32 bytes in base64, or secret: and the digits of one that is kept"
    }

    /// Reads a key or a reference.
    public init?(_ description: String) {
        if let reference = SecretReference(description) {
            self = .reference(reference)
        } else if let key = WireGuardKey(description) {
            self = .key(key)
        } else if description == SecretReference.redaction {
            self = .redacted
        } else {
            return nil
        }
    }

    /// The text form.
    public var description: String {
        switch self {
        case .key(let key): key.description
        case .reference(let reference): reference.description
        case .redacted: SecretReference.redaction
        }
    }

    /// Reads the text form; what was given isn't repeated in the fault.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> WireGuardSecret? {
        if let secret = json.text.flatMap(WireGuardSecret.init(_:)) { return secret }
        faults.append(Fault(pointer, "\(expectation) is expected; what stands here isn't shown"))
        return nil
    }
}

extension WireGuardKey: TextValue {
    /// A key.
    public static var expectation: String { "a key of 32 bytes in base64" }

    /// Reads the text form; what was given isn't repeated in the fault, since it may be a secret in the wrong place.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> WireGuardKey? {
        if let key = json.text.flatMap(WireGuardKey.init(_:)) { return key }
        faults.append(Fault(pointer, "\(expectation) is expected; what stands here isn't shown"))
        return nil
    }
}

extension WireGuard {
    /// What a person can't have meant, and what isn't a person's to say.
    var refusals: [Fault] {
        var faults: [Fault] = []
        func fault(_ detail: String, _ tokens: String...) {
            faults.append(Fault(JSONPointer(tokens: ["wireguard"] + tokens), detail))
        }
        let redaction = SecretReference.redaction
        let detail = "\(redaction) stands for a key that is kept; write its reference or the key itself"
        if privateKey == .redacted { fault(detail, "privateKey") }
        if publicKey != nil { fault("it follows from the private key; the LinkStatus shows it", "publicKey") }
        let own: WireGuardKey? = if case .key(let key) = privateKey { key.publicKey } else { nil }
        for index in peers.indices {
            // The kernel leaves such a peer out without a word.
            if let own, peers[index].publicKey == own {
                fault("it is this link's own", "peers", String(index), "publicKey")
            }
            if peers[index].presharedKey == .redacted { fault(detail, "peers", String(index), "presharedKey") }
            let interval = peers[index].persistentKeepaliveInterval
            if peers[index].keepaliveSeconds.map({ .seconds(Int32($0)) != interval }) ?? true {
                fault("whole seconds up to 65535s are expected", "peers", String(index), "persistentKeepaliveInterval")
            }
        }
        return isSurelyDistinct ? faults : faults + repetitions
    }

    /// Keys and networks that stand here twice.
    private var repetitions: [Fault] {
        var faults: [Fault] = []
        func fault(_ detail: String, _ index: Int, _ member: String) {
            faults.append(Fault(JSONPointer(tokens: ["wireguard", "peers", String(index), member]), detail))
        }
        var known = Set<WireGuardKey>(minimumCapacity: peers.count)
        var holders = [IPPrefix: Int](minimumCapacity: peers.count)
        for (index, peer) in peers.enumerated() {
            if let key = peer.publicKey, !known.insert(key).inserted {
                fault("the peer stands here twice", index, "publicKey")
            }
            for prefix in peer.allowedIPs {
                guard let holder = holders.updateValue(index, forKey: prefix.masked), holder != index else { continue }
                fault("\(prefix.masked) is also peer \(holder)'s, and goes to one only", index, "allowedIPs")
            }
        }
        return faults
    }

    /// Whether no key and no network stands here twice, by numbers that equal ones share: sets of a thousand take much longer.
    private var isSurelyDistinct: Bool {
        var (keys, networks): ([UInt64], [UInt64]) = ([], [])
        keys.reserveCapacity(peers.count)
        networks.reserveCapacity(peers.count)
        for index in peers.indices {
            if let key = peers[index].publicKey { keys.append(key.words[0]) }
            for prefix in peers[index].allowedIPs { networks.append(prefix.networkNumber) }
        }
        return Self.areDistinct(keys) && Self.areDistinct(networks)
    }

    private static func areDistinct(_ numbers: [UInt64]) -> Bool {
        let sorted = numbers.sorted()
        return sorted.indices.dropFirst().allSatisfy { sorted[$0 - 1] != sorted[$0] }
    }
}

extension WireGuardPeer {
    /// The interval as the kernel takes it, fractions of a second rounded up; `nil` for what it doesn't take.
    public var keepaliveSeconds: UInt16? {
        let (seconds, rest) = persistentKeepaliveInterval.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return UInt16(exactly: seconds + (rest > 0 ? 1 : 0))
    }
}
