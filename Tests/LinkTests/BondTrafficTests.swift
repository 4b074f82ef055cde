import FlowSupport
import Resources
import TestSupport
import Testing

/// Two cables from a host to another one, which is a switch (a bridge) as far as bonds can tell, and is in VLAN 5.
private struct Cables {
    /// The other host, which `ip` sets up.
    let neighbour: Host

    init() async throws {
        neighbour = try await Host()
        // Every question is to be answered.
        try await neighbour.set("ipv4/icmp_ratelimit", "0")
        // A bridge without an address of its own takes the lowest of its ports', and so another one with a new cable.
        try await neighbour.ip("link add br0 up address 02:00:00:00:02:00 type bridge")
        try await neighbour.ip("link add link br0 name br0.5 up type vlan id 5")
        try await neighbour.ip("address add 192.0.2.2/24 dev br0.5")
    }

    /// Lays a cable to the neighbour's bridge.
    func lay(_ name: String, from host: Host) async throws {
        try await host.ip("link add \(name) type veth peer name \(name) netns \(neighbour.path)")
        try await neighbour.ip("link set \(name) up master br0")
    }

    static func bond(_ bond: JSON) -> JSON { ["kind": "bond", "up": true, "bondMaster": bond] }
    static let spec = bond(["mode": "active-backup", "miimon": 50, "primary": "p0"])

    /// Runs a test on a host whose VLAN reaches the neighbour's.
    static func run(_ body: @Sendable (Flow, Cables) async throws -> Void) async throws {
        let cables = try await Cables()
        try await Flow.run(
            prepare: { host in for name in ["p0", "p1"] { try await cables.lay(name, from: host) } },
            { flow in
                let reply = try await flow.client.transact([
                    ("put", "LinkSpec/bond0", spec),
                    ("put", "LinkSpec/p0", ["up": true, "masterName": "bond0", "slaveIndex": 0]),
                    ("put", "LinkSpec/p1", ["up": true, "masterName": "bond0", "slaveIndex": 1]),
                    ("put", "LinkSpec/v5", ["kind": "vlan", "up": true, "parentName": "bond0", "vlan": ["vlanID": 5]]),
                    ("put", "AddressSpec/v5/192.0.2.1/24", [:]),
                    ("put", "AddressSpec/v5/2001:db8::1/64", [:]),
                    ("put", "RouteSpec/inet4/192.0.2.2/198.51.100.0/24/1024", ["outLinkName": "v5"]),
                ])
                try #require(reply.isApplied == true, "\(reply.text)")
                try await flow.host.eventually("the neighbour is reached") { try await flow.host.reaches("192.0.2.2") }
                try await body(flow, cables)
            })
    }
}

extension Flow {
    fileprivate func eventuallyUses(_ port: String) async throws {
        try await eventually("bond0", hasStatus: ["bondState.activePort": .string(port)])
        #expect(try await host.link("bond0")?[dotted: "linkinfo.info_data.active_slave"]?.text == port)
        try await host.eventually("the neighbour is reached over \(port)") { try await host.reaches("192.0.2.2") }
    }

    fileprivate func expectNoRepairs(_ links: String...) async throws {
        for link in links {
            let status = try await client.status("LinkSpec/\(link)")
            #expect(status["state"] == "applied" && status["repairs"] == nil, "\(link): \(status.canonical)")
        }
    }
}

extension InLab {
    @Suite struct BondTraffic {
        @Test func `a cable that is pulled costs nothing but a moment, and nobody has to do anything`() async throws {
            try await Cables.run { flow, cables in
                try await flow.eventuallyUses("p0")
                try await cables.neighbour.ip("link set p0 down")
                try await flow.eventuallyUses("p1")
                try await flow.eventually("p0", hasStatus: ["bondSlaveState.miiStatus": "down", "linkState": false])
                try await cables.neighbour.ip("link set p0 up")
                try await flow.eventuallyUses("p0")
                try await flow.expectNoRepairs("bond0", "p0", "p1", "v5")
            }
        }

        @Test(arguments: ["balance-rr", "balance-xor", "broadcast", "balance-tlb", "balance-alb"])
        func `another mode leaves the bond's address, its VLAN, and what goes over it`(_ mode: String) async throws {
            try await Cables.run { flow, _ in
                let host = flow.host
                // Of somebody else, so nobody but the change itself puts it back.
                try await host.ip("route add 203.0.113.0/24 via 192.0.2.2")
                try await host.ip("-6 route add 2001:db8:1::/48 via 2001:db8::2")
                try await host.ip("link add link bond0 name foreign up type vlan id 6")
                func look() async throws -> [String] {
                    var lines = try await host.look("address show dev v5", "route show", "-6 route show dev v5")
                    for link in ["bond0", "v5", "foreign", "p0", "p1"] {
                        let shown = try #require(try await host.link(link))
                        // Some modes give each port an address of its own.
                        let address = link.hasPrefix("p") ? nil : shown["address"]
                        lines.append(
                            "\(link) \(shown["ifindex"] ?? .null) \(address ?? .null) \(shown["flags"] ?? .null)")
                    }
                    return lines
                }
                let before = try await look()
                try await flow.client.apply("LinkSpec/bond0", Cables.bond(["mode": .string(mode), "miimon": 50]))
                try await host.eventually("bond0", shows: ["linkinfo.info_data.mode": .string(mode)], "changed")
                try await host.eventually(shows: before, look)
                try await host.eventually("the neighbour is reached") { try await host.reaches("192.0.2.2") }
                try await flow.client.apply("LinkSpec/bond0", Cables.spec)
                try await host.eventually(shows: before, look)
                try await flow.eventuallyUses("p0")
                try await flow.expectNoRepairs("bond0", "p0", "p1", "v5")
            }
        }

