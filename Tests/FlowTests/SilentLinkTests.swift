import FlowSupport
import Resources
import Testing

extension Flows {
    @Suite struct `What the kernel doesn't tell` {
        @Test func `of a link that is down is seen in the end, and put right`() async throws {
            try await Flow.run { flow in
                try await flow.client.apply(
                    "LinkSpec/v0", ["kind": "veth", "altNames": ["ours"], "veth": ["peerName": "v1"]])
                try await flow.host.ip("link property del dev v0 altname ours")
                try await flow.host.eventually("its further name is back", within: .seconds(60)) {
                    try await flow.host.json("link show v0").first?["altnames"] == ["ours"]
                }
                let status = try await flow.client.status("LinkSpec/v0") { $0["repairs"] == 1 }
                #expect(status[path: "drift", "found"]?.text?.contains("altNames") == true, "\(status.canonical)")
            }
        }
    }
}
