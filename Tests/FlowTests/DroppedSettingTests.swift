import FlowSupport
import Resources
import Testing

extension Flows {
    /// What becomes of settings of links that we made when specs don't speak of them any more.
    @Suite struct DroppedSettings {
        private static let links: [(op: String, resource: String, spec: JSON)] = [
            (
                "put", "LinkSpec/v0",
                [
                    "kind": "veth", "up": true, "mtu": 1400, "multicast": false, "hardwareAddr": "02:00:00:00:00:07",
                    "veth": ["peerName": "v1"],
                ]
            ),
            (
                "put", "LinkSpec/br0",
                ["kind": "bridge", "up": true, "mtu": 1400, "bridgeMaster": ["stp": ["enabled": true]]]
            ),
        ]

        @Test(arguments: [false, true])
        func `they are as on a new link`(restarts: Bool) async throws {
            try await Flow.run { flow in
                let reply = try await flow.client.transact(Self.links)
                try #require(reply.isApplied == true, "\(reply.reasons)")
                try await flow.host.ip("link add br9 type bridge")
                if restarts { try await flow.restart() }
                try await flow.client.apply("LinkSpec/v0", ["kind": "veth", "up": true, "veth": ["peerName": "v1"]])
                try await flow.client.apply("LinkSpec/br0", ["kind": "bridge", "up": true])
                let pair = try await flow.host.ip("link show v0")
                #expect(pair.contains("mtu 1500"))
                #expect(pair.contains("MULTICAST"))
                #expect(!pair.contains("02:00:00:00:00:07"))
                let bridge = try await flow.host.json("-d link show br0").first ?? .null
                let new = try await flow.host.json("-d link show br9").first ?? .null
                #expect(bridge["mtu"] == new["mtu"])
                for member in ["stp_state", "vlan_filtering"] {
                    #expect(bridge[path: "linkinfo", "info_data", member] == new[path: "linkinfo", "info_data", member])
                }
                #expect(try await flow.client.status("LinkSpec/v0")["repairs"] == nil, "that is no drift")
            }
        }
    }
}
