import FlowSupport
import Resources
import TestSupport
import Testing

extension InLab {
    /// A dry run tells what all passes together would do, and what the kernel would refuse.
    @Suite struct Foresight {
        private typealias Operation = (op: String, resource: String, spec: JSON)

        private static func vlan(_ parent: JSON, _ number: JSON, _ members: JSON = [:]) -> JSON {
            let spec: JSON = ["kind": "vlan", "up": true, "parentName": parent, "vlan": ["vlanID": number]]
            return spec.merged(with: members)
        }

        private static func words(_ reply: Reply) -> [String] {
            reply.plan.map { "\($0["operation"]?.text ?? "") \($0["object"]?.text ?? "")" }.sorted()
        }

        @Test func `links, addresses and routes on links of the same transaction are made, and nothing waits`()
            async throws
        {
            try await Flow.run(prepare: { try await $0.ip("link add e0 type dummy") }) { flow in
                let all: [Operation] = [
                    ("put", "LinkSpec/bond0", ["kind": "bond", "up": true, "bondMaster": ["mode": "active-backup"]]),
                    ("put", "LinkSpec/e0", ["up": true, "masterName": "bond0"]),
                    ("put", "LinkSpec/a", Self.vlan("bond0", 5)),
                    ("put", "LinkSpec/b", Self.vlan("a", 6, ["mtu": 1400])),
                    (
                        "put", "LinkSpec/vx",
                        ["kind": "vxlan", "up": true, "mtu": 1300, "vxlan": ["vni": 5, "linkName": "b"]]
                    ),
                    ("put", "AddressSpec/b/10.0.0.1/24", [:]), ("put", "AddressSpec/vx/10.1.0.1/24", [:]),
                    ("put", "RouteSpec/inet4/10.0.0.9/198.51.100.0/24/100", [:]),
                ]
                let dry = try await flow.client.transact(all, "?dryRun=true")
                #expect(
                    Self.words(dry) == [
                        "add address b/10.0.0.1/24", "add address vx/10.1.0.1/24", "add link a", "add link b",
                        "add link bond0", "add link vx", "add route 198.51.100.0/24 via 10.0.0.9 metric 100",
                        // Up, and then a port.
                        "change link e0", "change link e0",
                    ], "\(dry.text)")
                let real = try await flow.client.transact(all)
                #expect(real.isApplied == true, "\(real.text)")
                #expect(Self.words(try await flow.client.transact(all, "?dryRun=true")) == [])
            }
        }

        @Test func `a VLAN's number that is taken, and an MTU that the link below doesn't carry`() async throws {
            try await Flow.run(prepare: { host in
                try await host.ip("link add e0 up type dummy")
                try await host.ip("link add theirs link e0 type vlan id 40")
            }) { flow in
                let cases: [(spec: JSON, reason: String, words: [String])] = [
                    (Self.vlan("e0", 40), "theirs is VLAN 40 of e0 already", ["refused LinkSpec/x"]),
                    (
                        Self.vlan("e0", 41, ["mtu": 9000]), "the MTU 9000 is too large, e0 below has 1500",
                        ["refused LinkSpec/x"]
                    ),
                    (
                        ["kind": "macvlan", "parentName": "e0", "mtu": 9000],
                        "the MTU 9000 is too large, e0 below has 1500", ["add link x", "refused LinkSpec/x"]
                    ),
                ]
                for (spec, reason, words) in cases {
                    let dry = try await flow.client.put("LinkSpec/x", spec, "?dryRun=true")
                    #expect(Self.words(dry) == words, "\(dry.text)")
                    let foreseen = dry.plan.last?["note"]?.text ?? ""
                    #expect(foreseen.contains(reason))
                    try await flow.client.put("LinkSpec/x", spec)
                    let status = try await flow.client.status("LinkSpec/x") { $0["state"] == "refused" }
                    #expect(
                        status["errno"].map { foreseen.hasPrefix("\($0.text ?? ""): ") } == true, "\(status.canonical)")
                    #expect(status["reason"]?.text?.hasSuffix(reason) == true, "\(status.canonical)")
                    try await flow.client.remove("LinkSpec/x")
                }
                let dry = try await flow.client.transact(
                    [
                        ("put", "LinkSpec/e0", ["mtu": 9000]),
                        ("put", "LinkSpec/x", Self.vlan("e0", 41, ["mtu": 9000])),
                    ], "?dryRun=true")
                #expect(Self.words(dry) == ["add link x", "change link e0"])
            }
        }

        @Test func `a tunnel that another is already, and links that can't share the one below`() async throws {
            let ends: JSON = ["local": "192.0.2.1", "remote": "192.0.2.2"]
            try await Flow.run(prepare: { host in
                try await host.ip("link add e0 up type dummy")
                try await host.ip("link add e1 up type dummy")
                try await host.ip("link add theirs type gretap local 192.0.2.1 remote 192.0.2.2")
                try await host.ip("link add link e0 name mac type macvlan mode bridge")
                try await host.ip("link add link e1 name pass type macvlan mode passthru")
            }) { flow in
                let cases: [(spec: JSON, reason: String)] = [
                    (["kind": "gretap", "gre": ends], "theirs leads to the same place already"),
                    (
                        ["kind": "ipvlan", "parentName": "e0"], "e0 carries mac, and no ipvlan beside a macvlan"
                    ),
                    (
                        ["kind": "macvlan", "parentName": "e1"],
                        "one with the mode passthru has e1 for itself, and there are pass"
                    ),
                ]
                for (spec, reason) in cases {
                    let dry = try await flow.client.put("LinkSpec/x", spec, "?dryRun=true")
                    #expect(Self.words(dry) == ["refused LinkSpec/x"], "\(dry.text)")
                    let foreseen = dry.plan.last?["note"]?.text ?? ""
                    #expect(foreseen.contains(reason), "\(foreseen)")
                    try await flow.client.put("LinkSpec/x", spec)
                    let status = try await flow.client.status("LinkSpec/x") { $0["state"] == "refused" }
                    #expect(status["reason"]?.text == foreseen, "\(status.canonical)")
                    try await flow.client.remove("LinkSpec/x")
                }
                // Another key makes it another tunnel.
                let other: JSON = ["kind": "gretap", "gre": ends.merged(with: ["inKey": 7, "outKey": 7])]
                #expect(Self.words(try await flow.client.put("LinkSpec/x", other, "?dryRun=true")) == ["add link x"])
            }
        }
    }
}
