import FlowSupport
import Resources
import TestSupport
import Testing

extension InLab {
    /// A refusal names the link that is in the way.
    @Suite struct Refusals {
        private static func expect(_ link: String, _ spec: JSON, _ words: String, _ flow: Flow) async throws {
            try await flow.client.put("LinkSpec/\(link)", spec)
            let status = try await flow.client.status("LinkSpec/\(link)") { $0["state"] == "refused" }
            #expect(status["reason"]?.text?.contains(words) == true, "\(status.canonical)")
        }

        @Test func `a number or a name that another link has`() async throws {
            try await Flow.run(prepare: { host in
                try await host.ip("link add e0 up type dummy")
                try await host.ip("link add seven link e0 type vlan id 7")
                try await host.ip("link add vx1 type vxlan id 5 dstport 4789")
                try await host.ip("link add e1 type dummy")
                try await host.ip("link property add dev e1 altname other")
            }) { flow in
                let vlan: JSON = ["kind": "vlan", "parentName": "e0", "vlan": ["vlanID": 7]]
                try await Self.expect("e0.7", vlan, "seven is VLAN 7 of e0 already", flow)
                let vxlan: JSON = ["kind": "vxlan", "vxlan": ["vni": 5, "port": 4789]]
                try await Self.expect("vx2", vxlan, "vx1 has the network identifier 5 already", flow)
                let named: JSON = ["up": true, "altNames": ["other"]]
                try await Self.expect("e0", named, "other is a name of the link e1 already", flow)
                // Nothing of a spec is done that can't be done.
                let sized = named.merged(with: ["mtu": 1400])
                try await Self.expect("e0", sized, "other is a name of the link e1 already", flow)
                #expect(try await flow.host.link("e0")?["mtu"] == 1500)
            }
        }

        @Test func `a tunnel that leads where another does, and a port that a bridge doesn't take`() async throws {
            try await Flow.run(prepare: { host in
                try await host.ip("link add e0 up type dummy")
                try await host.ip("link add one type geneve id 5 remote 192.0.2.1")
                try await host.ip("link add two type ipip local 192.0.2.2 remote 192.0.2.3")
                try await host.ip("link add m0 link e0 type macvlan")
            }) { flow in
                try await Self.expect(
                    "g1", ["kind": "geneve", "geneve": ["vni": 5, "remote": "192.0.2.1"]],
                    "one leads to the same place already", flow)
                try await Self.expect(
                    "t1", ["kind": "ipip", "ipTunnel": ["local": "192.0.2.2", "remote": "192.0.2.3"]],
                    "two leads to the same place already", flow)
                try await flow.client.apply(
                    "LinkSpec/t2", ["kind": "ipip", "ipTunnel": ["local": "192.0.2.2", "remote": "192.0.2.4"]])
                try await Self.expect(
                    "t2", ["kind": "ipip", "ipTunnel": ["local": "192.0.2.2", "remote": "192.0.2.3"]],
                    "two leads to the same place already", flow)
                try await Self.expect(
                    "i1", ["kind": "ipvlan", "parentName": "e0"], "e0 carries m0, and no ipvlan beside a macvlan", flow)
                try await flow.client.apply("LinkSpec/br0", ["kind": "bridge", "up": true])
                try await flow.client.apply("LinkSpec/wg0", ["kind": "wireguard", "up": true])
                try await Self.expect(
                    "wg0", ["kind": "wireguard", "up": true, "bridgeSlave": ["masterName": "br0"]],
                    "a bridge passes Ethernet frames on", flow)
            }
        }

        @Test func `a VLAN that shall be up on a link that is down waits for that`() async throws {
            try await Flow.run(prepare: { try await $0.ip("link add e0 type dummy") }) { flow in
                let vlan: JSON = ["kind": "vlan", "up": true, "parentName": "e0", "vlan": ["vlanID": 7]]
                try await flow.client.put("LinkSpec/e0.7", vlan)
                let status = try await flow.client.status("LinkSpec/e0.7") { $0["state"] == "waiting" }
                #expect(status["reason"] == "the link below, e0, is down")
                #expect(try await flow.host.link("e0.7")?["flags"]?.elements?.contains("UP") == false)
                try await flow.host.ip("link set e0 up")
                try await flow.client.status("LinkSpec/e0.7") { $0["state"] == "applied" }
                #expect(try await flow.host.link("e0.7")?["flags"]?.elements?.contains("UP") == true)
            }
        }

        @Test(arguments: [("bridgeSlave", "vrf"), ("vrfSlave", "bridge")])
        func `a port of what its spec takes for something else`(_ member: String, _ kind: String) async throws {
            try await Flow.run(prepare: { try await $0.ip("link add e0 up type dummy") }) { flow in
                var master: [String: JSON] = ["kind": .string(kind), "up": true]
                if kind == "vrf" { master["vrfMaster"] = ["table": 9] }
                try await flow.client.apply("LinkSpec/m0", .object(master))
                try await flow.client.put("LinkSpec/e0", ["up": true, member: ["masterName": "m0"]])
                let status = try await flow.client.status("LinkSpec/e0") { $0["state"] == "waiting" }
                #expect(status["reason"]?.text?.contains("m0 isn't a") == true, "\(status.canonical)")
                #expect(try await flow.host.link("e0")?["master"] == nil)
            }
        }

