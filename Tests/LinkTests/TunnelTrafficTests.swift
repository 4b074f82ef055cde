import FlowSupport
import Resources
import TestSupport
import Testing

extension InLab {
    /// Tunnels between two hosts, and what lies on a link that is made anew.
    @Suite struct TunnelTraffic {
        /// A tunnel of ours, what the other host's `ip` makes, and the addresses inside.
        struct Case: Sendable, CustomTestStringConvertible {
            let kind: String
            let spec: JSON
            let other: String
            var addresses = ["10.9.0.1", "10.9.0.2"]
            var testDescription: String { kind }
        }

        static let cases = [
            Case(
                kind: "vxlan", spec: ["vxlan": ["vni": 5, "remote": "192.0.2.2"]],
                other: "type vxlan id 5 remote 192.0.2.1 dstport 4789"),
            Case(
                kind: "vxlan", spec: ["vxlan": ["vni": 5, "remote": "239.1.1.1", "linkName": "wan"]],
                other: "type vxlan id 5 group 239.1.1.1 dev wanp dstport 4789"),
            Case(
                kind: "geneve", spec: ["geneve": ["vni": 5, "remote": "192.0.2.2"]],
                other: "type geneve id 5 remote 192.0.2.1"),
            Case(
                kind: "gretap",
                spec: [
                    "gre": ["local": "192.0.2.1", "remote": "192.0.2.2", "inKey": 1, "outKey": 2, "outChecksum": true]
                ],
                other: "type gretap local 192.0.2.2 remote 192.0.2.1 ikey 2 okey 1 icsum"),
            Case(
                kind: "ip6gretap", spec: ["gre": ["local": "fd00::1", "remote": "fd00::2"]],
                other: "type ip6gretap local fd00::2 remote fd00::1"),
            Case(
                kind: "ipip", spec: ["ipTunnel": ["local": "192.0.2.1", "remote": "192.0.2.2", "ttl": 64]],
                other: "type ipip local 192.0.2.2 remote 192.0.2.1"),
            Case(
                kind: "sit", spec: ["ipTunnel": ["local": "192.0.2.1", "remote": "192.0.2.2"]],
                other: "type sit local 192.0.2.2 remote 192.0.2.1", addresses: ["fd09::1", "fd09::2"]),
        ]

        @Test(arguments: cases)
        func `packets go through a tunnel to another host, and through it when it was changed`(_ tunnel: Case)
            async throws
        {
            let other = try await Host()
            try await Flow.run(prepare: { host in
                try await host.wire("wan", address: "02:00:00:00:00:01", to: other)
                try await host.ip("address add 192.0.2.1/24 dev wan")
                try await host.ip("address add fd00::1/64 dev wan nodad")
            }) { flow in
                try await other.ip("address add 192.0.2.2/24 dev wanp")
                try await other.ip("address add fd00::2/64 dev wanp nodad")
                try await other.ip("link add far \(tunnel.other)")
                try await other.ip("link set far up")
                let bits = tunnel.addresses[0].contains(":") ? 64 : 24
                try await other.ip("address add \(tunnel.addresses[1])/\(bits) dev far")
                let spec = JSON.object(["kind": .string(tunnel.kind), "up": true]).merged(with: tunnel.spec)
                let reply = try await flow.client.transact([
                    ("put", "LinkSpec/x0", spec), ("put", "AddressSpec/x0/\(tunnel.addresses[0])/\(bits)", [:]),
                ])
                try #require(reply.isApplied == true, "\(reply.reasons)")
                try await Self.expectPing(flow.host, tunnel.addresses[1])
                // Another MTU, and what a change in place has to say again is as it was.
                try await flow.client.apply("LinkSpec/x0", spec.merged(with: ["mtu": 1300, "txQueueLength": 77]))
                try await Self.expectPing(flow.host, tunnel.addresses[1])
            }
        }

        private static func expectPing(_ host: Host, _ address: String) async throws {
            try await host.eventually("\(address) answers") {
                try await host.run(["ping", "-c", "1", "-W", "1", address]).status == 0
            }
        }

