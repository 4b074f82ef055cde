import FlowSupport
import Resources
import Testing

extension Flows {
    /// Other names of links.
    @Suite struct LinkAliases {
        @Test func `a link gets another name, keeps it, and gets the one before back`() async throws {
            try await Flow.run { flow in
                func alias() async throws -> String? {
                    try await flow.host.json("link show eth0").first?["ifalias"]?.text
                }
                try await flow.host.ip("link set eth0 alias uplink")
                try await flow.client.apply("LinkAliasSpec/eth0", ["alias": "mgmt0"])
                #expect(try await alias() == "mgmt0")
                try await flow.host.ip("link set eth0 alias other")
                try await flow.host.eventually("the alias is put right") { try await alias() == "mgmt0" }
                try await flow.client.status("LinkAliasSpec/eth0") { $0["repairs"]?.integer == 1 }
                try await flow.client.remove("LinkAliasSpec/eth0")
                #expect(try await alias() == "uplink")
            }
        }

        @Test func `the status of a link that is down, of which the kernel is silent, has its name`() async throws {
            try await Flow.run { flow in
                try await flow.host.ip("link set eth0 down")
                try await flow.client.apply("LinkAliasSpec/eth0", ["alias": "mgmt0"])
                let client = flow.client
                try await flow.host.eventually("the status has the alias") {
                    try await client.get("/v1/resources/network/LinkStatus/eth0").json[path: "spec", "alias"]?.text
                        == "mgmt0"
                }
            }
        }
    }
}
