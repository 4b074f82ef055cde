import FlowSupport
import Resources

/// One of everything that specs can ask for: links, addresses and routes of both families, rules.
enum Everything {
    static let specs: [(op: String, resource: String, spec: JSON)] = [
        ("put", "LinkSpec/v0", ["kind": "veth", "up": true, "mtu": 1400, "veth": ["peerName": "v1"]]),
        ("put", "LinkSpec/v1", ["up": true]),
        (
            "put", "LinkSpec/w0",
            ["kind": "veth", "up": true, "veth": ["peerName": "w1"], "bridgeSlave": ["masterName": "br0"]]
        ),
        ("put", "LinkSpec/w1", ["up": true]),
        ("put", "LinkSpec/br0", ["kind": "bridge", "up": true, "bridgeMaster": ["stp": ["enabled": true]]]),
        ("put", "AddressSpec/v0/10.0.0.9/24", ["priority": 300]),
        ("put", "AddressSpec/v0/10.0.0.10/24", ["priority": 300]),
        ("put", "AddressSpec/v0/2001:db8::9/64", [:]),
        ("put", "AddressSpec/v0/2001:db8::10/64", ["flags": "nodad,noprefixroute"]),
        ("put", "AddressSpec/br0/10.1.0.1/24", [:]),
        ("put", "AddressSpec/lo/192.0.2.1/32", [:]),
        ("put", "RouteSpec/inet4/10.0.0.1//100", [:]),
        (
            "put", "RouteSpec/inet4/10.0.0.1/198.51.100.0/24/100",
            ["outLinkName": "v0", "mtu": 1300, "src": "10.0.0.10"]
        ),
        ("put", "RouteSpec/inet4/172.16.0.1/198.51.101.0/24/100", ["outLinkName": "v0", "onLink": true]),
        ("put", "RouteSpec/inet4//203.0.113.0/24/0", ["type": "blackhole"]),
        ("put", "RouteSpec/inet4//203.0.114.0/24/5", ["type": "unreachable"]),
        ("put", "RouteSpec/inet4//203.0.115.0/24/5", ["type": "prohibit"]),
        ("put", "RouteSpec/100/inet4/10.0.0.1//0", [:]),
        ("put", "RouteSpec/inet4//198.51.102.0/24/9", ["outLinkName": "v0"]),
        (
            "put", "RouteSpec/inet4//198.51.103.0/24/100",
            ["nextHops": [["gateway": "10.0.0.1", "weight": 3], ["gateway": "10.1.0.2", "outLinkName": "br0"]]]
        ),
        ("put", "RouteSpec/v0/inet6/2001:db8::1//0", [:]),
        ("put", "RouteSpec/v0/inet6/fe80::1/2001:db8:1::/48/100", ["mtu": 1300]),
        ("put", "RouteSpec/v0/inet6//2001:db8:2::/48/100", [:]),
        ("put", "RouteSpec/inet6//2001:db8:3::/48/100", ["type": "blackhole"]),
        (
            "put", "RouteSpec/inet6//2001:db8:4::/48/100",
            [
                "nextHops": [
                    ["gateway": "2001:db8::1", "outLinkName": "v0"], ["gateway": "2001:db8::2", "outLinkName": "v0"],
                ]
            ]
        ),
        ("put", "RoutingRuleSpec/inet4/01000", ["src": "192.0.2.0/24", "table": "100"]),
        ("put", "RoutingRuleSpec/inet4/01001", ["fwMark": 7, "fwMask": 255, "table": "100"]),
        ("put", "RoutingRuleSpec/inet4/01002", ["dst": "198.18.0.0/15", "action": "prohibit"]),
        ("put", "RoutingRuleSpec/inet6/01000", ["src": "2001:db8::/32", "table": "100", "iifName": "v0"]),
    ]

    /// What `ip` shows of all of them.
    static func look(_ host: Host) async throws -> [String] {
        try await host.look(
            "-d link show", "address show", "-4 route show table all", "-6 route show table all", "-4 rule show",
            "-6 rule show")
    }
}
