import FlowSupport
import Resources
import TestSupport
import Testing

extension InLab {
    /// The largest packets that what lies below a tunnel can carry; the kernel's own choice at the start is the witness.
    @Suite struct LargestPackets {
        private static func expectLimit(_ flow: Flow, _ largest: Int64?, because link: String?) async throws {
            try await flow.host.eventually("LinkStatus says \(largest ?? 0) because of \(link ?? "nothing")") {
                let limit = try await flow.client.get("/v1/resources/network/LinkStatus/x0").json[
                    path: "spec", "mtuLimit"]
                return limit?["largest"]?.integer == largest && limit?["because"]?.text == link
            }
        }

        @Test(arguments: TunnelTraffic.cases.filter { $0.kind != "geneve" })
        func `what a tunnel adds to packets is known: its own MTU is what the kernel makes of its link's`(
            _ tunnel: TunnelTraffic.Case
        )
            async throws
        {
            try await Flow.run(prepare: { try await $0.veth("wan") }) { flow in
                var spec = JSON.object(["kind": .string(tunnel.kind), "up": true]).merged(with: tunnel.spec)
                for part in ["vxlan", "gre", "ipTunnel"] where spec[part] != nil {
                    spec = spec.merged(with: [part: ["linkName": "wan"]])
                }
                try await flow.client.apply("LinkSpec/x0", spec)
                let mtu = try #require(try await flow.host.link("x0")?["mtu"]?.integer)
                try await flow.host.ip("link set wan mtu 1400")
                try await Self.expectLimit(flow, mtu - 100, because: "wan")
            }
        }

        @Test(arguments: [("gretap", "192.0.2."), ("ip6gretap", "fd00::")])
        func `a tunnel whose MTU nobody says any more has that of the options that it has now`(
            _ kind: String, _ net: String
        ) async throws {
            try await Flow.run(prepare: { host in
                try await host.ip("link add e0 up type dummy")
                try await host.ip("address add 192.0.2.1/24 dev e0")
                try await host.ip("address add fd00::1/64 dev e0 nodad")
            }) { flow in
                func tunnel(_ options: JSON, _ members: JSON = [:]) -> JSON {
                    let ends: JSON = ["local": .string(net + "1"), "remote": .string(net + "9")]
                    let spec: JSON = ["kind": .string(kind), "up": true, "gre": ends.merged(with: options)]
                    return spec.merged(with: members)
                }
                func expect(_ mtu: Int64, _ spec: JSON) async throws {
                    try await flow.client.apply("LinkSpec/x0", spec)
                    #expect(try await flow.host.link("x0")?["mtu"]?.integer == mtu, "\(spec.canonical)")
                }
                try await flow.client.apply("LinkSpec/x0", tunnel([:]))
                let plain = try #require(try await flow.host.link("x0")?["mtu"]?.integer)
                try await expect(1300, tunnel([:], ["mtu": 1300]))
                try await expect(1300, tunnel(["outKey": 5, "outChecksum": true], ["mtu": 1300]))
                try await expect(plain - 8, tunnel(["outKey": 5, "outChecksum": true]))
                try await expect(1200, tunnel(["outKey": 5], ["mtu": 1200]))
                try await expect(plain, tunnel([:]))
                try await expect(plain - 4, tunnel(["outSequence": true]))
            }
        }

