import FlowSupport
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
    }
}
