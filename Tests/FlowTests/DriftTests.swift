import FlowSupport
import Resources
import Testing

/// Something of ours in the kernel, and what somebody else does to it.
struct Disturbance: Sendable, CustomTestStringConvertible {
    let name: String
    /// Type and id.
    let resource: String
    var spec: JSON = [:]
    /// What somebody else does, `ip` commands.
    let harm: [String]
    /// What `ip` shows of the object.
    let look: String
    /// What the status says was found; `nil` where the words depend on the kernel.
    var finding: String?

    var testDescription: String { name }

    static let all = links + addresses + routes + rules

    private static let veth: JSON = ["kind": "veth", "up": true, "mtu": 1400, "veth": ["peerName": "v1"]]
    private static let links = [
        Disturbance(
            name: "a link's MTU is changed", resource: "LinkSpec/eth0", spec: ["up": true, "mtu": 1400],
            harm: ["link set eth0 mtu 1300"], look: "-d link show eth0", finding: "mtu 1300 instead of 1400"),
        Disturbance(
            name: "a link is set down", resource: "LinkSpec/eth0", spec: ["up": true], harm: ["link set eth0 down"],
            look: "-d link show eth0", finding: "up false instead of true"),
        Disturbance(
            name: "a hardware address is changed", resource: "LinkSpec/eth0",
            spec: ["hardwareAddr": "02:00:00:00:00:07"], harm: ["link set eth0 address 02:00:00:00:00:08"],
            look: "-d link show eth0"),
        Disturbance(
            name: "a veth is deleted", resource: "LinkSpec/v0", spec: veth, harm: ["link delete v0"],
            look: "-d link show v0", finding: "deleted"),
        Disturbance(
            name: "a veth's MTU is changed", resource: "LinkSpec/v0", spec: veth, harm: ["link set v0 mtu 1300"],
            look: "-d link show v0"),
        Disturbance(
            name: "a bridge is deleted", resource: "LinkSpec/br0", spec: ["kind": "bridge", "up": true],
            harm: ["link delete br0"], look: "-d link show br0", finding: "deleted"),
        Disturbance(
            name: "a bridge's spanning tree is switched", resource: "LinkSpec/br0",
            spec: ["kind": "bridge", "up": true, "bridgeMaster": ["stp": ["enabled": true]]],
            harm: ["link set br0 type bridge stp_state 0"], look: "-d link show br0"),
    ]

    private static let addresses = [
        Disturbance(
            name: "an IPv4 address is deleted", resource: "AddressSpec/eth0/192.0.2.10/24",
            harm: ["address delete 192.0.2.10/24 dev eth0"], look: "-4 address show eth0", finding: "deleted"),
        Disturbance(
            name: "an IPv4 address' metric is changed", resource: "AddressSpec/eth0/192.0.2.10/24",
            spec: ["priority": 50], harm: ["address change 192.0.2.10/24 dev eth0 metric 70"],
            look: "-4 address show eth0", finding: "priority 70 instead of 50"),
        Disturbance(
            name: "an IPv6 address is deleted", resource: "AddressSpec/eth0/2001:db8::10/64", spec: ["flags": "nodad"],
            harm: ["address delete 2001:db8::10/64 dev eth0"], look: "-6 address show eth0", finding: "deleted"),
        Disturbance(
            name: "an IPv6 address' flags are changed", resource: "AddressSpec/eth0/2001:db8::10/64",
            spec: ["flags": "nodad"],
            harm: ["address change 2001:db8::10/64 dev eth0 nodad noprefixroute"], look: "-6 address show eth0"),
    ]

    private static let routes = [
        Disturbance(
            name: "an IPv4 route is deleted", resource: "RouteSpec/inet4/10.0.0.1/198.51.100.0/24/100",
            spec: ["outLinkName": "eth0"], harm: ["route delete 198.51.100.0/24"], look: "-4 route show table all",
            finding: "deleted"),
        Disturbance(
            name: "an IPv4 route gets another gateway", resource: "RouteSpec/inet4/10.0.0.1/198.51.100.0/24/100",
            spec: ["outLinkName": "eth0"],
            harm: ["route replace 198.51.100.0/24 via 10.0.0.2 dev eth0 metric 100 proto 117"],
            look: "-4 route show table all", finding: "gateway 10.0.0.2 instead of 10.0.0.1"),
        Disturbance(
            name: "an IPv4 route gets another protocol", resource: "RouteSpec/inet4/10.0.0.1/198.51.100.0/24/100",
            spec: ["outLinkName": "eth0"],
            harm: ["route replace 198.51.100.0/24 via 10.0.0.1 dev eth0 metric 100 proto static"],
            look: "-4 route show table all"),
        Disturbance(
            name: "a blackhole route is deleted", resource: "RouteSpec/inet4//203.0.113.0/24/0",
            spec: ["type": "blackhole"], harm: ["route delete blackhole 203.0.113.0/24"],
            look: "-4 route show table all", finding: "deleted"),
        Disturbance(
            name: "a multipath route loses a next hop", resource: "RouteSpec/inet4//198.51.100.0/24/100",
            spec: ["nextHops": [["gateway": "10.0.0.1", "weight": 2], ["gateway": "10.0.0.2"]]],
            harm: ["route replace 198.51.100.0/24 via 10.0.0.1 metric 100 proto 117"], look: "-4 route show table all"),
        Disturbance(
            name: "an IPv6 route is deleted", resource: "RouteSpec/eth0/inet6/fd00::1/2001:db8:1::/48/100",
            spec: ["outLinkName": "eth0"], harm: ["-6 route delete 2001:db8:1::/48 via fd00::1"],
            look: "-6 route show table all", finding: "deleted"),
        Disturbance(
            name: "an IPv6 route gets another MTU", resource: "RouteSpec/eth0/inet6/fd00::1/2001:db8:1::/48/100",
            spec: ["outLinkName": "eth0", "mtu": 1400],
            harm: ["-6 route replace 2001:db8:1::/48 via fd00::1 dev eth0 metric 100 mtu 1300 proto 117"],
            look: "-6 route show table all", finding: "mtu 1300 instead of 1400"),
    ]

