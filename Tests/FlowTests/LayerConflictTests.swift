import FlowSupport
import NIOHTTP1
import Resources
import TestSupport
import Testing

extension Flows {
    /// Layers each of which can be, and that can't be together.
    @Suite struct LayerConflicts {
        private static let bridge = """
            apiVersion: v1alpha1
            kind: BridgeConfig
            name: br0
            links: [eth0]
            """

        @Test func `a link belongs to one master, in one spec and in several layers`() async throws {
            try await Flow.run { flow in
                let both: JSON = ["masterName": "b0", "bridgeSlave": ["masterName": "br0"]]
                let refused = try await flow.client.put("LinkSpec/eth0", both)
                #expect(refused.status == 422)
                let configured = try await flow.client.ask(
                    .PUT, "/v1/config?wait=applied", Array(Self.bridge.utf8), ["content-type": "application/yaml"])
                #expect(configured.isApplied == true, "\(configured.text)")

                let reply = try await flow.client.put("LinkSpec/eth0", ["masterName": "b0"], "?wait=applied")
                #expect(reply.isApplied == false)
                #expect(
                    reply.reasons.contains("api/eth0 and configuration/eth0 can't be together"), "\(reply.text)")
                #expect(reply.reasons.contains("a link belongs to one only"))
                let shown = try await flow.host.json("link show eth0")
                #expect(shown.first?["master"] == "br0")

                try await flow.client.remove("LinkSpec/eth0")
                let status = try await flow.client.status("LinkSpec/eth0") { $0["reason"] == nil }
                #expect(status["state"] == "applied")
            }
        }
    }
}
