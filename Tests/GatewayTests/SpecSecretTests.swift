import Resources
import Store
import Testing

@Suite struct `Secrets in specs` {
    private static let path = "/v1/resources/network-config/LinkSpec/wg0"
    private static let own = "IG9MqCII7z54Ysof1fQ9a7WcMNG+qNJRMyRCQz3JTUY="
    private static let shared = "YGZxnPzXbZ7Qn6Cc1mCzCWVYe2uJ8VYxOoK8k3yN3Vk="
    private static let body: JSON = [
        "kind": "wireguard",
        "wireguard": [
            "privateKey": .string(own),
            "peers": [
                [
                    "publicKey": "bGsc2rOpl6JHd/Pm4fYrIkEABL0ZxW7IlaSyh77IMhw=", "presharedKey": .string(shared),
                    "allowedIPs": ["10.0.0.2/32"],
                ], ["publicKey": "RXdQkMTD1Jcxd/Wizr9k8syw8ANs57l5jTormDVHAVs="],
            ],
        ],
    ]

    private static func check(_ reply: Reply) {
        for key in [own, shared] { #expect(!reply.text.contains(key), "\(reply.text)") }
    }

    @Test func `go to a table of their own, and specs name them`() async throws {
        try await Daemon.run { daemon in
            let made = try await daemon.put(Self.path, Self.body.canonical)
            #expect(made.status == 201)
            Self.check(made)
            let spec = made.json["spec"]?["wireguard"]
            let own = try #require(spec?["privateKey"]?.text.flatMap(SecretReference.init(_:)))
            #expect(try daemon.store.secret(own) == Self.own)
            let shared = try #require(
                spec?["peers"]?.elements?[0]["presharedKey"]?.text.flatMap(SecretReference.init(_:)))
            #expect(try daemon.store.secret(shared) == Self.shared)
            #expect(spec?["peers"]?.elements?[1]["presharedKey"] == nil)

            // The same again, in clear or as it was given, is no change.
            #expect(try await daemon.put(Self.path, Self.body.canonical).etag == made.etag)
            #expect(try await daemon.put(Self.path, made.json["spec"]?.canonical ?? "").etag == made.etag)
            for path in [Self.path, Self.path + "?revisions", "/v1/history?diff", "/v1/transactions/1"] {
                Self.check(try await daemon.get(path))
            }
        }
    }

    @Test func `are named in what a patch and a transaction make, too`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(Self.path, #"{"kind":"wireguard"}"#)
            let type = ["content-type": "application/merge-patch+json"]
            let patched = try await daemon.ask(
                "PATCH", Self.path, type, #"{"wireguard":{"privateKey":"\#(Self.own)"}}"#)
            #expect(patched.status == 200)
            Self.check(patched)
            #expect(patched.json["spec"]?["wireguard"]?["privateKey"]?.text?.hasPrefix("secret:") == true)
            let operation: JSON = ["op": "put", "resource": "network-config/LinkSpec/wg1", "spec": Self.body]
            let several = try await daemon.ask(
                "POST", "/v1/transactions", ["content-type": "application/json", "idempotency-key": "one"],
                JSON.object(["operations": [operation]]).canonical)
            #expect(several.status == 200, "\(several.text)")
            Self.check(several)
            let stored = try await daemon.get("/v1/resources/network-config/LinkSpec/wg1")
            #expect(
                stored.json["spec"]?["wireguard"]?["privateKey"] == patched.json["spec"]?["wireguard"]?["privateKey"])
        }
    }

    @Test func `of a dry run are kept nowhere, and shown as REDACTED unless they are known`() async throws {
        try await Daemon.run { daemon in
            let dry = try await daemon.put(Self.path + "?dryRun=true", Self.body.canonical)
            #expect(dry.status == 201)
            Self.check(dry)
            let tunnel = dry.json["resource"]?["spec"]?["wireguard"]
            #expect(tunnel?["privateKey"] == "REDACTED")
            #expect(tunnel?["peers"]?.elements?[0]["presharedKey"] == "REDACTED")
            let made = try await daemon.put(Self.path, Self.body.canonical)
            let again = try await daemon.put(Self.path + "?dryRun=true", Self.body.canonical)
            #expect(again.json["resource"]?["spec"] == made.json["spec"])
        }
    }
}
