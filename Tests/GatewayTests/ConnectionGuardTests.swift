import Resources
import Store
import Synchronization
import Testing

@testable import Gateway

/// Changes of the firewall that would cut the connection over which they are made.
@Suite struct `A change that would cut its own connection` {
    private static let row = "/v1/resources/network-config/NfTablesChainSpec/in"
    private static let session = ["x-ssh-connection": "192.0.2.7 50123 192.0.2.1 22"]

    private static func chain(open ports: [Int64], policy: JSON = "drop") -> String {
        let rules = ports.map { port -> JSON in
            [
                "name": .string("port \(port)"), "verdict": "accept",
                "matchLayer4": ["protocol": "tcp", "matchDestinationPort": ["ranges": [.integer(port)]]],
            ]
        }
        return JSON.object(["hook": "input", "policy": policy, "rules": .array(rules)]).canonical
    }

    @Test func `is refused, and the message says by what`() async throws {
        try await Daemon.run { daemon in
            let refused = try await daemon.put(Self.row, Self.chain(open: [80]), Self.session)
            #expect(refused.status == 409 && refused.json["reason"] == "LOCKOUT")
            let detail = try #require(refused.json["detail"]?.text)
            #expect(
                detail.contains("tcp from 192.0.2.7 port 50123 to 192.0.2.1 port 22: the policy of chain in drops it"),
                "\(detail)")
            #expect(detail.contains("--confirm 90s") && detail.contains("--force"))
            #expect(try await daemon.get(Self.row).status == 404)
            #expect(try await daemon.put(Self.row, Self.chain(open: [80])).status == 201, "nobody from elsewhere")
        }
    }

    @Test(arguments: ["?force=true", "?confirm=60s"])
    func `is made by force, or until somebody confirms it`(_ query: String) async throws {
        try await Daemon.run { daemon in
            let answer = try await daemon.put(Self.row + query, Self.chain(open: [80]), Self.session)
            #expect(answer.status == 201, "\(answer.json.canonical)")
        }
    }

    @Test func `is told by a dry run, and what cuts nothing isn't refused`() async throws {
        try await Daemon.run { daemon in
            let tried = try await daemon.put(Self.row + "?dryRun=true", Self.chain(open: []), Self.session)
            #expect(tried.status == 201 && tried.json["cut"]?.text?.contains("policy of chain in") == true)
            #expect(try await daemon.put(Self.row, Self.chain(open: [22]), Self.session).status == 201)
            #expect(try await daemon.put(Self.row, Self.chain(open: [22, 80]), Self.session).status == 200)
            #expect(try await daemon.put(Self.row, Self.chain(open: [80]), Self.session).status == 409)
            // Whoever is cut off already can't be cut off by anything.
            #expect(try await daemon.put(Self.row + "?force", Self.chain(open: [80]), Self.session).status == 200)
            #expect(try await daemon.put(Self.row, Self.chain(open: [81]), Self.session).status == 200)
        }
    }

    private static func put(_ operations: [(String, JSON)], _ daemon: Daemon) async throws -> (Int, String) {
        let list = operations.map { name, spec -> JSON in
            ["op": "put", "resource": .string("network-config/\(name)"), "spec": spec]
        }
        let json = ["content-type": "application/json"].merging(Self.session) { $1 }
        let body = JSON.object(["operations": .array(list)]).canonical
        let answer = try await daemon.ask("POST", "/v1/transactions", json, body)
        return (answer.status, answer.json["detail"]?.text ?? "")
    }

    private static func chain(_ rules: JSON..., policy: JSON = "drop") -> (String, JSON) {
        ("NfTablesChainSpec/in", ["hook": "input", "policy": policy, "rules": .array(rules)])
    }

    @Test func `may be about hardware addresses, of which nobody knows the own one`() async throws {
        try await Daemon.run { daemon in
            func addresses(_ list: JSON..., invert: Bool = false, are verdict: JSON) -> JSON {
                [
                    "name": "stations", "verdict": verdict,
                    "matchSourceMAC": ["addresses": .array(list), "invert": .bool(invert)],
                ]
            }
            let (first, second): (JSON, JSON) = ("02:00:00:00:00:07", "02:00:00:00:00:08")
            let dropping = try await Self.put([Self.chain(addresses(first, are: "drop"), policy: "accept")], daemon)
            #expect(dropping.0 == 409, "\(dropping)")
            #expect(
                dropping.1.contains(
                    "rule 1 (stations) of chain in drops it if it comes from the hardware address 02:00:00:00:00:07: "
                        + "from which it comes isn't known here"), "\(dropping.1)")
            let others = Self.chain(addresses(first, invert: true, are: "drop"), policy: "accept")
            #expect(try await Self.put([others], daemon).0 == 409, "all others")
            #expect(try await Self.put([Self.chain(addresses(first, are: "accept"))], daemon).0 == 409, "only this one")
            // Whose rule lets in the own address is let in by it after any other change.
            #expect(
                try await daemon.put(Self.row, Self.chain(addresses(first, second, are: "accept")).1.canonical).status
                    == 201
            )
            #expect(
                try await Self.put([Self.chain(addresses(first, second, are: "accept"), ["verdict": "drop"])], daemon).0
                    == 200)
            #expect(
                try await Self.put([Self.chain(addresses(second, are: "accept"))], daemon).0 == 409,
                "it may be the other")
            #expect(try await Self.put([Self.chain(addresses(first, second, are: "accept"))], daemon).0 == 200)
        }
    }

    @Test func `may come with the end of an element`() async throws {
        try await Daemon.run { daemon in
            func set(_ elements: JSON...) -> (String, JSON) {
                ("NfTablesSetSpec/mine", ["type": "ipv4_addr", "elements": .array(elements)])
            }
            let rule: JSON = ["matchSourceAddress": ["set": "mine"], "verdict": "accept"]
            let own: JSON = ["element": "192.0.2.7", "expires": "2399-01-01T00:00:00Z"]
            let ending = try await Self.put([set(own), Self.chain(rule)], daemon)
            #expect(ending.0 == 409, "\(ending)")
            #expect(
                ending.1.contains(
                    "the policy of chain in drops it from 2399-01-01T00:00:00.000Z on, when an element of a set ends"),
                "\(ending.1)")
            let other: JSON = ["element": "192.0.2.8", "expires": "2398-01-01T00:00:00Z"]
            #expect(try await Self.put([set("192.0.2.7", other), Self.chain(rule)], daemon).0 == 200, "another's end")
            #expect(try await Self.put([set(own, other)], daemon).0 == 409, "what had no end gets one")
            let forced = try await daemon.put(
                "/v1/resources/network-config/NfTablesSetSpec/mine?force", set(own).1.canonical, Self.session)
            #expect(forced.status == 200, "\(forced.json.canonical)")
            // It ends whatever else is changed.
            #expect(try await Self.put([Self.chain(rule, ["name": "more", "verdict": "drop"])], daemon).0 == 200)
            let longer: JSON = ["element": "192.0.2.7", "expires": "2399-06-01T00:00:00Z"]
            #expect(try await Self.put([set(longer)], daemon).0 == 200)
            // What blocks somebody for a while, and then lets him in.
            let blocked: JSON = ["matchSourceAddress": ["set": "mine"], "verdict": "drop"]
            #expect(try await Self.put([Self.chain(blocked, policy: "accept")], daemon).0 == 409, "he is cut off now")
        }
    }

    @Test func `may be one of a transaction, a removal or a configuration`() async throws {
        try await Daemon.run { daemon in
            #expect(try await daemon.put(Self.row, Self.chain(open: [22])).status == 201)
            let blocking: JSON = [
                "op": "put", "resource": "network-config/NfTablesChainSpec/out",
                "spec": ["hook": "output", "policy": "drop"],
            ]
            let body = JSON.object(["operations": [blocking]]).canonical
            let json = ["content-type": "application/json"].merging(Self.session) { $1 }
            let refused = try await daemon.ask("POST", "/v1/transactions", json, body)
            #expect(refused.status == 409, "answers have to come out too: \(refused.json.canonical)")
            // A lower layer comes to light when the one above it goes.
            let below = "/v1/resources/network-config/NfTablesChainSpec/configuration/in"
            try await daemon.control { transaction throws(StoreError) in
                let key = ResourceKey(Namespace.config, NfTablesChainSpec.typeName, "configuration/in")
                let spec = #"{"hook":"input","layer":"configuration","name":"in","policy":"drop","rules":[]}"#
                try transaction.create(Resource(Metadata(key), spec: spec))
            }
            #expect(try await daemon.get(below).status == 200)
            #expect(try await daemon.ask("DELETE", Self.row, Self.session).status == 409)
            daemon.planner.rows.withLock {
                $0 = [
                    LayerChange(
                        ResourceKey(Namespace.config, NfTablesChainSpec.typeName, "configuration/ingress"), before: nil,
                        after: #"{"hook":"input","layer":"configuration","name":"ingress","policy":"drop","rules":[]}"#)
                ]
            }
            let yaml = ["content-type": "application/yaml"].merging(Self.session) { $1 }
            let text = "apiVersion: v1alpha1\nkind: NetworkDefaultActionConfig\ningress: block\n"
            let answer = try await daemon.ask("PUT", "/v1/config", yaml, text)
            #expect(answer.status == 409 && answer.json["detail"]?.text?.contains("chain ingress") == true)
        }
    }

    @Test(
        arguments: [
            ("192.0.2.7 50123 192.0.2.1 22", nil), ("fe80::7%eth0 50123 fe80::1%eth0 22", "eth0"),
        ] as [(String, String?)])
    func `a session of ssh has its ends`(_ text: String, _ link: String?) throws {
        let ends = try #require(ConnectionEnds(session: text))
        #expect(ends.clientPort == 50_123 && ends.serverPort == 22 && ends.link == link)
    }

    @Test(arguments: [
        "", "x", "192.0.2.7 50123 192.0.2.1", "192.0.2.7 50123 2001:db8::1 22", "192.0.2.7 x 192.0.2.1 22",
    ])
    func `what is no session is none`(_ text: String) {
        #expect(ConnectionEnds(session: text) == nil)
    }
}