        @Test func `a port that is lost is a port again when it is back under another number`() async throws {
            try await Cables.run { flow, cables in
                let before = try #require(try await flow.host.index("p0"))
                try await flow.host.ip("link delete p0")
                try await flow.client.status("LinkSpec/p0") { $0["state"] == "waiting" }
                try await flow.eventuallyUses("p1")
                try await cables.lay("p0", from: flow.host)
                try await flow.client.status("LinkSpec/p0") { $0["state"] == "applied" }
                #expect(try await flow.host.index("p0") != before)
                #expect(try await flow.host.link("p0")?["master"] == "bond0")
                try await flow.eventuallyUses("p0")
            }
        }

        @Test func `ports are ports in the order of their places, whatever comes first`() async throws {
            try await Flow.run { flow in
                let ports = ["d3", "d1", "d2"]
                let places = ["d3": 0, "d1": 1, "d2": 2] as [String: Int64]
                let reply = try await flow.client.transact(
                    ports.sorted().map { name in
                        let spec: JSON = [
                            "kind": "dummy", "masterName": "bond0", "slaveIndex": .integer(places[name] ?? 9),
                        ]
                        return ("put", "LinkSpec/\(name)", spec)
                    } + [("put", "LinkSpec/bond0", Cables.bond([:]))])
                try #require(reply.isApplied == true, "\(reply.text)")
                try await flow.host.eventually("d3 is first") {
                    let files = try await flow.host.run([
                        "unshare", "-m", "sh", "-c",
                        "mount -t sysfs none /sys && cat /sys/class/net/bond0/bonding/slaves",
                    ])
                    return files.output == "d3 d1 d2\n"
                }
                #expect(
                    try await flow.host.link("bond0")?["address"]
                        == (try await flow.host.link("d3"))?[dotted: "linkinfo.info_slave_data.perm_hwaddr"])
            }
        }

        @Test func `a bond that is a port's parent, and a VLAN over itself, are refused by name`() async throws {
            try await Flow.run { flow in
                try await flow.client.put("LinkSpec/bond0", Cables.bond([:]))
                try await flow.client.put(
                    "LinkSpec/v5",
                    ["kind": "vlan", "parentName": "bond0", "vlan": ["vlanID": 5], "masterName": "bond0"])
                let status = try await flow.client.status("LinkSpec/v5") { $0["state"] == "refused" }
                #expect(status["reason"] == "links can't lie on themselves: bond0 → v5 → bond0")
                // The bond is in force all the same.
                try await flow.client.status("LinkSpec/bond0") { $0["state"] == "applied" }
                try await flow.host.ip("link delete bond0")
                try await flow.host.eventually("it is there again") { try await flow.host.link("bond0") != nil }
            }
        }

        @Test func `a port that was down is down again when its bond goes, unless its spec wants it up`() async throws {
            let prepare: @Sendable (Host) async throws -> Void = { host in
                for port in ["p0", "p1"] { try await host.ip("link add \(port) type dummy") }
            }
            try await Flow.run(prepare: prepare) { flow in
                let reply = try await flow.client.transact([
                    ("put", "LinkSpec/p0", ["masterName": "bond0"]),
                    ("put", "LinkSpec/p1", ["masterName": "bond0", "up": true]),
                    ("put", "LinkSpec/bond0", ["kind": "bond", "up": true, "bondMaster": ["mode": "802.3ad"]]),
                ])
                try #require(reply.isApplied == true, "\(reply.text)")
                for port in ["p0", "p1"] { #expect(try await flow.host.link(port)?[dotted: "flags.UP"] == true) }
                try await flow.client.remove("LinkSpec/bond0")
                #expect(try await flow.host.link("p0")?[dotted: "flags.UP"] == false)
                #expect(try await flow.host.link("p1")?[dotted: "flags.UP"] == true)
                #expect(try await flow.client.status("LinkSpec/p1")["repairs"] ?? 0 == 0)
            }
        }

        @Test func `what a port says and a bond of its mode has no use for is told`() async throws {
            let prepare: @Sendable (Host) async throws -> Void = { try await $0.ip("link add p0 type dummy") }
            try await Flow.run(prepare: prepare) { flow in
                let port: JSON = ["masterName": "bond0", "bondSlave": ["priority": 6]]
                func bond(_ mode: String) -> JSON {
                    ["kind": "bond", "up": true, "bondMaster": ["mode": .string(mode)]]
                }
                try await flow.client.apply("LinkSpec/bond0", bond("802.3ad"))
                try await flow.client.apply("LinkSpec/p0", port)
                let status = try await flow.client.status("LinkSpec/p0") { ($0["reason"]?.text ?? "") != "" }
                #expect(status["state"] == "applied")
                #expect(status["reason"] == "bondSlave.priority: bond0 of mode 802.3ad has no use for it")
                try await flow.client.apply("LinkSpec/bond0", bond("active-backup"))
                try await flow.client.status("LinkSpec/p0") { ($0["reason"]?.text ?? "") == "" }
                try await flow.host.eventually("p0", shows: ["linkinfo.info_slave_data.prio": 6], "told")
            }
        }
    }
}
