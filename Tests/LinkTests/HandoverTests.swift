import FlowSupport
import Resources
import TestSupport
import Testing

extension InLab {
    /// Links that take over each other's numbers, ends, ports and addresses in one transaction.
    @Suite struct Handovers {
        @Test(arguments: Swap.all)
        func `what others give up is taken over in one transaction`(_ swap: Swap) async throws {
            try await Flow.run(prepare: { host in
                for words in swap.before { try await host.ip(words) }
            }) { flow in
                let first = try await flow.client.transact(swap.first.map { ("put", "LinkSpec/\($0)", $1) })
                try #require(first.isApplied == true, "\(first.text)")
                var index: Int64?
                if let link = swap.keeps {
                    try await flow.host.ip("addr add 10.2.0.1/24 dev \(link)")
                    index = try await flow.host.index(link)
                }
                let gone = swap.first.keys.filter { swap.second[$0] == nil }
                let reply = try await flow.client.transact(
                    swap.second.map { ("put", "LinkSpec/\($0)", $1) } + gone.map { ("delete", "LinkSpec/\($0)", .null) }
                )
                #expect(reply.isApplied == true, "\(reply.text)")
                for (link, value) in swap.shows {
                    let shown = try await flow.host.witnessed(link)
                    #expect(shown.differences(from: [swap.witness: value]) == [], "\(link)")
                    #expect(try await flow.client.status("LinkSpec/\(link)")["repairs"] == nil)
                }
                if let link = swap.keeps {
                    #expect(try await flow.host.hasAddress("10.2.0.1/24", on: link))
                    #expect(try await flow.host.index(link) == index)
                }
            }
        }

        @Test func `a number of one that moves to a link which is made along with it is waited for, and not refused`()
            async throws
        {
            try await Flow.run(prepare: { try await $0.ip("link add e0 up type dummy") }) { flow in
                @Sendable func vlan(_ parent: JSON, _ number: JSON) -> JSON {
                    ["kind": "vlan", "up": true, "parentName": parent, "vlan": ["vlanID": number]]
                }
                let first = try await flow.client.transact([
                    ("put", "LinkSpec/a", vlan("e0", 10)), ("put", "LinkSpec/b", vlan("e0", 20)),
                    ("put", "LinkSpec/c", vlan("e0", 30)),
                ])
                try #require(first.isApplied == true, "\(first.text)")
                let reply = try await flow.client.transact([
                    ("put", "LinkSpec/a", vlan("e0", 20)), ("put", "LinkSpec/b", vlan("new", 20)),
                    ("put", "LinkSpec/c", vlan("e0", 10)), ("put", "LinkSpec/new", ["kind": "dummy", "up": true]),
                ])
                #expect(reply.isApplied == true, "\(reply.text)")
                for (link, number, parent) in [("a", 20, "e0"), ("b", 20, "new"), ("c", 10, "e0")]
                    as [(String, JSON, JSON)]
                {
                    let shown = try await flow.host.witnessed(link)
                    #expect(
                        shown.differences(from: ["linkinfo.info_data.id": number, "link": parent]) == [], "\(link)")
                }
            }
        }

        @Test func `a ring of which one link isn't ours to change changes nothing`() async throws {
            @Sendable func vxlan(_ vni: JSON) -> JSON {
                ["kind": "vxlan", "vxlan": ["vni": vni, "remote": "192.0.2.1", "port": 4789]]
            }
            try await Flow.run(prepare: { host in
                try await host.ip("link add name b type vxlan id 6 remote 192.0.2.1 dstport 4789")
            }) { flow in
                try await flow.client.apply("LinkSpec/a", vxlan(5))
                _ = try await flow.client.transact(
                    [("put", "LinkSpec/a", vxlan(6)), ("put", "LinkSpec/b", vxlan(5))], "")
                try await flow.client.status("LinkSpec/b") { $0["state"] == "foreignConflict" }
                let status = try await flow.client.status("LinkSpec/a") { $0["state"] == "refused" }
                #expect(status["reason"]?.text?.contains("b has the network identifier 6 already") == true)
                for (link, vni) in ["a": 5, "b": 6] as [String: JSON] {
                    #expect(try await flow.host.witnessed(link)[dotted: "linkinfo.info_data.id"] == vni)
                }
            }
        }
    }
}
