import FlowSupport
import Resources
import TestSupport
import Testing

extension InLab {
    /// What goes with a link that is made anew, or moves into a VRF, is put back in the same pass, whoever made it.
    @Suite struct Rebuilds {
        private static let vlan: JSON = ["kind": "vlan", "up": true, "parentName": "e0", "vlan": ["vlanID": 5]]

        /// A VLAN on `e0` with what we made and what others did.
        private static func withVLAN(_ body: @Sendable (Flow) async throws -> Void) async throws {
            try await Flow.run(
                prepare: { host in
                    try await host.ip("link add e0 mtu 9000 up type dummy")
                    try await host.ip("link add f0 up type dummy")
                },
                { flow in
                    try await flow.client.apply("LinkSpec/e0.5", vlan)
                    try await flow.client.apply("AddressSpec/e0.5/10.1.0.1/24")
                    try await flow.client.apply("AddressSpec/e0.5/2001:db8:1::1/64")
                    try await flow.client.apply("RouteSpec/inet4/10.1.0.9/198.51.100.0/24/100")
                    try await flow.host.ip("addr add 10.2.0.1/24 dev e0.5")
                    try await flow.host.ip("-6 addr add 2001:db8:2::1/64 dev e0.5 nodad")
                    try await flow.host.ip("route add 203.0.113.0/24 via 10.2.0.9")
                    try await flow.host.ip("-6 route add 2001:db8:99::/64 dev e0.5")
                    try await flow.host.ip("link add e0.5.6 link e0.5 up type vlan id 6 egress 1:2")
                    try await flow.host.ip("addr add 10.3.0.1/24 dev e0.5.6")
                    try await body(flow)
                })
        }

        private static func missing(_ flow: Flow) async throws -> [String] {
            let addresses = try await flow.host.ip("-o addr show")
            let routes = try await flow.host.ip("route show") + flow.host.ip("-6 route show")
            let wanted = [
                "e0.5    inet 10.1.0.1/24", "e0.5    inet 10.2.0.1/24", "e0.5    inet6 2001:db8:1::1/64",
                "e0.5    inet6 2001:db8:2::1/64", "e0.5.6    inet 10.3.0.1/24",
            ]
            let paths = ["198.51.100.0/24 via 10.1.0.9", "203.0.113.0/24 via 10.2.0.9", "2001:db8:99::/64 dev e0.5"]
            return wanted.filter { !addresses.contains($0) } + paths.filter { !routes.contains($0) }
        }

        @Test(
            arguments: [
                ["vlan": ["vlanID": 7]], ["vlan": ["vlanProtocol": "802.1ad"]], ["parentName": "f0"],
            ] as [JSON])
        func `a VLAN with another number, protocol or link below keeps what lies on it`(_ members: JSON) async throws {
            try await Self.withVLAN { flow in
                let before = try await flow.host.index("e0.5")
                #expect(try await Self.missing(flow) == [])
                let plan = try await flow.client.put("LinkSpec/e0.5", Self.vlan.merged(with: members), "?dryRun=true")
                #expect(plan.text.contains("the link is deleted and made anew"), "\(plan.text)")
                try await flow.client.apply("LinkSpec/e0.5", Self.vlan.merged(with: members))
                #expect(try await Self.missing(flow) == [])
                #expect(try await flow.host.index("e0.5") == before)
                let above = try await flow.host.link("e0.5.6")
                #expect(above?[dotted: "linkinfo.info_data.egress_qos"] == [["from": 1, "to": 2]])
                for spec in ["AddressSpec/e0.5/10.1.0.1/24", "RouteSpec/inet4/10.1.0.9/198.51.100.0/24/100"] {
                    let repairs = try await flow.client.status(spec)["repairs"]
                    #expect(repairs == nil, "the link's own step puts \(spec) back")
                }
            }
        }

