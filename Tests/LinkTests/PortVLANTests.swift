import FlowSupport
import Resources
import TestSupport
import Testing

extension InLab {
    /// VLANs of ports and of bridges, with traffic.
    @Suite struct PortVLANs {
        /// A bridge `br0` that filters, with ports `p1`, `p2` and so on; the other ends are called `q1`, `q2`, in hosts of their own.
        private static func withBridge(
            _ ports: [JSON], bridge: JSON = ["vlan": ["filteringEnabled": true]],
            _ body: @Sendable (Flow, [Host]) async throws -> Void
        ) async throws {
            try await Flow.run(prepare: { _ in }) { flow in
                var guests: [Host] = []
                for number in 1...ports.count {
                    let guest = try await Host()
                    try await flow.host.ip("link add p\(number) type veth peer name q\(number) netns \(guest.path)")
                    try await guest.ip("link set q\(number) up")
                    guests.append(guest)
                }
                let slaves = ports.enumerated().map { number, port in
                    (
                        "put", "LinkSpec/p\(number + 1)",
                        JSON.object(["up": true, "bridgeSlave": JSON.object(["masterName": "br0"]).merged(with: port)])
                    )
                }
                let reply = try await flow.client.transact(
                    [("put", "LinkSpec/br0", ["kind": "bridge", "up": true, "bridgeMaster": bridge])] + slaves)
                try #require(reply.isApplied == true, "\(reply.text)")
                try await body(flow, guests)
            }
        }

        /// What `bridge vlan show` has of a link, such as `10 PVID untagged, 20-30`.
        private static func vlans(_ flow: Flow, _ link: String) async throws -> String {
            let shown = try await flow.host.bridge("vlan show").first { $0["ifname"]?.text == link }
            return (shown?["vlans"]?.elements ?? []).map { vlan in
                let flags = vlan["flags"]?.elements?.compactMap(\.text) ?? []
                let last = vlan["vlanEnd"]?.integer.map { "-\($0)" } ?? ""
                return (["\(vlan["vlan"]?.integer ?? 0)\(last)"] + flags).joined(separator: " ")
            }.joined(separator: ", ")
        }

        private static func answers(_ guest: Host, _ address: String) async throws -> Bool {
            try await guest.run(["ping", "-c1", "-W1", address]).status == 0
        }

        @Test func `a port has the VLANs of its spec and no others, as bridge shows them`() async throws {
            let first: JSON = ["vlans": [["vid": 10, "pvid": true, "untagged": true], ["vid": 20, "to": 30]]]
            try await Self.withBridge([first, ["vlans": []], [:]]) { flow, _ in
                #expect(try await Self.vlans(flow, "p1") == "10 PVID Egress Untagged, 20-30")
                #expect(try await Self.vlans(flow, "p2") == "")
                #expect(try await Self.vlans(flow, "p3") == "1 PVID Egress Untagged")
                try await flow.eventually(
                    "p1",
                    hasStatus: [
                        "bridgeSlave.vlans": [["vid": 10, "pvid": true, "untagged": true], ["vid": 20, "to": 30]]
                    ])

                let changed: JSON = [["vid": 20, "to": 25], ["vid": 26, "pvid": true], ["vid": 27, "to": 30]]
                try await flow.client.apply(
                    "LinkSpec/p1", ["up": true, "bridgeSlave": ["masterName": "br0", "vlans": changed]])
                #expect(try await Self.vlans(flow, "p1") == "20-25, 26 PVID, 27-30")

                try await flow.host.tool("bridge vlan delete dev p1 vid 22")
                try await flow.host.tool("bridge vlan add dev p1 vid 99 pvid untagged")
                try await flow.host.eventually("p1 has its VLANs again") {
                    try await Self.vlans(flow, "p1") == "20-25, 26 PVID, 27-30"
                }
                // Nothing is said of the VLANs of this one.
                try await flow.host.tool("bridge vlan add dev p3 vid 99")
                try await flow.client.apply("LinkSpec/p1", ["up": true, "bridgeSlave": ["masterName": "br0"]])
                #expect(try await Self.vlans(flow, "p1") == "1 PVID Egress Untagged")
                #expect(try await Self.vlans(flow, "p3") == "1 PVID Egress Untagged, 99")
            }
        }

