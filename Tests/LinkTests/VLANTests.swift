import FlowSupport
import Resources
import TestSupport
import Testing

extension InLab {
    @Suite struct VLANs {
        @Test(arguments: LinkSample.vlans)
        func `it is made as asked for, as ip shows it`(_ sample: LinkSample) async throws {
            try await sample.isMade()
        }

        @Test(arguments: LinkSample.vlans)
        func `its changes are made on the living link where the kernel can`(_ sample: LinkSample) async throws {
            try await sample.isChanged()
        }

        @Test(arguments: LinkSample.vlans)
        func `what somebody else does to it is put right`(_ sample: LinkSample) async throws {
            try await sample.isRepaired()
        }

        @Test(.kernel(has: "NLMON"), arguments: LinkSample.vlans)
        func `as it should be it isn't written to, nor at a restart`(_ sample: LinkSample) async throws {
            try await sample.isLeftAlone()
        }

        @Test(arguments: LinkSample.vlans)
        func `it is there again after a reboot`(_ sample: LinkSample) async throws {
            try await sample.survivesReboot()
        }

        @Test(arguments: LinkSample.vlans)
        func `it goes with its spec, and leaves the others`(_ sample: LinkSample) async throws {
            try await sample.isDeleted()
        }

        @Test
        func `one that lies on a link of another namespace isn't taken for one on the link here of the same number`()
            async throws
        {
            let other = try await Host()
            try await Flow.run { flow in
                let spec: JSON = ["kind": "vlan", "parentName": "eth0", "vlan": ["vlanID": 5]]
                let index = try #require(try await flow.host.index("eth0"))
                try await other.ip("link add q1 index \(index) type dummy")
                func make(_ name: String) async throws {
                    try await other.ip("link add link q1 name \(name) netns \(flow.host.path) type vlan id 5")
                }
                try await make("theirs")
                try await flow.client.put("LinkSpec/theirs", spec)
                try await flow.client.status("LinkSpec/theirs") { $0["state"] == "foreignConflict" }
                let shown = try await flow.client.get("/v1/resources/network/LinkStatus/theirs").json
                #expect(shown[path: "spec", "parentName"] == nil, "\(shown.canonical)")

                try await flow.client.apply("LinkSpec/ours", spec)
                try await flow.host.ip("link delete theirs")
                try await flow.host.ip("link delete ours")
                try await flow.host.eventually("ours lies on eth0") {
                    try await flow.host.link("ours")?["link"] == "eth0"
                }
            }
        }
    }
}