        @Test(arguments: TunnelTraffic.cases.filter { $0.spec[path: "vxlan", "linkName"] == nil })
        func `a tunnel that names no link has what the way to its other end carries, also when that is another way`(
            _ tunnel: TunnelTraffic.Case
        ) async throws {
            try await Flow.run(prepare: { host in
                for (place, link) in ["wan", "backup"].enumerated() {
                    try await host.veth(link)
                    try await host.ip("address add 192.0.2.1/24 dev \(link) metric \(place + 1)")
                    try await host.ip("address add fd00::1/64 dev \(link) nodad metric \(place + 1)")
                }
                try await host.ip("link set wan mtu 1450")
                try await host.ip("link set backup mtu 1350")
            }) { flow in
                let spec = JSON.object(["kind": .string(tunnel.kind), "up": true]).merged(with: tunnel.spec)
                try await flow.client.apply("LinkSpec/x0", spec)
                // What a packet has around it, in the kernel's own reckoning where it finds the way when the link is made.
                let around = try #require(Self.around[tunnel.kind])
                try await flow.host.ip("link set x0 mtu 1500")
                try await Self.expectLimit(flow, 1450 - around, because: "wan")
                try await flow.host.ip("link set wan down")
                try await Self.expectLimit(flow, 1350 - around, because: "backup")
                try await flow.host.ip("link set backup mtu 1600")
                try await Self.expectLimit(flow, nil, because: nil)
                // Without a way there is nothing to say.
                try await flow.host.ip("link set backup mtu 1350")
                try await Self.expectLimit(flow, 1350 - around, because: "backup")
                try await flow.host.ip("link set backup down")
                try await Self.expectLimit(flow, nil, because: nil)
            }
        }

        /// Bytes of the headers: IP, and VXLAN's or Geneve's UDP with Ethernet inside, or GRE with key and checksum, or nothing.
        private static let around: [String: Int64] = [
            "vxlan": 20 + 8 + 8 + 14, "geneve": 20 + 8 + 8 + 14, "gretap": 20 + 12 + 14, "ip6gretap": 40 + 8 + 4 + 14,
            "ipip": 20, "sit": 20,
        ]

        @Test func `WireGuard has what the narrowest of the ways to its peers carries`() async throws {
            try await Flow.run(prepare: { host in
                for link in ["wan", "lan"] { try await host.veth(link) }
                try await host.ip("address add 192.0.2.1/24 dev wan")
                try await host.ip("address add fd00::1/64 dev lan nodad")
            }) { flow in
                func peer(_ letter: Character, _ endpoint: String) -> JSON {
                    ["publicKey": .string(String(repeating: letter, count: 43) + "="), "endpoint": .string(endpoint)]
                }
                func spec(_ peers: [JSON]) -> JSON {
                    ["kind": "wireguard", "up": true, "mtu": 1450, "wireguard": ["peers": .array(peers)]]
                }
                let near = peer("A", "192.0.2.2:51820")
                try await flow.client.apply("LinkSpec/x0", spec([near]))
                try await Self.expectLimit(flow, 1440, because: "wan")
                try await flow.client.apply("LinkSpec/x0", spec([near, peer("E", "[fd00::2]:51820")]))
                try await Self.expectLimit(flow, 1420, because: "lan")
                try await flow.host.ip("link set wan mtu 1400")
                try await Self.expectLimit(flow, 1340, because: "wan")
                try await flow.client.apply("LinkSpec/x0", spec([]))
                try await Self.expectLimit(flow, nil, because: nil)
            }
        }

        /// `wan`, and `lan`, whose packets are smaller.
        private static func makeTwoLinks(_ host: Host) async throws {
            for link in ["wan", "lan"] { try await host.veth(link) }
            try await host.ip("address add 192.0.2.1/24 dev wan")
            try await host.ip("link set lan mtu 1300")
        }

        /// A packet's selector, and a tunnel that it is one of.
        private static let selectors: [(rule: String, spec: JSON, around: Int64)] = [
            ("fwmark 7", wireGuard, 60), ("ipproto udp dport 51820", wireGuard, 60),
            ("ipproto udp dport 4789", ["kind": "vxlan", "vxlan": ["vni": 5, "remote": "192.0.2.2"]], 50),
            ("tos 0x10", ["kind": "ipip", "ipTunnel": ["remote": "192.0.2.2", "tos": 16]], 20),
            ("from 192.0.2.1", ["kind": "gretap", "gre": ["remote": "192.0.2.2", "local": "192.0.2.1"]], 38),
        ]

