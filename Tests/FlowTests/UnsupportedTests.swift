import FlowSupport
import NIOHTTP1
import Resources
import Testing

extension Flows {
    @Suite struct WhatCannotBeDoneYet {
        @Test(
            arguments: [
                ("OperatorSpec/dhcp4/eth0", ["requireUp": true], "/operator"),
                ("OperatorSpec/vip/eth0/192.0.2.9", [:], "/operator"),
            ] as [(String, JSON, String)])
        func `people are told at once`(_ resource: String, _ spec: JSON, _ place: String) async throws {
            try await Flow.run { flow in
                let reply = try await flow.client.put(resource, spec)
                #expect(reply.status == 422)
                #expect(
                    reply.json["errors"]?.elements?.contains { $0["pointer"]?.text == place } == true, "\(reply.text)")
                #expect(try await flow.client.get(Client.path(resource)).status == 404)
            }
        }

        @Test func `what a document asks for is refused, or told by name where it is allowed, and never swallowed`()
            async throws
        {
            try await Flow.run { flow in
                let text = "apiVersion: v1alpha1\nkind: DHCPv4Config\nname: eth0\n"
                let refused = try await flow.client.configuration(.PUT, text)
                #expect(refused.status == 422 && refused.reason == "NOT_SUPPORTED", "\(refused.text)")
                let allowed = try await flow.client.configuration(.PUT, text, "?wait=applied&allowUnsupported=true")
                #expect(allowed.isApplied == true, "\(allowed.text)")
                #expect(allowed.json["notSupported"] == ["DHCPv4Config/eth0"])
                let status = try await flow.client.status("OperatorSpec/dhcp4/eth0") { $0["state"] == "notSupported" }
                #expect(status["reason"]?.text?.contains("dhcp4") == true)
                #expect(try await flow.client.configuration(.DELETE).isApplied == true)
                #expect(try await flow.client.status("OperatorSpec/dhcp4/eth0") == .null)
            }
        }
    }
}
