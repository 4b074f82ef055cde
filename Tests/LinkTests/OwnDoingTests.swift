import FlowSupport
import Resources
import TestSupport
import Testing

extension InLab {
    /// What the kernel takes along with a change of ours isn't said to be somebody's.
    @Suite struct OwnDoings {
        private static let address: JSON = ["linkName": "d0.5", "address": "192.0.2.1/24"]
        private static let route: JSON = ["dst": "198.51.100.0/24", "gateway": "192.0.2.9"]
        private static let above = ["AddressSpec/d0.5/192.0.2.1/24", "RouteSpec/inet4/192.0.2.9/198.51.100.0/24/1024"]

        private static func chain(_ flow: Flow) async throws {
            try await flow.client.apply("LinkSpec/d0", ["kind": "dummy", "up": true])
            try await flow.client.apply("LinkSpec/d0.5", vlan)
            try await flow.client.apply(above[0], address)
            try await flow.client.apply(above[1], route)
        }

        private static let vlan: JSON = ["kind": "vlan", "up": true, "parentName": "d0", "vlan": ["vlanID": 5]]

        /// Waits until each spec is applied, and sees that nothing was put right.
        private static func expectNoRepairs(_ specs: [String], _ flow: Flow) async throws {
            for spec in specs {
                let status = try await flow.client.status(spec) { $0["state"] == "applied" }
                #expect(status["repairs"] == nil, "\(spec): \(status.canonical)")
            }
        }

        @Test(arguments: ["d0", "d0.5"])
        func `addresses and routes of a link whose spec goes and comes back`(_ link: String) async throws {
            try await Flow.run { flow in
                try await Self.chain(flow)
                let spec: JSON = link == "d0" ? ["kind": "dummy", "up": true] : Self.vlan
                for pause in [true, false] {
                    try await flow.client.remove("LinkSpec/\(link)")
                    if pause { try await flow.client.status(Self.above[0]) { $0["state"] == "waiting" } }
                    try await flow.client.apply("LinkSpec/\(link)", spec)
                    try await Self.expectNoRepairs(["LinkSpec/d0.5"] + Self.above, flow)
                }
                try await flow.host.ip("addr del 192.0.2.1/24 dev d0.5")
                try await flow.client.status(Self.above[0]) { $0["repairs"] == 1 }
            }
        }

        @Test func `a VLAN and what lies on it, which another kind didn't carry`() async throws {
            try await Flow.run { flow in
                try await Self.chain(flow)
                try await flow.client.put("LinkSpec/d0", ["kind": "wireguard", "up": true, "wireguard": [:]])
                try await flow.client.status(Self.above[0]) { $0["state"] == "waiting" }
                try await flow.client.apply("LinkSpec/d0", ["kind": "dummy", "up": true])
                try await Self.expectNoRepairs(["LinkSpec/d0", "LinkSpec/d0.5"] + Self.above, flow)
            }
        }

        @Test(arguments: ["bond", "bridge"])
        func `ports and masters of other sizes`(_ kind: String) async throws {
            try await Flow.run(prepare: { host in
                for port in ["p1", "p2"] { try await host.ip("link add \(port) up type dummy") }
            }) { flow in
                try await flow.client.apply("LinkSpec/m0", ["kind": .string(kind), "up": true])
                let place = kind == "bond" ? "masterName" : "bridgeSlave"
                for (port, mtu) in [("p1", 1400), ("p2", 1300)] {
                    let master: JSON = kind == "bond" ? "m0" : ["masterName": "m0"]
                    try await flow.client.apply(
                        "LinkSpec/\(port)", ["up": true, "mtu": .integer(Int64(mtu)), place: master])
                }
                try await Self.expectNoRepairs(["LinkSpec/m0", "LinkSpec/p1", "LinkSpec/p2"], flow)
                try await flow.client.apply("LinkSpec/m0", ["kind": .string(kind), "up": true, "mtu": 1300])
                try await Self.expectNoRepairs(["LinkSpec/m0", "LinkSpec/p1", "LinkSpec/p2"], flow)
                try await flow.client.apply("LinkSpec/m0", ["kind": .string(kind), "up": true])
                try await Self.expectNoRepairs(["LinkSpec/m0", "LinkSpec/p1", "LinkSpec/p2"], flow)
            }
        }

        @Test(arguments: ["vlan", "macvlan"])
        func `links with an MTU on one that shrinks and grows`(_ kind: String) async throws {
            try await Flow.run { flow in
                try await flow.client.apply("LinkSpec/d0", ["kind": "dummy", "up": true])
                var above: [String: JSON] = ["kind": .string(kind), "up": true, "parentName": "d0", "mtu": 1450]
                if kind == "vlan" { above["vlan"] = ["vlanID": 5] }
                try await flow.client.apply("LinkSpec/u0", .object(above))
                for mtu in [1400, 1500, 1300, 1480] as [Int64] {
                    try await flow.client.put("LinkSpec/d0", ["kind": "dummy", "up": true, "mtu": .integer(mtu)])
                    try await flow.client.status("LinkSpec/d0") { $0["state"] == "applied" }
                    if mtu > 1450 { try await Self.expectNoRepairs(["LinkSpec/u0"], flow) }
                }
            }
        }

        @Test func `a port's VLANs when the bridge's default becomes another`() async throws {
            try await Flow.run(prepare: { try await $0.ip("link add p1 up type dummy") }) { flow in
                func bridge(_ pvid: Int64) -> JSON {
                    [
                        "kind": "bridge", "up": true,
                        "bridgeMaster": ["vlan": ["filteringEnabled": true, "defaultPVID": .integer(pvid)]],
                    ]
                }
                try await flow.client.apply("LinkSpec/br0", bridge(1))
                let port: JSON = [
                    "up": true,
                    "bridgeSlave": [
                        "masterName": "br0", "vlans": [["vid": 1, "pvid": true, "untagged": true], ["vid": 7]],
                    ],
                ]
                try await flow.client.apply("LinkSpec/p1", port)
                for pvid in [20, 1, 0, 1] as [Int64] {
                    try await flow.client.apply("LinkSpec/br0", bridge(pvid))
                    try await Self.expectNoRepairs(["LinkSpec/br0", "LinkSpec/p1"], flow)
                }
            }
        }

        @Test func `IPv6 addresses and routes of a link that joins a bond and leaves it`() async throws {
            try await Flow.run(prepare: { try await $0.ip("link add p1 up type dummy") }) { flow in
                try await flow.client.apply("LinkSpec/b0", ["kind": "bond", "up": true])
                try await flow.client.apply("LinkSpec/p1", ["up": true])
                let specs = ["AddressSpec/p1/2001:db8::1/64", "RouteSpec/inet6/2001:db8::9/2001:db8:1::/64/1024"]
                try await flow.client.apply(specs[0], ["linkName": "p1", "address": "2001:db8::1/64"])
                try await flow.client.apply(specs[1], ["dst": "2001:db8:1::/64", "gateway": "2001:db8::9"])
                try await flow.client.put("LinkSpec/p1", ["up": true, "masterName": "b0"])
                try await flow.client.status("LinkSpec/p1") { $0["state"] == "applied" }
                try await flow.client.apply("LinkSpec/p1", ["up": true])
                try await Self.expectNoRepairs(["LinkSpec/b0", "LinkSpec/p1"] + specs, flow)
            }
        }
    }
}