        @Test func `VLANs that nobody speaks of any more are those of the default PVID of then`() async throws {
            let filter: JSON = ["filteringEnabled": true]
            let bridge: JSON = ["vlan": filter, "vlans": [["vid": 10]]]
            try await Self.withBridge([["vlans": [["vid": 10]]], [:]], bridge: bridge) { flow, _ in
                func expect(_ pvid: Int?) async throws {
                    for link in ["br0", "p1", "p2"] {
                        #expect(try await Self.vlans(flow, link) == (pvid.map { "\($0) PVID Egress Untagged" } ?? ""))
                    }
                }
                func put(_ master: JSON) -> (op: String, resource: String, spec: JSON) {
                    ("put", "LinkSpec/br0", ["kind": "bridge", "up": true, "bridgeMaster": master])
                }
                let five = JSON.object(["vlan": filter.merged(with: ["defaultPVID": 5])])
                let port: JSON = ["up": true, "bridgeSlave": ["masterName": "br0"]]
                let reply = try await flow.client.transact([put(five), ("put", "LinkSpec/p1", port)])
                #expect(reply.isApplied == true, "\(reply.text)")
                try await expect(5)
                for (said, then, pvid) in [(five, JSON.object(["vlan": filter]), 1), (["vlan": filter], five, 5)] {
                    _ = try await flow.client.transact([put(said.merged(with: ["vlans": [["vid": 7]]]))])
                    #expect(try await Self.vlans(flow, "br0") == "7")
                    #expect(try await flow.client.transact([put(then)]).isApplied == true)
                    try await expect(pvid)
                }
            }
        }

        @Test func `only the VLANs that differ are told to the kernel`() async throws {
            try await Self.withBridge([["vlans": [["vid": 2, "to": 4000]]]]) { flow, _ in
                let bystander = try await Host()
                try await bystander.ip("link add br0 up type bridge vlan_filtering 1")
                try await bystander.ip("link add p1 up type dummy")
                try await bystander.ip("link set p1 master br0")
                try await bystander.tool("bridge vlan add dev p1 vid 2-4000")
                let byHand = try await KernelEvents(bystander)
                // The kernel tells of a carrier up to a second later (linkwatch).
                _ = try await byHand.quiet(for: .seconds(2))
                try await bystander.tool("bridge vlan delete dev p1 vid 4000")
                let expected = try await Self.linkEvents(byHand).count

                let events = try await KernelEvents(flow.host)
                _ = try await events.quiet(for: .seconds(2))
                let next: JSON = [["vid": 2, "to": 3999]]
                try await flow.client.apply(
                    "LinkSpec/p1", ["up": true, "bridgeSlave": ["masterName": "br0", "vlans": next]])
                let told = try await Self.linkEvents(events)
                let words = try await events.text(told)
                #expect(told.count == expected, "\(words)")
                #expect(try await Self.vlans(flow, "p1") == "2-3999")
            }
        }

        /// Addresses that come by themselves tell of themselves meanwhile.
        private static func linkEvents(_ events: KernelEvents) async throws -> [KernelEvents.Event] {
            try await events.quiet(for: .milliseconds(300)).filter { $0.kind == .newLink }
        }

        @Test(.kernel(has: "NLMON")) func `as they should be, VLANs aren't written, nor at a restart`() async throws {
            let bridge: JSON = ["vlan": ["filteringEnabled": true], "vlans": [["vid": 10], ["vid": 12]]]
            try await Self.withBridge([["vlans": [["vid": 10, "to": 20]]]], bridge: bridge) { flow, _ in
                #expect(try await Self.vlans(flow, "br0") == "10, 12")
                try await flow.expectNoWrites { try await flow.restart() }
                #expect(try await Self.vlans(flow, "p1") == "10-20")
            }
        }

        @Test func `a bridge that begins to filter gives its ports their VLANs`() async throws {
            try await Self.withBridge([[:]], bridge: [:]) { flow, _ in
                let port: JSON = ["up": true, "bridgeSlave": ["masterName": "br0", "vlans": [["vid": 7]]]]
                try await flow.client.put("LinkSpec/p1", port)
                let status = try await flow.client.status("LinkSpec/p1") { $0["state"] == "waiting" }
                #expect(status["reason"]?.text?.contains("doesn't filter VLANs") == true)
                let master: JSON = ["vlan": ["filteringEnabled": true]]
                try await flow.client.apply("LinkSpec/br0", ["kind": "bridge", "up": true, "bridgeMaster": master])
                try await flow.client.status("LinkSpec/p1") { $0["state"] == "applied" }
                #expect(try await Self.vlans(flow, "p1") == "7")
            }
        }

