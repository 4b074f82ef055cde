import FlowSupport
import NIOHTTP1
import Resources
import Testing

extension Flows {
    @Suite struct Ownership {
        /// An object that somebody else made, and specs of it.
        struct Foreign: Sendable, CustomTestStringConvertible {
            let made: String
            let resource: String
            /// As it is.
            let equal: JSON
            /// Otherwise.
            let different: JSON
            let look: String
            var testDescription: String { made }
        }

        static let objects = [
            Foreign(
                made: "address add 192.0.2.10/24 dev eth0", resource: "AddressSpec/eth0/192.0.2.10/24", equal: [:],
                different: ["scope": "link"], look: "-4 address show eth0"),
            Foreign(
                made: "address add 2001:db8::10/64 dev eth0 nodad", resource: "AddressSpec/eth0/2001:db8::10/64",
                equal: ["flags": "nodad"], different: ["flags": "nodad,noprefixroute"], look: "-6 address show eth0"),
            Foreign(
                made: "route add blackhole 203.0.113.0/24 metric 7", resource: "RouteSpec/inet4//203.0.113.0/24/7",
                equal: ["type": "blackhole"], different: ["type": "prohibit"], look: "-4 route show table all"),
            Foreign(
                made: "-6 route add 2001:db8:1::/48 dev eth0 metric 7",
                resource: "RouteSpec/eth0/inet6//2001:db8:1::/48/7", equal: [:], different: ["mtu": 1300],
                look: "-6 route show table all"),
            Foreign(
                made: "link add br0 type bridge", resource: "LinkSpec/br0", equal: ["kind": "bridge", "up": false],
                different: ["kind": "bridge", "up": true], look: "-d link show type bridge"),
        ]

        static let rules = [
            Foreign(
                made: "rule add from 192.0.2.0/24 table 100 priority 1000", resource: "RoutingRuleSpec/inet4/01000",
                equal: ["src": "192.0.2.0/24", "table": "100"], different: .null,
                look: "-4 rule show")
        ]

        @Test(arguments: objects + rules)
        func `an equal object of somebody else's is taken without a write, and stays when the spec goes`(
            _ object: Foreign
        ) async throws {
            try await Flow.run { flow in
                try await flow.host.ip(object.made)
                let events = try await KernelEvents(flow.host)
                let before = try await flow.host.ip("-j \(object.look)")
                _ = try await events.quiet(for: .milliseconds(500))
                try await flow.client.apply(object.resource, object.equal)
                try await flow.client.remove(object.resource)
                let changes = try events.all()
                try await events.expectNone(changes)
                #expect(try await flow.host.ip("-j \(object.look)") == before)
            }
        }

        @Test(arguments: objects)
        func `a different object of somebody else's is left alone unless the spec adopts it`(
            _ object: Foreign
        ) async throws {
            try await Flow.run { flow in
                try await flow.host.ip(object.made)
                let before = try await flow.host.look(object.look)
                let dry = try await flow.client.put(object.resource, object.different, "?dryRun=true")
                #expect(dry.plan.map { $0["operation"] } == ["foreignConflict"])
                #expect(dry.plan.first?["object"]?.text == object.resource)
                #expect(dry.plan.first?["note"]?.text?.contains("adopt") == true)
                let reply = try await flow.client.put(object.resource, object.different, "?wait=applied")
                #expect(reply.status == 201)
                #expect(reply.isApplied == false)
                #expect(reply.reasons.contains("foreignConflict"))
                #expect(reply.reasons.contains("adopt"))
                #expect(try await flow.host.look(object.look) == before)
                let unrelated = try await flow.client.put("RoutingRuleSpec/inet4/01009", ["table": "9"], "?dryRun=true")
                #expect(unrelated.plan.map { $0["operation"] } == ["add"])

                let adopting: JSON = ["metadata": ["annotations": ["adopt": "true"]], "spec": object.different]
                try await flow.client.apply(object.resource, adopting)
                #expect(try await flow.host.look(object.look) != before)
                try await flow.client.remove(object.resource)
                #expect(
                    try await flow.host.look(object.look).count < before.count
                        || object.resource.hasPrefix("AddressSpec"))
            }
        }

