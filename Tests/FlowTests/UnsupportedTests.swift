import FlowSupport
import Resources
import Testing

extension Flows {
    @Suite struct WhatCannotBeDoneYet {
        @Test func `a lower layer's link of a kind that can't be made is shown as such, and leaves the rest alone`()
            async throws
        {
            try await Flow.run { flow in
                try await flow.sql(
                    """
                    INSERT INTO resource (namespace, type, id, spec) VALUES ('network-config', 'LinkSpec',
                    'cmdline/eth0.5', '{"name":"eth0.5","kind":"vlan","logical":true,"up":true,"parentName":"eth0",
                    "vlan":{"vlanID":5},"layer":"cmdline"}')
                    """)
                let status = try await flow.client.status("LinkSpec/eth0.5") { $0["state"] == "notSupported" }
                #expect(status["reason"]?.text?.contains("links of kind vlan aren't supported yet") == true)
                #expect(try await flow.client.get("/v1/resources/network/LinkStatus/eth0.5").status == 404)
                try await flow.client.apply("AddressSpec/eth0/192.0.2.10/24")

                // What a person adds to it doesn't make it any better, and is said to.
                let reply = try await flow.client.put("LinkSpec/eth0.5", ["mtu": 1400], "?wait=applied")
                #expect(reply.isApplied == false)
                #expect(reply.text.contains("notSupported"))
                try await flow.sql("DELETE FROM resource WHERE id LIKE '%/eth0.5'")
                try await flow.host.eventually("the status is gone") {
                    try await flow.client.status("LinkSpec/eth0.5") == .null
                }
            }
        }

        @Test(
            arguments: [
                ("LinkSpec/eth0.5", ["kind": "vlan", "parentName": "eth0", "vlan": ["vlanID": 5]], "/kind"),
                ("LinkSpec/eth1", ["masterName": "bond0"], "/masterName"),
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