        private static let wireGuard: JSON = [
            "kind": "wireguard",
            "wireguard": [
                "firewallMark": 7,
                "peers": [
                    ["publicKey": .string(String(repeating: "A", count: 43) + "="), "endpoint": "192.0.2.2:51820"]
                ],
            ],
        ]

        @Test(arguments: selectors.indices)
        func `a rule that leads some packets another way counts`(_ place: Int) async throws {
            let (rule, spec, around) = Self.selectors[place]
            try await Flow.run(prepare: { host in
                try await Self.makeTwoLinks(host)
                try await host.ip("address add 198.51.100.1/24 dev lan")
                try await host.ip("route add default via 198.51.100.2 table 77")
            }) { flow in
                try await flow.client.apply(
                    "LinkSpec/x0", spec.merged(with: ["up": true, "mtu": .integer(1500 - around)]))
                try await Self.expectLimit(flow, nil, because: nil)
                try await flow.host.ip("rule add \(rule) table 77")
                try await Self.expectLimit(flow, 1300 - around, because: "lan")
                try await flow.host.ip("rule del \(rule) table 77")
                try await Self.expectLimit(flow, nil, because: nil)
            }
        }

        @Test func `what a route and a next hop say counts, and within a VRF its routes`() async throws {
            try await Flow.run(prepare: { host in
                try await Self.makeTwoLinks(host)
                try await host.ip("link add vr up type vrf table 200")
                try await host.ip("route add 203.0.113.0/24 dev wan mtu 1400")
                try await host.ip("nexthop add id 1 dev wan")
                try await host.ip("nexthop add id 2 dev lan")
                try await host.ip("nexthop add id 10 group 1")
                try await host.ip("route add 198.51.100.0/24 nhid 10")
                try await host.set("ipv4/nexthop_compat_mode", "0")
            }) { flow in
                func apply(_ remote: String, _ further: JSON = [:]) async throws {
                    let tunnel = JSON.object(["remote": .string(remote)]).merged(with: further)
                    try await flow.client.apply(
                        "LinkSpec/x0", ["kind": "ipip", "up": true, "mtu": 1480, "ipTunnel": tunnel])
                }
                try await apply("203.0.113.7")
                try await Self.expectLimit(flow, 1380, because: "wan")
                try await apply("198.51.100.7")
                try await Self.expectLimit(flow, nil, because: nil)
                try await flow.host.ip("nexthop replace id 10 group 2")
                try await Self.expectLimit(flow, 1280, because: "lan")
                try await flow.host.ip("link set lan master vr")
                try await flow.host.ip("route add 203.0.113.0/24 dev lan table 200")
                try await apply("203.0.113.7", ["linkName": "vr"])
                try await Self.expectLimit(flow, 1280, because: "lan")
            }
        }

        /// A route over both links, between which a flow chooses.
        private static func makeTwoWays(_ host: Host) async throws {
            try await makeTwoLinks(host)
            try await host.ip("address add 198.51.100.1/24 dev lan")
            try await host.ip(
                "route add 203.0.113.0/24 nexthop via 192.0.2.2 dev wan nexthop via 198.51.100.2 dev lan")
        }

        private static func expectTunnelOverBoth(_ flow: Flow) async throws {
            try await flow.client.apply(
                "LinkSpec/x0", ["kind": "ipip", "up": true, "mtu": 1480, "ipTunnel": ["remote": "203.0.113.7"]])
            try await expectLimit(flow, 1280, because: "lan")
        }

        @Test func `the narrowest of the ways that a flow may take counts, while it is there`() async throws {
            try await Flow.run(prepare: { host in
                try await Self.makeTwoWays(host)
            }) { flow in
                try await Self.expectTunnelOverBoth(flow)
                try await flow.host.ip("link set lan down")
                try await Self.expectLimit(flow, nil, because: nil)
            }
        }

