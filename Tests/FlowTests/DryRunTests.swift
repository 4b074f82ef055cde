import FlowSupport
import NIOHTTP1
import Resources
import Testing

extension Flows {
    @Suite struct DryRun {
        private static let before: [(op: String, resource: String, spec: JSON)] = [
            ("put", "LinkSpec/v0", ["kind": "veth", "up": true, "veth": ["peerName": "v1"]]),
            ("put", "LinkSpec/v1", ["up": true]),
            ("put", "AddressSpec/v0/10.0.0.9/24", [:]),
            ("put", "RouteSpec/inet4/10.0.0.1/198.51.100.0/24/100", [:]),
            ("put", "RouteSpec/inet4/10.0.0.1/198.51.101.0/24/100", [:]),
            ("put", "RoutingRuleSpec/inet4/01000", ["src": "192.0.2.0/24", "table": "100"]),
        ]

        @Test func `a dry run's plan is what is then done, and says what can cut traffic`() async throws {
            try await Flow.run { flow in
                let first = try await flow.client.transact(Self.before)
                try #require(first.isApplied == true, "\(first.reasons)")
                let change: [(op: String, resource: String, spec: JSON)] = [
                    ("put", "LinkSpec/v0", ["kind": "veth", "up": true, "mtu": 1400, "veth": ["peerName": "v1"]]),
                    ("put", "AddressSpec/v0/10.0.0.10/24", [:]),
                    ("put", "RouteSpec/inet4/10.0.0.1/198.51.100.0/24/100", ["mtu": 1300]),
                    ("delete", "RouteSpec/inet4/10.0.0.1/198.51.101.0/24/100", .null),
                    ("put", "RouteSpec/inet4/10.0.0.1/198.51.102.0/24/100", [:]),
                    ("delete", "RoutingRuleSpec/inet4/01000", .null),
                    ("put", "RoutingRuleSpec/inet4/01001", ["src": "192.0.2.0/24", "table": "100"]),
                ]
                let intents = try await flow.intents()
                let events = try await KernelEvents(flow.host)
                let dry = try await flow.client.transact(change, "?dryRun=true")
                #expect(dry.status == 200)
                #expect(dry.json["dryRun"] == true)
                try await events.expectNone(try events.all())
                #expect(try await flow.intents() == intents)

                let planned = dry.plan.map { "\($0["operation"]?.text ?? "") \($0["object"]?.text ?? "")" }
                #expect(
                    Set(planned) == [
                        "change link v0", "add address v0/10.0.0.10/24",
                        "replace route 198.51.100.0/24 via 10.0.0.1 metric 100",
                        "delete route 198.51.101.0/24 via 10.0.0.1 dev v0 metric 100",
                        "add route 198.51.102.0/24 via 10.0.0.1 metric 100", "delete rule inet4/01000",
                        "add rule inet4/01001",
                    ], "\(planned)")
                let disruptive = dry.plan.filter { $0["disruptive"] == true }.compactMap { $0["operation"]?.text }
                #expect(Set(disruptive) == ["change", "delete"])

                let real = try await flow.client.transact(change)
                try #require(real.isApplied == true, "\(real.reasons)")
                let done = Set(try events.all().compactMap(\.change))
                #expect(
                    done == [
                        "newLink", "newAddress", "replaced route", "deletedRoute", "newRoute", "deletedRule", "newRule",
                    ])
                let again = try await flow.client.transact(change.filter { $0.op == "put" }, "?dryRun=true")
                #expect(again.plan.isEmpty)
            }
        }

        @Test func `a dry run names what a spec would wait for, and what would shadow it`() async throws {
            try await Flow.run { flow in
                let first = try await flow.client.transact(Self.before)
                try #require(first.isApplied == true, "\(first.reasons)")
                func plan(_ operations: [(op: String, resource: String, spec: JSON)]) async throws -> [String] {
                    try await flow.client.transact(operations, "?dryRun=true").plan.map {
                        "\($0["operation"]?.text ?? "") \($0["object"]?.text ?? "")"
                    }
                }
                let rival = "RouteSpec/inet4/10.0.0.2/198.51.100.0/24/100"
                #expect(try await plan([("put", rival, ["outLinkName": "v0"])]) == ["shadowed \(rival)"])
                let address = "AddressSpec/br7/10.7.0.1/24"
                #expect(try await plan([("put", address, [:])]) == ["waiting \(address)"])
                let bridge: JSON = ["kind": "bridge", "up": true]
                #expect(
                    try await plan([("put", address, [:]), ("put", "LinkSpec/br7", bridge)])
                        == ["add link br7", "add address br7/10.7.0.1/24"])
            }
        }

        @Test func `a dry run has the status code that the real one would have`() async throws {
            try await Flow.run { flow in
                let resource = "AddressSpec/eth0/192.0.2.10/24"
                #expect(try await flow.client.put(resource, [:], "?dryRun=true").status == 201)
                #expect(try await flow.client.get(Client.path(resource)).status == 404)
                try await flow.client.apply(resource)
                #expect(try await flow.client.put(resource, [:], "?dryRun=true").status == 200)
                #expect(try await flow.client.put(resource, ["scope": "elsewhere"], "?dryRun=true").status == 422)
                let missing = Client.path("AddressSpec/eth0/192.0.2.11/24") + "?dryRun=true"
                #expect(try await flow.client.ask(.DELETE, missing).status == 404)
            }
        }
    }
}

extension Flow {
    /// Every intent as it is stored.
    fileprivate func intents() async throws -> [[JSON]] {
        var lists: [[JSON]] = []
        for type in ["LinkSpec", "AddressSpec", "RouteSpec", "RoutingRuleSpec"] {
            lists.append(try await client.get("/v1/resources/network-config/\(type)").items)
        }
        return lists
    }
}

extension KernelEvents.Event {
    /// What of ours the event tells; `nil` for what the kernel adds by itself.
    fileprivate var change: String? {
        switch kind {
        case .newRoute, .deletedRoute:
            // struct rtmsg: rtm_protocol is its sixth byte; 117 is ours.
            guard bytes[16 + 5] == 117 else { return nil }
            let isReplacement = (UInt16(bytes[6]) | UInt16(bytes[7]) << 8) & 0x100 != 0
            return kind == .newRoute && isReplacement ? "replaced route" : "\(kind)"
        case .newLink, .newAddress, .deletedLink, .deletedAddress, .newRule, .deletedRule: return "\(kind)"
        }
    }
}