        @Test func `ports and their VLANs come back with a bridge that somebody deleted`() async throws {
            let bridge: JSON = ["vlan": ["filteringEnabled": true, "defaultPVID": 0], "vlans": [["vid": 3]]]
            let port: JSON = ["vlans": [["vid": 3, "to": 9]], "hairpin": true]
            try await Self.withBridge([port], bridge: bridge) { flow, _ in
                try await flow.host.ip("link delete br0")
                try await flow.host.eventually("all is as before") {
                    let (own, ports) = (try await Self.vlans(flow, "br0"), try await Self.vlans(flow, "p1"))
                    return own == "3" && ports == "3-9"
                }
                #expect(try await flow.host.link("p1")?[dotted: "linkinfo.info_slave_data.hairpin"] == true)
            }
        }

        @Test func `frames pass within a VLAN, and not between two`() async throws {
            func access(_ number: Int64) -> JSON {
                ["vlans": [["vid": .integer(number), "pvid": true, "untagged": true]]]
            }
            let trunk: JSON = ["vlans": [["vid": 10], ["vid": 20]]]
            try await Self.withBridge([access(10), access(10), access(20), trunk]) { flow, guests in
                for (number, guest) in zip(1..., guests.prefix(3)) {
                    try await guest.ip("addr add 10.0.0.\(number)/24 dev q\(number)")
                }
                // The trunk's end takes the frames with their tags; each of its addresses is of one VLAN alone.
                try await guests[3].set("ipv4/conf/all/arp_ignore", "1")
                for (vlan, last) in [(10, 4), (20, 5)] {
                    try await guests[3].ip("link add q4.\(vlan) link q4 up type vlan id \(vlan)")
                    try await guests[3].ip("addr add 10.0.0.\(last)/32 dev q4.\(vlan)")
                    let access = vlan == 10 ? 1 : 3
                    try await guests[3].ip("route add 10.0.0.\(access)/32 dev q4.\(vlan) src 10.0.0.\(last)")
                }
                try await flow.host.eventually("1 reaches 2, of its VLAN") {
                    try await Self.answers(guests[0], "10.0.0.2")
                }
                try await flow.host.eventually("1 reaches the trunk with tag 10") {
                    try await Self.answers(guests[0], "10.0.0.4")
                }
                try await flow.host.eventually("3 reaches the trunk with tag 20") {
                    try await Self.answers(guests[2], "10.0.0.5")
                }
                #expect(try await !Self.answers(guests[0], "10.0.0.3"), "1 and 3 are in different VLANs")
                #expect(try await !Self.answers(guests[2], "10.0.0.4"), "the trunk's VLAN 10 isn't 3's")
            }
        }

        @Test func `isolated ports reach others and not one another`() async throws {
            let isolated: JSON = ["isolated": true]
            try await Self.withBridge([isolated, isolated, [:]], bridge: [:]) { flow, guests in
                for (number, guest) in zip(1..., guests) {
                    try await guest.ip("addr add 10.0.0.\(number)/24 dev q\(number)")
                }
                try await flow.host.eventually("1 reaches 3") { try await Self.answers(guests[0], "10.0.0.3") }
                try await flow.host.eventually("2 reaches 3") { try await Self.answers(guests[1], "10.0.0.3") }
                #expect(try await !Self.answers(guests[0], "10.0.0.2"))
                try await flow.client.apply(
                    "LinkSpec/p2", ["up": true, "bridgeSlave": ["masterName": "br0", "isolated": false]])
                try await flow.host.eventually("1 reaches 2") { try await Self.answers(guests[0], "10.0.0.2") }
            }
        }

        @Test func `frames leave by the port by which they came only where it is a hairpin`() async throws {
            try await Self.withBridge([[:]], bridge: [:]) { flow, guests in
                // Two stations behind one port, that reach one another by the bridge alone.
                let (guest, other) = (guests[0], try await Host())
                for (name, host, last) in [("m1", guest, 1), ("m2", other, 2)] {
                    try await guest.ip("link add \(name) link q1 type macvlan mode vepa")
                    if host.path != guest.path { try await guest.ip("link set \(name) netns \(host.path)") }
                    try await host.ip("addr add 10.0.0.\(last)/24 dev \(name)")
                    try await host.ip("link set \(name) up")
                }
                #expect(try await !Self.answers(guest, "10.0.0.2"))
                try await flow.client.apply(
                    "LinkSpec/p1", ["up": true, "bridgeSlave": ["masterName": "br0", "hairpin": true]])
                try await flow.host.eventually("they reach one another") { try await Self.answers(guest, "10.0.0.2") }
            }
        }
    }
}
