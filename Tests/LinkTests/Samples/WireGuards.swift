import FlowSupport
import Resources

extension LinkTrial {
    /// Tunnels of WireGuard, with peers that nobody speaks with.
    static let wireGuards = [
        LinkTrial(
            kind: "wireguard", part: "wireguard",
            own: ["privateKey": .string(WireGuardKeys.own[0]), "listenPort": 51_819],
            members: [
                Member(
                    "privateKey", [.string(WireGuardKeys.own[0]), .string(WireGuardKeys.own[1])], "/wg/privateKey",
                    [.string(WireGuardKeys.own[0]), .string(WireGuardKeys.own[1])],
                    harm: "wg set x0 private-key \(WireGuardKeys.file)"
                ).staying,
                Member(
                    "listenPort", [51_820, 51_821], "/wg/listenPort", ["51820", "51821"],
                    harm: "wg set x0 listen-port 4321"
                ).staying,
                Member(
                    "firewallMark", [42, 43], "/wg/firewallMark", ["0x2a", "0x2b", "off"], harm: "wg set x0 fwmark 9"),
                Member(
                    "peers", [[peer([:], 0)], [peer([:], 1)]], "/wg/peers/0/publicKey",
                    [.string(WireGuardKeys.peers[0]), .string(WireGuardKeys.peers[1]), .null],
                    harm: "wg set x0 peer \(WireGuardKeys.peers[1]) remove", attribute: "peers.publicKey"),
                peerMember(
                    "presharedKey", (.string(WireGuardKeys.shared[0]), .string(WireGuardKeys.shared[1])),
                    (.string(WireGuardKeys.shared[0]), .string(WireGuardKeys.shared[1])),
                    harm: "preshared-key \(WireGuardKeys.file)"),
                peerMember("endpoint", ("192.0.2.2:5", "192.0.2.3:6"), ("192.0.2.2:5", "192.0.2.3:6"))
                    .moved(by: "wg set x0 peer \(WireGuardKeys.peers[0]) endpoint 192.0.2.9:7"),
                peerMember(
                    "persistentKeepaliveInterval", ("25s", "26s"), ("25", "26"), shown: "keepalive",
                    harm: "persistent-keepalive 9"),
                peerMember(
                    "allowedIPs", (["10.9.0.2/32"], ["10.9.0.3/32", "2001:db8::/64"]),
                    ("10.9.0.2/32", "10.9.0.3/32,2001:db8::/64"), harm: "allowed-ips 10.77.0.0/16"),
            ])
    ]

    private static func peer(_ members: JSON, _ number: Int = 0) -> JSON {
        members.merged(with: ["publicKey": .string(WireGuardKeys.peers[number])])
    }

    /// Something that can be said of a peer; without it the peer has gone, too.
    private static func peerMember(
        _ name: String, _ values: (JSON, JSON), _ shows: (JSON, JSON), shown: String? = nil, harm: String? = nil
    ) -> Member {
        Member(
            "peers", [[peer(.object([name: values.0]))], [peer(.object([name: values.1]))]],
            "/wg/peers/0/\(shown ?? name)", [shows.0, shows.1, .null],
            harm: harm.map { "wg set x0 peer \(WireGuardKeys.peers[0]) \($0)" }, attribute: "peers.\(name)")
    }
}

extension LinkTrial.Member {
    /// The same, which stays when nothing is said of it any more.
    fileprivate var staying: Self {
        var member = self
        member.stays = true
        return member
    }

    /// The same, which also changes by itself.
    fileprivate func moved(by command: String) -> Self {
        var member = self
        member.move = command
        return member
    }
}

/// Keys that nobody else has any use for.
enum WireGuardKeys {
    static let own = ["mPYJlRjsdrHfImAFIBO11EE5c9URc2JqNwW5fG/HMUs=", "eEAjZo/ZVxxGTs9OlhW6I2J6qq1Fz1TnLTsK9d+A8Vc="]
    static let peers = ["xKlVFasqsjrA8A2eaAOZZmWabbTplto1Z2p35BF3vgc=", "Ufda0Mdhf09+329y6l26yjxLUXXRH87uvu5XfoLKU3c="]
    static let shared = [
        "57ken5uQTPDZhJTAide1MFX6mrEUzT47W9qezFxaVa4=", "hTFvrzV9QkN06ymRwQiM3icEaX2E03lCfFKsg18kgXE=",
    ]
    /// Where somebody else's key is, once it is written.
    static let file = "/tmp/netstrata-other.key"

    static func write() throws { try Files.write("YMVT88O/pPrXcBvN3olhWwwBxSE6aSAEaTDPfZc55mM=\n", to: file) }
}
