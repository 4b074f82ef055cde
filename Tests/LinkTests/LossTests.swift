import FlowSupport
import Resources
import TestSupport
import Testing

extension InLab {
    /// A dry run says what goes along with a change, whosever it is.
    @Suite struct Losses {
        /// A bond with a VLAN of ours, one of somebody else's, and a port.
        private static func withBond(_ body: @Sendable (Flow) async throws -> Void) async throws {
            try await Flow.run(prepare: { try await $0.veth("e0") }) { flow in
                let vlan: JSON = ["kind": "vlan", "up": true, "parentName": "bond0", "vlan": ["vlanID": 5]]
                let reply = try await flow.client.transact([
                    ("put", "LinkSpec/bond0", bond), ("put", "LinkSpec/bond0.5", vlan),
                    ("put", "LinkSpec/e0", ["up": true, "masterName": "bond0"]),
                    ("put", "AddressSpec/bond0.5/10.0.0.1/24", [:]),
                ])
                try #require(reply.isApplied == true, "\(reply.text)")
                try await flow.host.ip("link add v9 link bond0 up type vlan id 9")
                try await flow.host.ip("address add 10.5.0.1/24 dev v9")
                try await flow.host.ip("address add 2001:db8:5::1/64 dev v9")
                try await flow.host.ip("route add 192.0.2.0/24 via 10.5.0.9")
                try await body(flow)
            }
        }

        private static let bond: JSON = ["kind": "bond", "up": true, "bondMaster": ["mode": "active-backup"]]

        /// What a dry run's plan has of each object.
        private static func notes(_ reply: Reply) -> [String: String] {
            let plan = reply.json["plan"]?.elements ?? []
            return Dictionary(plan.map { ($0["object"]?.text ?? "", $0["note"]?.text ?? "") }) { "\($0); \($1)" }
        }

        @Test func `of a bond that goes: links on it, addresses, routes, ports, and the specs that wait then`()
            async throws
        {
            try await Self.withBond { flow in
                let reply = try await flow.client.transact([("delete", "LinkSpec/bond0", .null)], "?dryRun=true")
                let notes = Self.notes(reply)
                #expect(
                    notes["link bond0"]
                        == "with it go bond0.5, v9; 3 addresses and 1 route", "\(reply.text)")
                #expect(reply.plan.contains { $0["operation"] == "release" && $0["object"] == "link e0" })
                #expect(notes["LinkSpec/bond0.5"] == "parentName bond0 doesn't exist")
                #expect(notes["LinkSpec/e0"] == "master bond0 doesn't exist")
                #expect(notes["AddressSpec/bond0.5/10.0.0.1/24"] == "link bond0.5 doesn't exist")

                try await flow.client.remove("LinkSpec/bond0")
                for (spec, reason) in notes where spec.contains("Spec/") {
                    let status = try await flow.client.status(spec) { $0["state"] == "waiting" }
                    #expect(status["reason"]?.text == reason)
                }
                #expect(try await flow.host.link("v9") == nil)
            }
        }

        @Test func `of a smaller MTU: what lies on the link, and IPv6`() async throws {
            try await Self.withBond { flow in
                let small = Self.bond.merged(with: ["mtu": 1200])
                let notes = Self.notes(try await flow.client.put("LinkSpec/bond0", small, "?dryRun=true"))
                #expect(
                    notes["link bond0"]
                        == "the MTU 1200 get too: e0, bond0.5, v9; IPv6 goes off where the MTU is below 1280, and "
                        + "1 address with it")
                try await flow.client.apply("LinkSpec/bond0", small)
                for link in ["e0", "bond0.5", "v9"] { #expect(try await flow.host.link(link)?["mtu"] == 1200) }
                #expect(try await !flow.host.hasAddress("2001:db8:5::1/64", on: "v9"))
            }
        }

        @Test func `of a link that is set down: its IPv6 addresses, its routes, and the VLANs on it with theirs`()
            async throws
        {
            try await Self.withBond { flow in
                let down = Self.bond.merged(with: ["up": false])
                let notes = Self.notes(try await flow.client.put("LinkSpec/bond0", down, "?dryRun=true"))
                #expect(notes["link bond0"] == "down with it go bond0.5, v9; down it loses 1 address and 1 route")
                #expect(notes["LinkSpec/bond0.5"] == "the link below, bond0, is down")
                try await flow.client.apply("LinkSpec/bond0", down)
                #expect(try await !flow.host.hasAddress("2001:db8:5::1/64", on: "v9"))
                #expect(try await flow.host.ip("route show 192.0.2.0/24").isEmpty)
            }
        }

