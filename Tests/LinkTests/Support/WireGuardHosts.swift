import FlowSupport
import Resources
import TestSupport
import Testing

/// Keys of two ends, and what asks `wg` about them.
struct WireGuardHosts: Sendable {
    let ownKey: String
    let sharedKey: String
    let otherKey: String
    let otherPublicKey: String
    private let other: Host

    init(_ flow: Flow, _ other: Host) async throws {
        self.other = other
        func key(_ word: String, _ input: String = "") async throws -> String {
            try await other.run(["wg", word], input: input).output.split(separator: "\n").first.map(String.init) ?? ""
        }
        (ownKey, sharedKey, otherKey) = (try await key("genkey"), try await key("genpsk"), try await key("genkey"))
        otherPublicKey = try await key("pubkey", otherKey)
        try await other.ip("link add wg0 type wireguard")
        try await other.ip("address add 10.9.0.2/24 dev wg0")
        try await wg(other, "set wg0 listen-port 51821 private-key /dev/stdin", otherKey)
        try await other.ip("link set wg0 up")
    }

    /// What peers know an end by.
    func publicKey(of key: String) async throws -> String {
        try await other.run(["wg", "pubkey"], input: key).output.split(separator: "\n").first.map(String.init) ?? ""
    }

    /// What the daemon is asked for.
    var spec: JSON {
        [
            "kind": "wireguard", "up": true,
            "wireguard": [
                "privateKey": .string(ownKey), "listenPort": 51_820, "firewallMark": 42,
                "peers": [
                    [
                        "publicKey": .string(otherPublicKey), "presharedKey": .string(sharedKey),
                        "endpoint": "192.0.2.2:51821", "persistentKeepaliveInterval": "25s",
                        "allowedIPs": ["10.9.0.2/32"],
                    ]
                ],
            ],
        ]
    }

    /// The other key in a machine configuration.
    var document: String {
        """
        apiVersion: v1alpha1
        kind: WireguardConfig
        name: wg1
        privateKey: '\(otherKey)'
        listenPort: 51900
        up: true

        """
    }

    var secrets: [String] { [ownKey, sharedKey, otherKey] }

    /// What somebody else does to the tunnel.
    var drifts: [String] {
        [
            "set wg0 listen-port 4321", "set wg0 fwmark 9", "set wg0 private-key /dev/stdin",
            "set wg0 peer \(otherPublicKey) remove", "set wg0 peer \(otherPublicKey) allowed-ips 10.77.0.0/16",
            "set wg0 peer \(otherPublicKey) persistent-keepalive off",
            "set wg0 peer \(otherPublicKey) preshared-key /dev/stdin",
            "set wg0 peer RXdQkMTD1Jcxd/Wizr9k8syw8ANs57l5jTormDVHAVs= allowed-ips 10.78.0.0/16",
        ]
    }

    /// Peers with nothing but keys and a network each.
    func peers(_ count: Int) async throws -> [JSON] {
        let script = "for i in $(seq \(count)); do wg genkey | wg pubkey; done"
        let keys = try await other.run(["bash", "-c", script]).output.split(separator: "\n")
        return keys.enumerated().map { number, key in
            ["publicKey": .string(String(key)), "allowedIPs": [.string("10.50.0.\(number)/32")]]
        }
    }

    /// Tells the other end of ours.
    func meet(_ publicKey: String) async throws {
        try await wg(
            other, "set wg0 peer \(publicKey) preshared-key /dev/stdin allowed-ips 10.9.0.1/32", sharedKey)
    }

    /// Runs `wg`; a key that it reads is the other end's unless another is said.
    func wg(_ host: Host, _ words: String, _ input: String? = nil) async throws {
        let outcome = try await host.run(
            ["wg"] + words.split(separator: " ").map(String.init), input: (input ?? otherKey) + "\n")
        guard outcome.status == 0 else { throw FlowError("wg \(words): \(outcome.errors)") }
    }

    /// The columns of `wg show … dump`: the link's, then each peer's.
    func dump(_ host: Host, _ link: String = "wg0") async throws -> [[String]] {
        let outcome = try await host.run(["wg", "show", link, "dump"])
        return outcome.output.split(separator: "\n").map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }

    /// The dump without handshakes and counters.
    func settled(_ host: Host) async throws -> [[String]] {
        try await dump(host).map { $0.count < 8 ? $0 : Array($0[..<4]) + [$0[7]] }
    }

    /// Fails the test when a text tells a key.
    func check(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
        for secret in secrets where text.contains(secret) {
            Issue.record("a key is told", sourceLocation: sourceLocation)
        }
    }

    /// The tables of the database, other than the secrets', whose rows tell a key.
    func leaks(_ flow: Flow, _ secrets: [String]) async throws -> [String] {
        func ask(_ statement: String) async throws -> String {
            let words = ["sqlite3", "-bail", "-cmd", ".timeout 5000", flow.daemon.state + "/netstrata.db", statement]
            let outcome = try await flow.host.run(words)
            guard outcome.status == 0 else { throw FlowError("sqlite3: \(outcome.errors)") }
            return outcome.output
        }
        let tables = try await ask("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'secret'")
        var leaks: [String] = []
        for table in tables.split(separator: "\n") {
            let rows = try await ask("SELECT * FROM \"\(table)\"")
            if secrets.contains(where: rows.contains) { leaks.append(String(table)) }
        }
        return leaks
    }
}