        @Test func `a link that is made anew has what it had: addresses, names, its hardware address and links on it`()
            async throws
        {
            try await Flow.run { flow in
                let host = flow.host
                try await flow.client.apply("LinkSpec/x0", ["kind": "vxlan", "up": true, "vxlan": ["vni": 5]])
                try await flow.client.apply("AddressSpec/x0/10.9.0.1/24", [:])
                try await host.ip("address add 10.9.1.1/24 dev x0")
                try await host.ip("link property add dev x0 altname theirs")
                try await host.ip("link add link x0 name m0 up type macvlan mode bridge")
                try await host.ip("address add 10.9.2.1/24 dev m0")
                let before = try #require(try await host.link("x0"))
                try await flow.client.apply(
                    "LinkSpec/x0", ["kind": "vxlan", "up": true, "vxlan": ["vni": 6], "mtu": 1400])
                let after = try #require(try await host.link("x0"))
                #expect(after[path: "linkinfo", "info_data", "id"] == 6)
                for member in ["ifindex", "address", "altnames", "ifalias"] { #expect(after[member] == before[member]) }
                try await host.eventually("the MTU") { try await host.link("x0")?["mtu"] == 1400 }
                for address in ["10.9.0.1/24", "10.9.1.1/24"] {
                    #expect(try await host.hasAddress(address, on: "x0"), "\(address)")
                }
                #expect(try await host.hasAddress("10.9.2.1/24", on: "m0"))
                #expect(try await host.link("m0")?[path: "linkinfo", "info_data", "mode"] == "bridge")
            }
        }

        @Test func `a tunnel waits for the link that carries it`() async throws {
            try await Flow.run { flow in
                let spec: JSON = ["kind": "vxlan", "up": true, "vxlan": ["vni": 5, "linkName": "later"]]
                try await flow.client.put("LinkSpec/x0", spec)
                try await flow.client.status("LinkSpec/x0") {
                    $0["state"] == "waiting" && $0["reason"]?.text?.contains("later doesn't exist") == true
                }
                #expect(try await flow.host.link("x0") == nil)
                try await flow.host.veth("later")
                try await flow.client.status("LinkSpec/x0") { $0["state"] == "applied" }
                #expect(try await flow.host.link("x0")?[path: "linkinfo", "info_data", "link"] == "later")
                // It goes with the link that carries it, and comes back with the next one of that name.
                try await flow.host.ip("link delete later")
                try await flow.client.status("LinkSpec/x0") { $0["state"] == "waiting" }
                try await flow.host.veth("later")
                try await flow.client.status("LinkSpec/x0") { $0["state"] == "applied" }
            }
        }

        @Test func `a group is left and the next one joined when the remote changes`() async throws {
            try await Flow.run { flow in
                func spec(_ group: String) -> JSON {
                    ["kind": "vxlan", "up": true, "vxlan": ["vni": 5, "remote": .string(group), "linkName": "eth0"]]
                }
                try await flow.client.apply("LinkSpec/x0", spec("239.1.1.1"))
                #expect(try await flow.host.ip("maddress show dev eth0").contains("239.1.1.1"))
                try await flow.client.apply("LinkSpec/x0", spec("239.1.1.2"))
                let groups = try await flow.host.ip("maddress show dev eth0")
                #expect(groups.contains("239.1.1.2") && !groups.contains("239.1.1.1"), "\(groups)")
            }
        }

        @Test func `further names of a link that is found are exactly those, and go with the spec`() async throws {
            try await Flow.run { flow in
                try await flow.host.ip("link property add dev eth0 altname theirs altname kept")
                try await flow.client.apply("LinkSpec/eth0", ["altNames": ["kept", "ours"]])
                func names() async throws -> JSON? {
                    try await flow.host.link("eth0")?["altnames"]?.elements.map { names in
                        .array(names.sorted { $0.canonical < $1.canonical })
                    }
                }
                #expect(try await names() == ["kept", "ours"])
                try await flow.client.remove("LinkSpec/eth0")
                #expect(try await names() == ["kept", "theirs"])
            }
        }
    }
}