    private static let rules = [
        Disturbance(
            name: "an IPv4 rule is deleted", resource: "RoutingRuleSpec/inet4/01000",
            spec: ["src": "192.0.2.0/24", "table": "100"], harm: ["rule delete priority 1000"], look: "-4 rule show",
            finding: "deleted"),
        Disturbance(
            name: "an IPv4 rule is changed", resource: "RoutingRuleSpec/inet4/01000",
            spec: ["src": "192.0.2.0/24", "table": "100"],
            harm: ["rule delete priority 1000", "rule add from 192.0.2.0/24 table 200 priority 1000 protocol 117"],
            look: "-4 rule show"),
        Disturbance(
            name: "an IPv6 rule is deleted", resource: "RoutingRuleSpec/inet6/01000",
            spec: ["src": "2001:db8::/32", "table": "100"], harm: ["-6 rule delete priority 1000"],
            look: "-6 rule show", finding: "deleted"),
        Disturbance(
            name: "an IPv6 rule is changed", resource: "RoutingRuleSpec/inet6/01000",
            spec: ["src": "2001:db8::/32", "table": "100"],
            harm: [
                "-6 rule delete priority 1000", "-6 rule add from 2001:db8::/32 table 200 priority 1000 protocol 117",
            ],
            look: "-6 rule show"),
    ]
}

extension Flows {
    @Suite struct Drift {
        @Test(arguments: Disturbance.all)
        func `what somebody else does to an object of ours is put right and recorded`(_ harm: Disturbance) async throws
        {
            try await Flow.run(prepare: { host in
                try await host.veth("eth0")
                try await host.ip("address add 10.0.0.9/24 dev eth0")
                try await host.ip("address add fd00::9/64 dev eth0 nodad")
            }) { flow in
                try await flow.client.apply(harm.resource, harm.spec)
                try await flow.client.status(harm.resource) { $0["state"] == "applied" }
                let before = try await flow.host.look(harm.look)
                for words in harm.harm { try await flow.host.ip(words) }
                let status = try await flow.client.status(harm.resource) { ($0["repairs"]?.integer ?? 0) >= 1 }
                try await flow.host.eventually(shows: before) { try await flow.host.look(harm.look) }
                if let finding = harm.finding { #expect(status[path: "drift", "found"]?.text == finding) }
                // A deletion and an addition may be found one after the other, so there may be two repairs.
                #expect((1...Int64(harm.harm.count)).contains(status["repairs"]?.integer ?? 0))
            }
        }

        @Test func `a link that was set down and up again has all its routes`() async throws {
            try await Flow.run { flow in
                let reply = try await flow.client.transact([
                    ("put", "AddressSpec/eth0/10.0.0.9/24", [:]),
                    ("put", "AddressSpec/eth0/fd00::9/64", ["flags": "nodad"]),
                    ("put", "RouteSpec/inet4/10.0.0.1/198.51.100.0/24/100", ["outLinkName": "eth0"]),
                    ("put", "RouteSpec/inet4/10.0.0.1//100", [:]),
                    ("put", "RouteSpec/inet4//203.0.113.0/24/7", ["outLinkName": "eth0"]),
                    ("put", "RouteSpec/eth0/inet6/fd00::1/2001:db8:1::/48/100", ["outLinkName": "eth0"]),
                    ("put", "RouteSpec/eth0/inet6/fe80::1//100", [:]),
                ])
                try #require(reply.isApplied == true, "\(reply.reasons)")
                let before = try await flow.host.look("route show table all", "address show eth0")
                for _ in 1...3 {
                    try await flow.host.ip("link set eth0 down")
                    try await flow.host.ip("link set eth0 up")
                    try await flow.host.eventually(shows: before) {
                        try await flow.host.look("route show table all", "address show eth0")
                    }
                }
            }
        }
    }
}