        @Test func `a VLAN on another parent has the link-local address of its new hardware address alone`()
            async throws
        {
            try await Self.withVLAN { flow in
                try await flow.host.ip("link add e1 up type dummy")
                func linkLocal() async throws -> [String] {
                    let shown = try await flow.host.run(["ip", "-6", "-br", "address", "show", "dev", "e0.5"]).output
                    return shown.split(separator: " ").filter { $0.hasPrefix("fe80") }.map(String.init)
                }
                try await flow.host.eventually("a link-local address") { try await linkLocal().count == 1 }
                let before = try await linkLocal()
                try await flow.client.apply("LinkSpec/e0.5", Self.vlan.merged(with: ["parentName": "e1"]))
                try await flow.host.eventually("another link-local address") {
                    let now = try await linkLocal()
                    return now.count == 1 && now != before
                }
                // The VLAN on the VLAN has no address of its own either.
                #expect(try await flow.host.link("e0.5.6")?["address"] == flow.host.link("e1")?["address"])
            }
        }

        @Test func `a VLAN that is a bridge's port is one again, as it was`() async throws {
            try await Self.withVLAN { flow in
                let slave: JSON = ["masterName": "br0", "hairpin": true, "vlans": [["vid": 30, "to": 40]]]
                try await flow.client.apply(
                    "LinkSpec/br0",
                    ["kind": "bridge", "up": true, "bridgeMaster": ["vlan": ["filteringEnabled": true]]])
                try await flow.client.apply("LinkSpec/e0.5", Self.vlan.merged(with: ["bridgeSlave": slave]))
                try await flow.host.ip("link set e0.5 type bridge_slave mcast_flood off")
                try await flow.client.apply(
                    "LinkSpec/e0.5", Self.vlan.merged(with: ["bridgeSlave": slave, "vlan": ["vlanID": 7]]))
                let port = try await flow.host.link("e0.5")
                let wanted: LinkSample.Values = [
                    "master": "br0", "linkinfo.info_data.id": 7, "linkinfo.info_slave_data.hairpin": true,
                    "linkinfo.info_slave_data.mcast_flood": false,
                ]
                #expect(port?.differences(from: wanted) == [])
                let vlans = try await flow.host.bridge("vlan show").first { $0["ifname"] == "e0.5" }
                #expect(vlans?[dotted: "vlans.0.vlanEnd"] == 40)
            }
        }

        @Test func `a VLAN whose link below goes and comes back with another number is there again`() async throws {
            try await Flow.run(prepare: { try await $0.ip("link add e0 up type dummy") }) { flow in
                try await flow.client.apply("LinkSpec/e0.5", Self.vlan)
                try await flow.client.apply("AddressSpec/e0.5/10.1.0.1/24")
                for round in 1...3 {
                    try await flow.host.ip("link delete e0")
                    let waiting = try await flow.client.status("LinkSpec/e0.5") { $0["state"] == "waiting" }
                    #expect(waiting["reason"]?.text == "parentName e0 doesn't exist")
                    try await flow.host.ip("link add between\(round) type dummy")
                    try await flow.host.ip("link add e0 up type dummy")
                    try await flow.client.status("LinkSpec/e0.5") { $0["state"] == "applied" }
                    try await flow.host.eventually("the address is there") {
                        try await flow.host.hasAddress("10.1.0.1/24", on: "e0.5")
                    }
                    #expect(try await flow.host.link("e0.5")?["link"] == "e0")
                }
            }
        }

        private static let onLink: [(kind: JSON, refused: Bool)] = [
            (["kind": "bridge", "up": true], false),
            (["kind": "gretap", "up": true, "gre": ["remote": "192.0.2.7"]], false),
            // Another VXLAN has the number already.
            (["kind": "vxlan", "up": true, "vxlan": ["vni": 5, "remote": "192.0.2.1", "port": 4789]], true),
        ]