        @Test func `a macvlan that can't be on its link`() async throws {
            try await Flow.run(prepare: { try await $0.ip("link add e0 up type dummy") }) { flow in
                try await Self.expect(
                    "m0", ["kind": "macvlan", "parentName": "lo"], "lo is the loopback link and carries no macvlan",
                    flow)
                try await flow.client.apply("LinkSpec/m1", ["kind": "macvlan", "parentName": "e0"])
                try await Self.expect(
                    "m2", ["kind": "macvlan", "parentName": "e0", "macvlan": ["mode": "passthru"]],
                    "one with the mode passthru has e0 for itself, and there are m1", flow)
            }
        }

        @Test func `a hardware address that another macvlan has, and a queue that a bond hasn't`() async throws {
            try await Flow.run(prepare: { host in
                try await host.ip("link add e0 up type dummy")
                try await host.ip("link add m0 link e0 address 02:00:00:00:00:07 up type macvlan")
                try await host.veth("e1")
            }) { flow in
                try await Self.expect(
                    "m1",
                    ["kind": "macvlan", "up": true, "parentName": "e0", "hardwareAddr": "02:00:00:00:00:07"],
                    "m0 has the hardware address 02:00:00:00:00:07 already", flow)
                try await flow.client.apply(
                    "LinkSpec/bond0", ["kind": "bond", "up": true, "bondMaster": ["mode": "active-backup"]])
                try await Self.expect(
                    "e1", ["up": true, "masterName": "bond0", "bondSlave": ["queueID": 99]],
                    "the bond bond0 has no queue 99 to send from", flow)
            }
        }

        @Test func `a VLAN of somebody else's that shall be up on a link that is down`() async throws {
            try await Flow.run(prepare: { host in
                try await host.ip("link add e0 type dummy")
                try await host.ip("link add seven link e0 type vlan id 7")
            }) { flow in
                try await Self.expect("seven", ["up": true], "the link below, e0, is down", flow)
            }
        }

        @Test func `a veth's other end that is in another namespace can't be renamed, and the spec waits`() async throws
        {
            try await Flow.run(prepare: { _ in }) { flow in
                let guest = try await Host()
                func veth(_ peer: JSON) -> JSON { ["kind": "veth", "up": true, "veth": ["peerName": peer]] }
                try await flow.client.apply("LinkSpec/v0", veth("v1"))
                try await flow.host.ip("link set v1 netns \(guest.path)")
                try await flow.client.put("LinkSpec/v0", veth("v2"))
                let status = try await flow.client.status("LinkSpec/v0") { $0["state"] == "waiting" }
                #expect(status["reason"]?.text?.contains("the other end, v1, is in another network namespace") == true)
                try await flow.restart()
                try await flow.client.status("LinkSpec/v0") { $0["state"] == "waiting" }
                try await flow.client.apply("LinkSpec/v0", veth("v1"))
            }
        }

        @Test func `a VLAN's number that one has which is in another namespace, and a size that packets can't have`()
            async throws
        {
            try await Flow.run(prepare: { try await $0.veth("e0") }) { flow in
                let guest = try await Host()
                try await flow.host.ip("link add away link e0 type vlan id 7")
                try await flow.host.ip("link set away netns \(guest.path)")
                try await Self.expect(
                    "e0.7", ["kind": "vlan", "parentName": "e0", "vlan": ["vlanID": 7]],
                    "e0 has a VLAN 7 already, which is in another network namespace", flow)
                try await Self.expect(
                    "e0.9", ["kind": "vlan", "parentName": "e0", "vlan": ["vlanID": 4095]],
                    "a VLAN has a number from 0 to 4094, not 4095", flow)
                try await Self.expect(
                    "e0", ["up": true, "gsoMaxSize": 1],
                    "gsoMaxSize 1 isn't what the kernel takes: it has to be larger than the headers of TCP", flow)
            }
        }

        @Test(arguments: [["kind": "wireguard"], ["kind": "ipvlan", "parentName": "e0"]] as [JSON])
        func `a link that takes no hardware address isn't called applied`(_ members: JSON) async throws {
            try await Flow.run(prepare: { try await $0.veth("e0") }) { flow in
                let spec = members.merged(with: ["hardwareAddr": "02:00:00:00:00:01"])
                let reply = try await flow.client.put("LinkSpec/w0", spec, "?wait=applied")
                #expect(reply.isApplied == false, "\(reply.text)")
            }
        }

        @Test func `a WireGuard port that another link listens on`() async throws {
            try await Flow.run(prepare: { host in
                try await host.ip("link add vx1 up type vxlan id 5 dstport 4789")
            }) { flow in
                let tunnel: JSON = ["kind": "wireguard", "up": true, "wireguard": ["listenPort": 4789]]
                try await Self.expect("wg0", tunnel, "the UDP port 4789 is in use already", flow)
            }
        }
    }
}
