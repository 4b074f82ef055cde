import FlowSupport
import Resources
import Testing

extension Flows {
    @Suite struct Newcomer {
        private static let address = "AddressSpec/eth0/192.0.2.10/24"

        @Test
        func `an address that is asked for is in the kernel, in the history, repaired, and there after a restart`()
            async throws
        {
            try await Flow.run { flow in
                let reply = try await flow.client.put(
                    Self.address, [:], "?wait=applied", ["X-Change-Message": "a first address"])
                #expect(reply.status == 201)
                #expect(reply.isApplied == true)
                #expect(try await flow.host.hasAddress("192.0.2.10/24", on: "eth0"))

                let status = try await flow.client.status(Self.address) { $0["state"] == "applied" }
                #expect(status["repairs"] == nil)
                try await flow.expectStory(from: try #require(reply.revision))

                try await flow.host.ip("address delete 192.0.2.10/24 dev eth0")
                try await flow.host.eventually("the address is back") {
                    try await flow.host.hasAddress("192.0.2.10/24", on: "eth0")
                }
                let repaired = try await flow.client.status(Self.address) { $0["repairs"] == 1 }
                #expect(repaired[path: "drift", "found"] == "deleted")
                let history = try await flow.client.get(
                    "/v1/resources/network/ApplyStatus/\(Self.address)?revisions&limit=1")
                #expect(history.items.first?[path: "object", "spec", "repairs"] == 1)
                #expect(history.items.first?["actor"]?.text == "AddressSpecController")

                try await flow.restart()
                #expect(try await flow.host.hasAddress("192.0.2.10/24", on: "eth0"))
                let stored = try await flow.client.get(Client.path(Self.address))
                #expect(stored.status == 200)
                #expect(stored.json == reply.json.without(["applied", "reasons"]))
            }
        }
    }
}

extension Flow {
    /// Walks from the status back to the person: status ← … ← merged spec ← intent.
    fileprivate func expectStory(from revision: Int64) async throws {
        let seen: JSON = try await client.watch("/v1/resources/network/AddressStatus?watch&revision=\(revision)") {
            $0[path: "object", "metadata", "id"] == "eth0/192.0.2.10/24" ? $0 : nil
        }
        #expect(seen["type"] == "ADDED")
        let merged = try await client.get("/v1/resources/network/AddressSpec/eth0/192.0.2.10/24?revisions")
        let creation = try #require(merged.items.last)
        #expect(creation["actor"]?.text == "AddressMergeController")
        #expect(creation["cause"]?.integer == revision)
        let intent = try await client.get("/v1/history/\(revision)").json
        #expect(intent["message"]?.text == "a first address")
        #expect(intent["actor"]?.text?.contains("root") == true)
        #expect(intent["origin"]?.text == "api")
        let applied = try await client.get("/v1/resources/network/ApplyStatus/AddressSpec/eth0/192.0.2.10/24?revisions")
        #expect(applied.items.last?["cause"]?.integer == creation["revision"]?.integer)
    }
}