        @Test(arguments: onLink.indices)
        func `another kind keeps what lies on the link, also with a smaller MTU, and where the kernel refuses it`(
            _ place: Int
        ) async throws {
            let (spec, isRefused) = Self.onLink[place]
            try await Flow.run(prepare: { host in
                try await host.ip("link add theirs type vxlan id 5 remote 192.0.2.1 dstport 4789")
            }) { flow in
                let dummy: JSON = ["kind": "dummy", "up": true, "mtu": 9000]
                try await flow.client.apply("LinkSpec/e0", dummy)
                try await flow.client.apply("LinkSpec/e0.5", Self.vlan)
                for (address, link) in [("10.1.0.1/24", "e0"), ("10.2.0.1/24", "e0.5")] {
                    try await flow.host.ip("address add \(address) dev \(link)")
                }
                try await flow.host.ip("route add 203.0.113.0/24 via 10.2.0.9")
                let numbers = [try await flow.host.index("e0"), try await flow.host.index("e0.5")]
                func expectAll(_ kind: String) async throws {
                    #expect(try await flow.host.link("e0")?[dotted: "linkinfo.info_kind"]?.text == kind)
                    #expect([try await flow.host.index("e0"), try await flow.host.index("e0.5")] == numbers)
                    #expect(try await flow.host.hasAddress("10.1.0.1/24", on: "e0"))
                    #expect(try await flow.host.hasAddress("10.2.0.1/24", on: "e0.5"))
                    #expect(try await flow.host.ip("route show 203.0.113.0/24").contains("10.2.0.9"))
                }
                if isRefused {
                    try await flow.client.put("LinkSpec/e0", spec)
                    try await flow.client.status("LinkSpec/e0") { $0["state"] == "refused" }
                    try await expectAll("dummy")
                } else {
                    try await flow.client.apply("LinkSpec/e0", spec)
                    try await expectAll(spec["kind"]?.text ?? "")
                }
                try await flow.client.apply("LinkSpec/e0", dummy)
                try await expectAll("dummy")
                try await flow.host.eventually("the VLAN has the link's MTU again") {
                    try await flow.host.link("e0.5")?["mtu"] == 9000
                }
            }
        }

        @Test func `what another kind's spec doesn't speak of any more is as on a new link`() async throws {
            try await Flow.run(prepare: { try await $0.ip("link add br0 up type bridge") }) { flow in
                try await flow.client.apply(
                    "LinkSpec/e0",
                    [
                        "kind": "dummy", "up": true, "mtu": 1400, "altNames": ["other"],
                        "bridgeSlave": ["masterName": "br0"],
                    ])
                try await flow.client.apply("LinkSpec/e0", ["kind": "ifb"])
                let link = try await flow.host.link("e0")
                #expect(link?["master"] == nil && link?["altnames"] == nil && link?["mtu"] == 1500)
                #expect(link?["flags"]?.elements?.contains("UP") == false)
            }
        }

        @Test(arguments: [["mode": "tun"], ["mode": "tap", "multiQueue": true]] as [JSON])
        func `a tun that is made anew bears our alias, and what else it had`(_ members: JSON) async throws {
            try await Flow.run(prepare: { _ in }) { flow in
                func tun(_ members: JSON) -> JSON { ["kind": "tun", "up": true, "mtu": 1400, "tun": members] }
                try await flow.client.apply("LinkSpec/t0", tun(["mode": "tap"]))
                let index = try await flow.host.index("t0")
                try await flow.client.apply("LinkSpec/t0", tun(members))
                let link = try await flow.host.link("t0")
                #expect(link?.differences(from: ["ifalias": "netstrata", "mtu": 1400, "flags.UP": true]) == [])
                #expect(try await flow.host.index("t0") == index)
            }
        }

        @Test func `a VLAN whose own MTU is dropped has that of the link below`() async throws {
            try await Flow.run(prepare: { try await $0.ip("link add e0 up type dummy") }) { flow in
                try await flow.client.apply("LinkSpec/e0.5", Self.vlan.merged(with: ["mtu": 1300]))
                try await flow.client.apply("LinkSpec/e0", ["mtu": 9000])
                try await flow.client.apply("LinkSpec/e0.5", Self.vlan)
                #expect(try await flow.host.link("e0.5")?["mtu"] == 9000)
            }
        }