        @Test(arguments: [true, false])
        func `of a link that joins a bond: its IPv6 addresses and its routes, which it has again when it leaves`(
            _ keepsSpec: Bool
        ) async throws {
            try await Self.withBond { flow in
                try await flow.host.veth("f0")
                try await flow.host.ip("address add 2001:db8:6::1/64 dev f0 nodad")
                try await flow.host.ip("-6 route add 2001:db8:7::/64 via 2001:db8:6::9")
                try await flow.host.ip("address add 10.6.0.1/24 dev f0")
                try await flow.host.ip("route add 198.51.100.0/24 via 10.6.0.9 metric 7 mtu 1300 advmss 1000")
                try await flow.host.ip("route add 203.0.113.0/24 dev f0")
                let routes = try await Self.routes(flow)
                #expect(routes.count == 3)
                let port: JSON = ["up": true, "masterName": "bond0"]
                let notes = Self.notes(try await flow.client.put("LinkSpec/f0", port, "?dryRun=true"))
                #expect(notes["link f0"]?.hasSuffix("as a port of bond0 it loses 1 address and 3 routes") == true)
                try await flow.client.apply("LinkSpec/f0", port)
                #expect(try await !flow.host.hasAddress("2001:db8:6::1/64", on: "f0"))
                #expect(try await Self.routes(flow).isEmpty)
                try await flow.restart()
                // What somebody else has put there meanwhile stays.
                try await flow.host.ip("route add 203.0.113.0/24 dev lo")
                if keepsSpec {
                    try await flow.client.apply("LinkSpec/f0", ["up": true])
                } else {
                    try await flow.client.remove("LinkSpec/f0")
                }
                #expect(try await flow.host.hasAddress("2001:db8:6::1/64", on: "f0"))
                #expect(try await Self.routes(flow) == routes.filter { !$0.contains("203.0.113.0") })
                #expect(try await flow.host.ip("route show 203.0.113.0/24").contains("dev lo"))
            }
        }

        @Test func `what others put on a port while it is one stays on it when it leaves, and all that an address has`()
            async throws
        {
            try await Self.withBond { flow in
                try await flow.host.veth("f0")
                try await flow.host.ip("-6 address add 2001:db8:4::1 peer 2001:db8:4::2/128 dev f0 nodad")
                try await flow.host.ip("-6 address add 2001:db8:6::1/64 dev f0 nodad noprefixroute")
                try await flow.host.ip("address add 10.6.0.1/24 dev f0")
                try await flow.host.ip("route add default via 10.6.0.9 metric 50")
                let ways = "nexthop via 10.6.0.7 dev f0 nexthop via 10.6.0.8 dev f0 weight 3"
                try await flow.host.ip("route add 198.51.100.0/24 \(ways)")
                let before = (try await Self.routes(flow), try await Self.addresses(flow))
                try await flow.client.apply("LinkSpec/f0", ["up": true, "masterName": "bond0"])
                #expect(try await Self.routes(flow).isEmpty)
                try await flow.host.ip("route add default via 10.6.0.9 dev f0 metric 50")
                try await flow.host.ip("route add 203.0.113.0/24 via 10.6.0.9 dev f0 table 5 metric 3")
                try await flow.client.apply("LinkSpec/bond0", Self.bond.merged(with: ["bondMaster": ["miimon": 50]]))
                try await flow.client.remove("LinkSpec/f0")
                #expect(try await Self.routes(flow) == before.0)
                #expect(try await Self.addresses(flow) == before.1)
                #expect(try await flow.host.ip("route show table 5").contains("203.0.113.0/24 via 10.6.0.9 dev f0"))
            }
        }

        /// The IPv6 addresses of a link that the kernel hasn't made.
        private static func addresses(_ flow: Flow) async throws -> [String] {
            try await flow.host.ip("-6 -o address show dev f0 scope global").split(separator: "\n")
                .map { $0.split(separator: " ").dropFirst().joined(separator: " ") }.sorted()
        }

        /// Others' routes over a link, without what follows from its carrier.
        private static func routes(_ flow: Flow) async throws -> [String] {
            let both = try await flow.host.ip("-4 route show dev f0") + flow.host.ip("-6 route show dev f0")
            return both.split(separator: "\n").filter { !$0.contains("proto kernel") }
                .map { $0.split(separator: " ").filter { $0 != "linkdown" }.joined(separator: " ") }.sorted()
        }

        @Test func `of a link whose bond goes while its own spec stays: nothing, it has its addresses again`()
            async throws
        {
            try await Self.withBond { flow in
                try await flow.host.veth("f0")
                try await flow.host.ip("address add 2001:db8:6::1/64 dev f0 nodad")
                try await flow.host.ip("-6 route add 2001:db8:7::/64 via 2001:db8:6::9")
                let routes = try await Self.routes(flow)
                try await flow.client.apply("LinkSpec/f0", ["up": true, "masterName": "bond0"])
                #expect(try await !flow.host.hasAddress("2001:db8:6::1/64", on: "f0"))
                // A bond that somebody else deletes comes back, and its port with it.
                try await flow.host.ip("link delete bond0")
                try await flow.host.eventually("f0 is its port again") {
                    try await flow.host.json("link show dev f0").first?["master"] == "bond0"
                }
                #expect(try await !flow.host.hasAddress("2001:db8:6::1/64", on: "f0"))
                try await flow.host.ip("route add 203.0.113.0/24 dev f0 table 5")
                try await flow.client.remove("LinkSpec/bond0")
                #expect(try await flow.host.ip("route show table 5").contains("203.0.113.0/24 dev f0"))
                try await flow.host.eventually("f0 has its address again") {
                    try await flow.host.hasAddress("2001:db8:6::1/64", on: "f0")
                }
                try await flow.host.eventually("and its route") { try await Self.routes(flow) == routes }
                let status = try await flow.client.status("LinkSpec/f0") { $0["state"] == "waiting" }
                #expect(status["reason"]?.text?.contains("bond0") == true)
                // And it may become a port and leave once more.
                try await flow.client.apply("LinkSpec/bond0", Self.bond)
                try await flow.host.eventually("f0 is a port without addresses") {
                    try await !flow.host.hasAddress("2001:db8:6::1/64", on: "f0")
                }
                try await flow.client.remove("LinkSpec/f0")
                #expect(try await flow.host.hasAddress("2001:db8:6::1/64", on: "f0"))
            }
        }
    }
}
