import FlowSupport
import Resources
import TestSupport
import Testing

extension InLab {
    /// Next-hop objects of others on links that are made anew or go down for a moment.
    @Suite struct NextHops {
        @Test(arguments: ["0", "1"])
        func `next-hop objects, their groups and the routes that use them come back`(_ compatible: String) async throws
        {
            try await Flow.run(prepare: { host in
                try await host.ip("link add f0 up type dummy")
                try await host.ip("address add 10.6.0.1/24 dev f0")
                try await host.set("ipv4/nexthop_compat_mode", compatible)
            }) { flow in
                try await flow.client.apply("LinkSpec/e0", ["kind": "dummy", "up": true])
                try await flow.client.apply("AddressSpec/e0/10.5.0.1/24")
                for words in [
                    "nexthop add id 1 via 10.5.0.2 dev e0", "nexthop add id 2 via 10.6.0.2 dev f0",
                    "nexthop add id 3 group 1,7/2,2", "nexthop add id 4 dev e0", "route add 198.51.100.0/24 nhid 1",
                    "route add 203.0.113.0/24 nhid 3", "-6 nexthop add id 5 dev e0",
                    "-6 route add 2001:db8:9::/64 nhid 5",
                ] { try await flow.host.ip(words) }
                func all() async throws -> [String] {
                    var shown: [String] = []
                    for words in [
                        "nexthop", "route show 198.51.100.0/24", "route show 203.0.113.0/24",
                        "-6 route show 2001:db8:9::/64",
                    ] { shown.append(Self.settled(try await flow.host.ip(words))) }
                    return shown
                }
                let before = try await all()
                try await flow.client.apply("LinkSpec/e0", ["kind": "bridge", "up": true])
                try await flow.host.eventually("as before: \(before)") { try await all() == before }
            }
        }

        /// Without what tells that a bridge has no carrier yet.
        private static func settled(_ text: String) -> String {
            text.replacing("linkdown", with: "").split(whereSeparator: \.isWhitespace).sorted().joined(separator: " ")
        }

        @Test func `on a bond whose ports take their time they come back with the carrier`() async throws {
            try await Flow.run(prepare: { try await $0.veth("e0") }) { flow in
                func bond(_ mode: String) -> JSON {
                    let master: JSON = ["mode": .string(mode), "miimon": 100, "updelay": 500]
                    return ["kind": "bond", "up": true, "bondMaster": master]
                }
                let reply = try await flow.client.transact([
                    ("put", "LinkSpec/bond0", bond("active-backup")),
                    ("put", "LinkSpec/e0", ["up": true, "masterName": "bond0"]),
                ])
                try #require(reply.isApplied == true, "\(reply.text)")
                try await flow.host.ip("link add v9 link bond0 up type vlan id 9")
                try await flow.host.ip("address add 10.5.0.1/24 dev v9")
                try await flow.host.eventually("v9 has a carrier") {
                    try await flow.host.link("v9")?["operstate"] == "UP"
                }
                try await flow.host.ip("nexthop add id 7 via 10.5.0.9 dev v9")
                try await flow.host.ip("route add 198.51.100.0/24 nhid 7")
                try await flow.client.apply("LinkSpec/bond0", bond("802.3ad"))
                try await flow.host.eventually("the route is there again") {
                    try await flow.host.ip("route show 198.51.100.0/24").contains("nhid 7")
                }
            }
        }
    }
}