        @Test func `a VLAN isn't refused for what the link below is refused`() async throws {
            try await Flow.run(prepare: { try await $0.ip("link add e0 up type dummy") }) { flow in
                try await flow.client.apply("LinkSpec/e0.5", Self.vlan)
                let above: JSON = ["kind": "vlan", "up": true, "parentName": "e0.5", "vlan": ["vlanID": 6]]
                try await flow.client.apply("LinkSpec/e0.5.6", above)
                try await flow.client.put("LinkSpec/e0.5", Self.vlan.merged(with: ["mtu": 9000]))
                try await flow.client.status("LinkSpec/e0.5") { $0["state"] == "refused" }
                try await flow.client.apply("LinkSpec/e0.5.6", above.merged(with: ["promiscuous": true]))
                #expect(try await flow.host.link("e0.5.6")?["mtu"] == 1500)
            }
        }

        @Test func `what lies on a link and says no MTU of its own grows with it again`() async throws {
            try await Flow.run(prepare: { _ in }) { flow in
                try await flow.client.apply("LinkSpec/e0", ["kind": "dummy", "up": true, "mtu": 9000])
                try await flow.client.apply("LinkSpec/e0.5", Self.vlan)
                try await flow.client.apply(
                    "LinkSpec/e0.5.6",
                    [
                        "kind": "vlan", "up": true, "parentName": "e0.5",
                        "vlan": ["vlanID": 6, "vlanProtocol": "802.1ad"],
                    ])
                try await flow.client.apply("LinkSpec/m0", ["kind": "macvlan", "up": true, "parentName": "e0"])
                try await flow.client.apply(
                    "LinkSpec/m1", ["kind": "macvlan", "up": true, "parentName": "e0", "mtu": 1400])
                try await flow.host.ip("link add link e0 name theirs type vlan id 7")
                func expect(_ mtu: Int64, theirs: Int64) async throws {
                    let wanted = ["e0": mtu, "e0.5": mtu, "e0.5.6": mtu, "m0": mtu, "m1": 1400, "theirs": theirs]
                    for (name, mtu) in wanted.sorted(by: { $0.key < $1.key }) {
                        try await flow.host.eventually("\(name) has \(mtu)") {
                            try await flow.host.link(name)?["mtu"]?.integer == mtu
                        }
                    }
                }
                try await expect(9000, theirs: 9000)
                try await flow.host.ip("link set e0 mtu 1450")
                try await expect(9000, theirs: 1450)
                try await flow.client.apply("LinkSpec/e0", ["kind": "dummy", "up": true, "mtu": 1600])
                try await expect(1600, theirs: 1450)
                let repairs = try await flow.client.status("LinkSpec/e0.5")["repairs"]
                #expect(repairs == nil, "nobody set it")
            }
        }

        @Test func `VLANs that lie on one another are refused by name`() async throws {
            try await Flow.run(prepare: { _ in }) { flow in
                let (a, b): (JSON, JSON) = (
                    ["kind": "vlan", "parentName": "b0", "vlan": ["vlanID": 5]],
                    ["kind": "vlan", "parentName": "a0", "vlan": ["vlanID": 6]]
                )
                _ = try await flow.client.transact([("put", "LinkSpec/a0", a), ("put", "LinkSpec/b0", b)], "")
                for name in ["a0", "b0"] {
                    let status = try await flow.client.status("LinkSpec/\(name)") { $0["state"] == "refused" }
                    #expect(status["reason"]?.text?.contains("a0 → ") == true, "\(status.canonical)")
                }
                let own = try await flow.client.put(
                    "LinkSpec/a0", ["kind": "vlan", "parentName": "a0", "vlan": ["vlanID": 5]])
                #expect(own.status == 422)
            }
        }

        /// A link with addresses and routes of ours and of others.
        private static func withMember(_ body: @Sendable (Flow) async throws -> Void) async throws {
            try await Flow.run(
                prepare: { host in
                    try await host.veth("e0")
                    try await host.ip("-6 addr add 2001:db8:2::1/64 dev e0 nodad")
                    try await host.ip("addr add 10.2.0.1/24 dev e0")
                },
                { flow in
                    try await flow.client.apply(
                        "LinkSpec/red", ["kind": "vrf", "up": true, "vrfMaster": ["table": 10]])
                    try await flow.client.apply("AddressSpec/e0/10.1.0.1/24")
                    try await flow.client.apply("AddressSpec/e0/2001:db8:1::1/64")
                    try await body(flow)
                })
        }

