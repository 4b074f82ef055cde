import FlowSupport
import Resources
import TestSupport
import Testing

extension InLab {
    /// Specs that can't all be carried out: one is refused by name, and nothing is touched for it.
    @Suite struct Contradictions {
        private static let pair: JSON = ["kind": "veth", "up": true, "veth": ["peerName": "a2"]]

        /// Asks for a spec in vain.
        private static func expect(_ spec: String, _ members: JSON, _ reason: String, _ flow: Flow) async throws {
            let reply = try await flow.client.put("LinkSpec/\(spec)", members, "?wait=applied")
            #expect(reply.isApplied == false && reply.reasons.contains(reason), "\(reply.text)")
        }

        @Test func `a veth's end that another spec makes stays its end`() async throws {
            try await Flow.run { flow in
                try await flow.client.apply("LinkSpec/a1", Self.pair)
                let index = try await flow.host.index("a2")
                let other: JSON = ["kind": "veth", "up": true, "veth": ["peerName": "a3"]]
                try await Self.expect("a2", other, "the spec a1 makes a2 the other end of its veth", flow)
                #expect(try await flow.host.index("a2") == index)
                #expect(try await flow.host.link("a3") == nil)
                #expect(try await flow.client.status("LinkSpec/a1")["state"] == "applied")
            }
        }

        @Test func `two ipvlans of one link with different modes`() async throws {
            try await Flow.run(prepare: { try await $0.veth("e0") }) { flow in
                func ipvlan(_ mode: String) -> JSON {
                    ["kind": "ipvlan", "parentName": "e0", "ipvlan": ["mode": .string(mode)]]
                }
                try await flow.client.apply("LinkSpec/i1", ipvlan("l2"))
                try await Self.expect("i2", ipvlan("l3"), "all on e0 have the same mode and flags", flow)
                #expect(try await flow.client.status("LinkSpec/i1")["drift"] == nil)
            }
        }

        @Test func `a spec named like a further name of a link`() async throws {
            try await Flow.run { flow in
                try await flow.client.apply("LinkSpec/g2", ["kind": "dummy", "up": true, "altNames": ["gg"]])
                try await flow.client.apply("AddressSpec/g2/192.0.3.77/24")
                try await Self.expect("gg", ["kind": "dummy"], "gg is a further name of the link g2", flow)
                try await Self.expect("gg", ["mtu": 1400], "gg is a further name of the link g2", flow)
                let reply = try await flow.client.transact([
                    ("put", "LinkSpec/gg", ["kind": "dummy", "up": true]),
                    ("put", "LinkSpec/g2", ["kind": "dummy", "up": true, "altNames": []]),
                ])
                #expect(reply.isApplied == true, "\(reply.text)")
                #expect(try await flow.host.hasAddress("192.0.3.77/24", on: "g2"))
                #expect(try await !flow.host.hasAddress("192.0.3.77/24", on: "gg"))
                #expect(try await flow.client.status("LinkSpec/g2")["drift"] == nil)
            }
        }

        @Test func `what the kernel doesn't take back of a dropped setting is told`() async throws {
            try await Flow.run { flow in
                let plain: JSON = ["kind": "ipip", "ipTunnel": ["local": "192.0.2.1"]]
                try await flow.client.apply("LinkSpec/i1", plain)
                try await flow.client.apply(
                    "LinkSpec/i2", ["kind": "ipip", "ipTunnel": ["local": "192.0.2.1", "remote": "192.0.2.2"]])
                try await Self.expect("i2", plain, "EEXIST", flow)
                try await flow.restart()
                try await flow.client.status("LinkSpec/i2") { $0["state"] == "refused" }
                try await flow.client.remove("LinkSpec/i1")
                try await flow.client.status("LinkSpec/i2") { $0["state"] == "applied" }
                #expect(try await flow.host.link("i2")?[dotted: "linkinfo.info_data.remote"] == "any")
            }
        }

        @Test func `a VLAN that is down stays so when it is made anew`() async throws {
            try await Flow.run(prepare: { host in
                try await host.veth("e0")
                try await host.veth("e1")
            }) { flow in
                func vlan(_ parent: String, up: Bool) -> JSON {
                    ["kind": "vlan", "up": .bool(up), "parentName": .string(parent), "vlan": ["vlanID": 5]]
                }
                try await flow.client.apply("LinkSpec/v0", vlan("e0", up: true))
                let events = try await KernelEvents(flow.host)
                try await flow.client.apply("LinkSpec/v0", vlan("e1", up: false))
                #expect(try await flow.host.link("v0")?["flags"]?.elements?.contains("UP") == false)
                _ = try await events.quiet(for: .milliseconds(200))
                #expect(try await flow.host.link("v0")?["flags"]?.elements?.contains("UP") == false)
            }
        }

        @Test func `a name that is a template makes nothing`() async throws {
            try await Flow.run { flow in
                let template = try await flow.client.put("LinkSpec/eth%25d", ["kind": "dummy"])
                #expect(template.status == 422)
                let end: JSON = ["kind": "veth", "veth": ["peerName": "b%d"]]
                let pair = try await flow.client.put("LinkSpec/b1", end)
                #expect(pair.status == 422)
            }
        }
    }
}
