import FlowSupport
import Resources
import TestSupport
import Testing

extension InLab {
    /// A port of somebody else's bridge that belongs to a link of ours for a while.
    @Suite struct FormerPlaces {
        private static let places: [(maker: JSON, place: JSON)] = [
            (["kind": "bridge", "up": true], ["bridgeSlave": ["masterName": "m0", "isolated": true]]),
            (["kind": "bond", "up": true, "bondMaster": ["mode": "active-backup"]], ["masterName": "m0"]),
            (["kind": "vrf", "up": true, "vrfMaster": ["table": 9]], ["vrfSlave": ["masterName": "m0"]]),
        ]

        /// What makes it leave.
        enum Reason: CaseIterable { case otherSpec, noSpec, noMaster }

        @Test(arguments: [0, 1, 2], [true, false]) func `when that is gone it belongs to nothing`(
            _ place: Int, _ keepsSpec: Bool
        ) async throws {
            try await Flow.run(prepare: { host in
                try await host.ip("link add theirs up type bridge")
                try await host.veth("e0")
                try await host.ip("link set e0 master theirs")
            }) { flow in
                let (maker, members) = Self.places[place]
                try await flow.client.apply("LinkSpec/m0", maker)
                try await flow.client.apply("LinkSpec/e0", JSON.object(["up": true]).merged(with: members))
                try await flow.host.ip("link delete theirs")
                if keepsSpec {
                    try await flow.client.apply("LinkSpec/e0", ["up": true])
                } else {
                    try await flow.client.remove("LinkSpec/e0")
                }
                #expect(try await flow.host.link("e0")?["master"] == nil)
            }
        }

        @Test(arguments: [0, 1, 2], Reason.allCases)
        func `when it goes back it is a port as it was, with its VLANs`(_ place: Int, _ reason: Reason) async throws {
            try await Flow.run(prepare: { host in
                try await host.ip("link add theirs up type bridge vlan_filtering 1")
                try await host.veth("e0")
                try await host.ip("link set e0 master theirs")
                for words in ["del dev e0 vid 1", "add dev e0 vid 10-12", "add dev e0 vid 20 pvid untagged"] {
                    try await host.tool("bridge vlan \(words)")
                }
                try await host.ip("link set e0 type bridge_slave hairpin on cost 55")
            }) { flow in
                let (maker, members) = Self.places[place]
                let before = try await flow.host.witnessed("e0")
                try await flow.client.apply("LinkSpec/m0", maker)
                try await flow.client.apply("LinkSpec/e0", JSON.object(["up": true]).merged(with: members))
                #expect(try await flow.host.link("e0")?["master"] == "m0")
                try await flow.restart()
                switch reason {
                case .otherSpec: try await flow.client.apply("LinkSpec/e0", ["up": true])
                case .noSpec: try await flow.client.remove("LinkSpec/e0")
                case .noMaster: try await flow.client.remove("LinkSpec/m0")
                }
                try await flow.host.eventually("it is back") { try await flow.host.link("e0")?["master"] == "theirs" }
                let after = try await flow.host.witnessed("e0")
                #expect(after["vlans"] == before["vlans"])
                #expect(after["vlans"] == ["10", "11", "12", "20 PVID Egress Untagged"])
                for member in ["hairpin", "cost", "isolated", "priority"] {
                    let path = "linkinfo.info_slave_data.\(member)"
                    #expect(after[dotted: path] == before[dotted: path], "\(member)")
                }
            }
        }
    }
}