        @Test func `a way whose cable is out doesn't count where the kernel passes over it`() async throws {
            try await Flow.run(prepare: { host in
                try await host.set("ipv4/conf/all/ignore_routes_with_linkdown", "1")
                try await Self.makeTwoWays(host)
            }) { flow in
                try await Self.expectTunnelOverBoth(flow)
                let peer = try #require(try await flow.host.link("lan")?["link"]?.text)
                try await flow.host.ip("link set \(peer) down")
                try await Self.expectLimit(flow, nil, because: nil)
            }
        }

        @Test(arguments: [nil, "wan"] as [JSON?])
        func `each remote end in a VXLAN's forwarding database counts, whether it names a link or not`(
            _ linkName: JSON?
        ) async throws {
            try await Flow.run(prepare: { host in
                try await Self.makeTwoLinks(host)
                // With a link named, no route has to lead over it.
                if linkName == nil { try await host.ip("address add 198.51.100.1/24 dev lan") }
            }) { flow in
                let vxlan = JSON.object(["vni": 5, "linkName": linkName ?? ""])
                try await flow.client.apply("LinkSpec/x0", ["kind": "vxlan", "up": true, "mtu": 1450, "vxlan": vxlan])
                func bridge(_ arguments: String) async throws {
                    _ = try await flow.host.run(["bridge"] + arguments.split(separator: " ").map(String.init))
                }
                let zeros = "00:00:00:00:00:00 dev x0 dst"
                try await bridge("fdb append \(zeros) 192.0.2.7")
                try await Self.expectLimit(flow, nil, because: nil)
                let there = "\(zeros) 198.51.100.7\(linkName == nil ? "" : " via lan")"
                try await bridge("fdb append \(there)")
                try await Self.expectLimit(flow, 1250, because: "lan")
                try await bridge("fdb del \(there)")
                try await Self.expectLimit(flow, nil, because: nil)
            }
        }

        @Test func `a tunnel whose packets would go through itself carries none`() async throws {
            try await Flow.run(prepare: { try await $0.veth("wan") }) { flow in
                try await flow.client.apply(
                    "LinkSpec/x0", ["kind": "ipip", "up": true, "mtu": 1480, "ipTunnel": ["remote": "203.0.113.7"]])
                try await Self.expectLimit(flow, nil, because: nil)
                try await flow.host.ip("route add 203.0.113.0/24 dev x0")
                try await Self.expectLimit(flow, 0, because: "x0")
                try await flow.host.ip("route del 203.0.113.0/24 dev x0")
                try await Self.expectLimit(flow, nil, because: nil)
            }
        }

        @Test func `an MTU that the link below can't carry is refused with both numbers`() async throws {
            try await Flow.run { flow in
                try await flow.host.ip("link set eth0 mtu 1400")
                for spec: JSON in [
                    ["kind": "vlan", "parentName": "eth0", "vlan": ["vlanID": 5]],
                    ["kind": "vxlan", "vxlan": ["vni": 5, "linkName": "eth0"]],
                ] {
                    // When it is made, and when it is changed.
                    for before in [nil, 1300] as [JSON?] {
                        if let before { try await flow.client.apply("LinkSpec/x0", spec.merged(with: ["mtu": before])) }
                        try await flow.client.put("LinkSpec/x0", spec.merged(with: ["mtu": 1450]))
                        let status = try await flow.client.status("LinkSpec/x0") { $0["state"] == "refused" }
                        let reason = status["reason"]?.text ?? ""
                        #expect(reason.contains("1450") && reason.contains("eth0 below has 1400"), "\(reason)")
                    }
                    try await flow.client.remove("LinkSpec/x0")
                }
            }
        }

        @Test func `a link that takes no ports is named as such`() async throws {
            try await Flow.run { flow in
                try await flow.host.ip("link add d0 type dummy")
                let reply = try await flow.client.put("LinkSpec/eth0", ["masterName": "d0"], "?wait=applied")
                #expect(reply.isApplied == false && reply.reasons.contains("d0 takes no ports"), "\(reply.text)")
            }
        }
    }
}