        @Test func `a rule stands beside another of its priority that somebody else made`() async throws {
            try await Flow.run { flow in
                try await flow.host.ip("rule add from 192.0.2.0/24 table 100 priority 1000")
                let before = try await flow.host.look("-4 rule show")
                try await flow.client.apply(
                    "RoutingRuleSpec/inet4/01000", ["src": "192.0.2.0/24", "table": "200"])
                let both = try await flow.host.look("-4 rule show")
                #expect(both.count == before.count + 1)
                #expect(Set(both).isSuperset(of: before))
                try await flow.client.remove("RoutingRuleSpec/inet4/01000")
                #expect(try await flow.host.look("-4 rule show") == before)
            }
        }

        @Test(arguments: [false, true])
        func `a primary address that goes takes nothing of others along`(promotes: Bool) async throws {
            try await Flow.run { flow in
                for link in ["all", "eth0"] {
                    try await flow.host.set("ipv4/conf/\(link)/promote_secondaries", promotes ? "1" : "0")
                }
                try await flow.client.apply("AddressSpec/eth0/192.0.2.10/24")
                try await flow.host.ip("address add 192.0.2.11/24 dev eth0")
                try await flow.host.ip("address add 192.0.2.12/24 dev eth0")
                try await flow.host.ip("route add 198.51.100.0/24 via 192.0.2.1 src 192.0.2.11 metric 5 proto static")
                try await flow.host.ip("route add 198.51.101.0/24 via 192.0.2.1 src 192.0.2.10 metric 5 proto static")
                let dry = try await flow.client.ask(
                    .DELETE, Client.path("AddressSpec/eth0/192.0.2.10/24") + "?dryRun=true")
                let words = dry.plan.map(\.canonical).joined(separator: "\n")
                #expect(dry.plan.first?["operation"] == "delete")
                #expect(dry.plan.first?["disruptive"] == true)
                // Its source goes for good.
                #expect(dry.plan.first?["note"]?.text?.contains("198.51.101.0/24") == true, "\(words)")
                if !promotes {
                    #expect(dry.plan.count { $0["operation"] == "put back" } == 3, "\(words)")
                    #expect(words.contains("192.0.2.11/24"))
                    #expect(words.contains("198.51.100.0/24"))
                }
                try await flow.client.remove("AddressSpec/eth0/192.0.2.10/24")
                #expect(try await !flow.host.hasAddress("192.0.2.10/24", on: "eth0"))
                for address in ["192.0.2.11/24", "192.0.2.12/24"] {
                    #expect(try await flow.host.hasAddress(address, on: "eth0"), "\(address)")
                }
                let routes = try await flow.host.ip("route show")
                #expect(routes.contains("198.51.100.0/24 via 192.0.2.1 dev eth0 proto static src 192.0.2.11 metric 5"))
                #expect(!routes.contains("198.51.101.0/24"))
            }
        }

        @Test func `while paused nothing is touched and the plan is shown; resume does it; release gives up`()
            async throws
        {
            try await Flow.run { flow in
                let resource = "AddressSpec/eth0/192.0.2.10/24"
                try await flow.client.apply(resource)
                try await flow.client.manage("observe")
                let events = try await KernelEvents(flow.host)
                try await flow.host.ip("address delete 192.0.2.10/24 dev eth0")
                let paused = try await flow.client.status(resource) { $0["state"] == "paused" }
                #expect(paused["reason"]?.text?.contains("add address eth0/192.0.2.10/24") == true)
                let reply = try await flow.client.put("AddressSpec/eth0/192.0.2.20/24", [:], "?wait=applied")
                #expect(reply.isApplied == false)
                #expect(reply.reasons.contains("paused"))
                let touched = try events.all().filter { $0.kind == .newAddress }
                try await events.expectNone(touched)

                try await flow.client.manage("enforce")
                for address in ["192.0.2.10/24", "192.0.2.20/24"] {
                    try await flow.client.status("AddressSpec/eth0/\(address)") { $0["state"] == "applied" }
                    #expect(try await flow.host.hasAddress(address, on: "eth0"))
                }

                try await flow.client.manage("released")
                try await flow.client.remove(resource)
                #expect(try await flow.host.hasAddress("192.0.2.10/24", on: "eth0"))
                try await flow.host.ip("address delete 192.0.2.20/24 dev eth0")
                try await flow.client.status("AddressSpec/eth0/192.0.2.20/24") { $0["state"] == "paused" }
                try await flow.restart()
                #expect(try await flow.host.hasAddress("192.0.2.10/24", on: "eth0"))
                #expect(try await !flow.host.hasAddress("192.0.2.20/24", on: "eth0"))
            }
        }
    }
}
