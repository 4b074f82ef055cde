import FlowSupport
import Resources
import TestSupport
import Testing

extension InLab {
    /// What a link of another kind can't have, and what its neighbours lack meanwhile, is our own doing.
    @Suite struct KindChanges {
        private static let dummy: JSON = ["kind": "dummy", "up": true]

        @Test func `a bond's ports wait while it is a dummy, and nobody is said to have taken them out`() async throws {
            try await Flow.run(prepare: { host in
                for port in ["p1", "p2"] { try await host.ip("link add \(port) type dummy") }
            }) { flow in
                let bond: JSON = ["kind": "bond", "up": true, "bondMaster": ["mode": "active-backup"]]
                try await flow.client.apply("LinkSpec/bond0", bond)
                try await flow.client.apply("LinkSpec/p1", ["masterName": "bond0"])
                try await flow.host.ip("link set p2 master bond0")
                let plan = try await flow.client.put("LinkSpec/bond0", Self.dummy, "?dryRun=true")
                #expect(plan.text.contains("what doesn't come back with it: p1, p2"), "\(plan.text)")
                try await flow.client.apply("LinkSpec/bond0", Self.dummy)
                let waiting = try await flow.client.status("LinkSpec/p1") { $0["state"] == "waiting" }
                #expect(waiting["reason"]?.text?.contains("bond0 takes no ports: it is a dummy") == true, "\(waiting)")
                try await flow.client.apply("LinkSpec/bond0", bond)
                let status = try await flow.client.status("LinkSpec/p1") { $0["state"] == "applied" }
                #expect(status["repairs"] == nil, "\(status.canonical)")
                #expect(try await flow.host.link("p1")?["master"] == "bond0")
                try await flow.host.ip("link set p1 nomaster")
                try await flow.client.status("LinkSpec/p1") { $0["repairs"] == 1 }
            }
        }

        @Test func `a veth's other end that goes and comes back with it is no repair`() async throws {
            try await Flow.run { flow in
                let veth: JSON = ["kind": "veth", "up": true, "veth": ["peerName": "v1"]]
                try await flow.client.apply("LinkSpec/v0", veth)
                try await flow.client.apply("LinkSpec/v1", ["up": true, "mtu": 1400])
                let plan = try await flow.client.put("LinkSpec/v0", Self.dummy, "?dryRun=true")
                #expect(plan.text.contains("what doesn't come back with it: v1"), "\(plan.text)")
                try await flow.client.apply("LinkSpec/v0", Self.dummy)
                try await flow.client.status("LinkSpec/v1") { $0["state"] == "waiting" }
                try await flow.client.apply("LinkSpec/v0", veth)
                let status = try await flow.client.status("LinkSpec/v1") { $0["state"] == "applied" }
                #expect(status["repairs"] == nil, "\(status.canonical)")
                #expect(try await flow.host.link("v1")?["mtu"] == 1400)
            }
        }

        @Test func `a VLAN on what becomes WireGuard is named, and waits`() async throws {
            try await Flow.run { flow in
                try await flow.client.apply("LinkSpec/e0", Self.dummy)
                try await flow.host.ip("link add e0.9 link e0 type vlan id 9")
                let wireGuard: JSON = ["kind": "wireguard", "wireguard": [:]]
                let plan = try await flow.client.put("LinkSpec/e0", wireGuard, "?dryRun=true")
                #expect(plan.text.contains("what doesn't come back with it: e0.9"), "\(plan.text)")
                try await flow.client.apply("LinkSpec/e0", wireGuard)
                #expect(try await flow.host.link("e0.9") == nil)
            }
        }

        @Test func `a dummy becomes a tap and the other way round`() async throws {
            try await Flow.run { flow in
                let tap: JSON = ["kind": "tun", "up": true, "tun": ["mode": "tap"]]
                for (spec, kind) in [(Self.dummy, "dummy"), (tap, "tun"), (Self.dummy, "dummy")] {
                    try await flow.client.apply("LinkSpec/t0", spec)
                    #expect(try await flow.host.link("t0")?[dotted: "linkinfo.info_kind"]?.text == kind)
                }
            }
        }

        @Test func `a macvtap that shall be a bridge's port is told why it can't be one`() async throws {
            try await Flow.run(prepare: { try await $0.ip("link add e0 up type dummy") }) { flow in
                try await flow.client.apply("LinkSpec/br0", ["kind": "bridge"])
                let port: JSON = ["kind": "macvtap", "parentName": "e0", "bridgeSlave": ["masterName": "br0"]]
                try await flow.client.put("LinkSpec/mt0", port)
                let status = try await flow.client.status("LinkSpec/mt0") { $0["errno"] == "EBUSY" }
                #expect(status["extack"]?.text?.contains("can't be a port of br0") == true, "\(status)")
            }
        }

        @Test func `a kind that the kernel doesn't make disturbs nothing`() async throws {
            try await Flow.run { flow in
                try await flow.client.apply("LinkSpec/v0", ["kind": "veth", "up": true, "veth": ["peerName": "v1"]])
                try await flow.host.ip("addr add 192.0.2.1/24 dev v1")
                try await flow.host.ip("neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev v0")
                func shown() async throws -> String {
                    try await flow.host.ip("-br link show") + flow.host.ip("addr show dev v1")
                        + flow.host.ip("neigh show dev v0 nud permanent")
                }
                let before = try await shown()
                // `macvlan_newlink()` takes no loopback.
                try await flow.client.put("LinkSpec/v0", ["kind": "macvlan", "up": true, "parentName": "lo"])
                try await flow.client.status("LinkSpec/v0") { $0["state"] == "refused" && $0["errno"] == "EINVAL" }
                #expect(try await shown() == before)
            }
        }
    }
}
