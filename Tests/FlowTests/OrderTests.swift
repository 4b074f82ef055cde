import FlowSupport
import Resources
import Testing

extension Flows {
    @Suite struct Order {
        @Test func `a port waits for its bridge and joins it by itself`() async throws {
            try await Flow.run { flow in
                try await flow.client.put("LinkSpec/eth0", ["up": true, "bridgeSlave": ["masterName": "br0"]])
                let waiting = try await flow.client.status("LinkSpec/eth0") { $0["state"] == "waiting" }
                #expect(waiting["reason"]?.text?.contains("br0") == true)
                try await flow.client.apply("LinkSpec/br0", ["kind": "bridge", "up": true])
                try await flow.client.status("LinkSpec/eth0") { $0["state"] == "applied" }
                #expect(try await flow.host.ip("link show eth0").contains("master br0"))
            }
        }

        @Test func `a route and an address wait for their link and come with it, whatever its number`() async throws {
            try await Flow.run { flow in
                let specs = ["AddressSpec/late0/10.0.0.9/24", "RouteSpec/inet4/10.0.0.1/198.51.100.0/24/100"]
                try await flow.client.put(specs[1], ["outLinkName": "late0"])
                try await flow.client.put(specs[0])
                for spec in specs {
                    let status = try await flow.client.status(spec) { $0["state"] == "waiting" }
                    #expect(status["reason"]?.text?.contains("late0") == true)
                }
                for round in 1...3 {
                    // Something between, so that the link gets another number each time.
                    try await flow.host.ip("link add between\(round) type bridge")
                    try await flow.host.veth("late0")
                    for spec in specs { try await flow.client.status(spec) { $0["state"] == "applied" } }
                    #expect(try await flow.host.hasAddress("10.0.0.9/24", on: "late0"))
                    #expect(try await flow.host.ip("route show 198.51.100.0/24").contains("dev late0"))
                    try await flow.host.ip("link delete late0")
                    for spec in specs { try await flow.client.status(spec) { $0["state"] == "waiting" } }
                }
            }
        }

        @Test func `addresses that come with their links aren't tried before them`() async throws {
            try await Flow.run { flow in
                let links = (0..<300).map { number -> (op: String, resource: String, spec: JSON) in
                    ("put", "LinkSpec/many\(number)", ["kind": "bridge", "up": true])
                }
                let addresses = (0..<300).map { number -> (op: String, resource: String, spec: JSON) in
                    ("put", "AddressSpec/many\(number)/10.\(number / 200).\(number % 200).1/24", [:])
                }
                let reply = try await flow.client.transact(addresses + links)
                #expect(reply.isApplied == true, "\(reply.reasons)")
                // A status that was another before has a second version.
                let statuses = try await flow.client.get("/v1/resources/network/ApplyStatus?limit=1000").items
                let ours = statuses.filter { $0[path: "metadata", "id"]?.text?.hasPrefix("AddressSpec/many") == true }
                #expect(ours.count == 300)
                #expect(ours.allSatisfy { $0[path: "metadata", "version"]?.integer == 1 })
            }
        }

        @Test func `a gateway that can't be reached is refused with the kernel's words until its address comes`()
            async throws
        {
            try await Flow.run { flow in
                let route = "RouteSpec/inet4/10.0.0.1/198.51.100.0/24/100"
                let reply = try await flow.client.put(route, [:], "?wait=applied")
                #expect(reply.status == 201)
                #expect(reply.isApplied == false)
                #expect(reply.reasons.contains("ENETUNREACH"), "\(reply.text)")
                let status = try await flow.client.status(route) { $0["state"] == "refused" }
                #expect(status["errno"] == "ENETUNREACH")
                #expect(status["extack"]?.text?.lowercased().contains("gateway") == true, "\(status.canonical)")
                try await flow.client.apply("AddressSpec/eth0/10.0.0.9/24")
                let applied = try await flow.client.status(route) { $0["state"] == "applied" }
                #expect(applied["errno"] == nil)
                #expect(applied["repairs"] == nil)
            }
        }

        @Test func `the higher layer's route is applied and another of the same kernel key is shadowed`() async throws {
            try await Flow.run { flow in
                try await flow.client.apply("AddressSpec/eth0/10.0.0.9/24")
                try await flow.client.apply("RouteSpec/inet4/10.0.0.1/198.51.100.0/24/100")
                let reply = try await flow.client.put(
                    "RouteSpec/inet4/10.0.0.2/198.51.100.0/24/100", [:], "?wait=applied")
                #expect(reply.isApplied == false)
                #expect(reply.reasons.contains("shadowed"))
                try await flow.client.remove("RouteSpec/inet4/10.0.0.1/198.51.100.0/24/100")
                try await flow.client.status("RouteSpec/inet4/10.0.0.2/198.51.100.0/24/100") {
                    $0["state"] == "applied"
                }
                #expect(try await flow.host.ip("route show 198.51.100.0/24").contains("via 10.0.0.2"))
            }
        }
    }

    @Suite struct IPv6 {
        @Test func `IPv6's own ways are no drift: scope, metric 0, duplicate address detection`() async throws {
            try await Flow.run { flow in
                try await flow.host.set("ipv6/conf/eth0/accept_dad", "1")
                let events = try await KernelEvents(flow.host)
                let reply = try await flow.client.transact([
                    ("put", "AddressSpec/eth0/2001:db8::9/64", [:]),
                    ("put", "AddressSpec/eth0/2001:db8::a/64", ["scope": "global"]),
                    ("put", "RouteSpec/eth0/inet6/2001:db8::1/2001:db8:1::/48/0", [:]),
                    ("put", "RouteSpec/eth0/inet6//2001:db8:2::/48/0", ["scope": "link"]),
                    ("put", "RouteSpec/eth0/inet6/fe80::1//1024", [:]),
                ])
                try #require(reply.isApplied == true, "\(reply.text)")
                try await flow.host.eventually("duplicate address detection is over") {
                    try await !flow.host.ip("address show eth0").contains("tentative")
                }
                _ = try await events.quiet(for: .seconds(1))
                #expect(try await flow.host.ip("-6 route show 2001:db8:1::/48").contains("metric 1024"))
                for item in try await flow.client.get("/v1/resources/network/ApplyStatus").items {
                    #expect(item["spec"]?["state"] == "applied", "\(item.canonical)")
                    #expect(item["spec"]?["repairs"] == nil, "\(item.canonical)")
                }
                // Any wake-up makes the controllers look again: there must be nothing to do.
                try await flow.host.ip("link add other type bridge")
                let after = try await events.quiet(for: .seconds(1)).filter { $0.kind != .newLink }
                try await events.expectNone(after)
            }
        }

        @Test func `an address that another host has says so, and isn't fought over`() async throws {
            try await Flow.run { flow in
                try await flow.host.set("ipv6/conf/eth0/accept_dad", "1")
                try await flow.host.ip("address add 2001:db8::9/64 dev eth0p nodad")
                try await flow.client.apply("AddressSpec/eth0/2001:db8::9/64")
                let status = try await flow.client.status("AddressSpec/eth0/2001:db8::9/64") {
                    $0["reason"]?.text?.contains("another host") == true
                }
                #expect(status["repairs"] == nil)
            }
        }
    }
}