        private static let member: JSON = ["up": true, "vrfSlave": ["masterName": "red"]]

        private static func expectAddresses(
            _ flow: Flow, sourceLocation: SourceLocation = #_sourceLocation
        ) async throws {
            let shown = try await flow.host.ip("-o addr show dev e0")
            for address in ["10.1.0.1/24", "10.2.0.1/24", "2001:db8:1::1/64", "2001:db8:2::1/64"] {
                #expect(shown.contains(address), "\(address) in\n\(shown)", sourceLocation: sourceLocation)
            }
            let status = try await flow.client.status("AddressSpec/e0/2001:db8:1::1/64")
            #expect(status["repairs"] == nil, "\(status.canonical)", sourceLocation: sourceLocation)
        }

        @Test func `a link keeps its addresses on its way into a VRF, to another table and out again`() async throws {
            try await Self.withMember { flow in
                try await flow.client.apply("LinkSpec/e0", Self.member)
                try await Self.expectAddresses(flow)
                #expect(try await flow.host.ip("route show table 10").contains("10.1.0.0/24 dev e0"))
                try await flow.client.apply("LinkSpec/red", ["kind": "vrf", "up": true, "vrfMaster": ["table": 11]])
                try await Self.expectAddresses(flow)
                #expect(try await flow.host.link("e0")?["master"] == "red")
                #expect(try await flow.host.ip("route show table 11").contains("10.2.0.0/24 dev e0"))
                try await flow.client.apply("LinkSpec/e0", ["up": true])
                try await Self.expectAddresses(flow)
                #expect(try await flow.host.ip("route show").contains("10.1.0.0/24 dev e0"))
                #expect(try await flow.host.link("e0")?["master"] == nil)
            }
        }

        @Test func `a VRF that goes gives its links back as they were`() async throws {
            try await Self.withMember { flow in
                try await flow.client.apply("LinkSpec/e0", Self.member)
                try await flow.client.remove("LinkSpec/red")
                try await flow.host.eventually("e0 is free") { try await flow.host.link("e0")?["master"] == nil }
                try await Self.expectAddresses(flow)
                let status = try await flow.client.status("LinkSpec/e0") { $0["state"] == "waiting" }
                #expect(status["reason"]?.text?.contains("red") == true)
            }
        }

        @Test func `packets find their way in a VRF, by its table alone`() async throws {
            try await Flow.run(prepare: { _ in }) { flow in
                let guest = try await Host()
                try await flow.host.ip("link add e0 type veth peer name g0 netns \(guest.path)")
                try await guest.ip("link set g0 up")
                try await guest.ip("addr add 10.1.0.2/24 dev g0")
                try await guest.ip("addr add 198.51.100.1/32 dev lo")
                let reply = try await flow.client.transact([
                    ("put", "LinkSpec/red", ["kind": "vrf", "up": true, "vrfMaster": ["table": 10]]),
                    ("put", "LinkSpec/e0", Self.member), ("put", "AddressSpec/e0/10.1.0.1/24", [:]),
                    ("put", "RouteSpec/10/inet4/10.1.0.2/198.51.100.0/24/100", ["outLinkName": "e0"]),
                ])
                try #require(reply.isApplied == true, "\(reply.text)")
                func answers(_ words: [String]) async throws -> Bool {
                    try await flow.host.run(["ping", "-c1", "-W1"] + words).status == 0
                }
                try await flow.host.eventually("the neighbour answers") {
                    try await answers(["-I", "red", "10.1.0.2"])
                }
                try await flow.host.eventually("and who is behind it") {
                    try await answers(["-I", "red", "198.51.100.1"])
                }
                #expect(try await !answers(["198.51.100.1"]), "the main table knows nothing of it")
            }
        }
    }
}
