import FlowSupport
import Resources
import Testing

extension Flows {
    /// The packet filter at a start of the host, and of the daemon.
    @Suite struct FirewallBoot {
        private static let address = "198.51.100.1"

        /// A host whose link to a neighbour is down, with an address already, and rules of somebody else who counts what comes and what
        /// has passed everybody.
        private static func prepare(_ host: Host, _ neighbour: Host) async throws {
            try await host.wire("eth0", address: "02:00:00:00:00:01", to: neighbour)
            try await host.ip("address add \(address)/24 dev eth0")
            try await host.ip("link set eth0 down")
            try await neighbour.ip("address add 198.51.100.2/24 dev eth0p")
            try await neighbour.ip("neigh replace \(address) lladdr 02:00:00:00:00:01 dev eth0p nud permanent")
            for words in [
                "table inet others", "counter inet others came", "counter inet others passed",
                "chain inet others first { type filter hook input priority -400 ; }",
                "chain inet others last { type filter hook input priority 400 ; }",
                "rule inet others first iifname eth0 udp dport 7001 counter name came",
                "rule inet others last iifname eth0 udp dport 7001 counter name passed",
            ] {
                let said = try await host.nft("add \(words)")
                try #require(said.isEmpty, "\(said)")
            }
        }

        private static func counted(_ host: Host, _ name: String) async throws -> Int64 {
            let shown = try JSON(parsing: try await host.nft("-j list counter inet others \(name)"))
            let counter = (shown["nftables"]?.elements ?? []).compactMap { $0["counter"] }.first
            return try #require(counter?["packets"]?.integer)
        }

        @Test func `from the first packet of a link on, the filter is in force`() async throws {
            let neighbour = try await Host()
            try await Flow.run { flow in
                let made = try await flow.client.transact([
                    ("put", "LinkSpec/eth0", ["up": true]),
                    ("put", "NfTablesChainSpec/input", ["hook": "input", "policy": "drop", "rules": []]),
                ])
                try #require(made.isApplied == true, "\(made.reasons)")
                try await flow.daemon.stop()
                let host = try await Host()
                try await Self.prepare(host, neighbour)
                try await PacketStream(from: neighbour, to: Self.address, port: 7001).run {
                    try await flow.daemon.start(on: host)
                    try await host.eventually("packets come") { try await Self.counted(host, "came") > 1000 }
                }
                #expect(try await Self.counted(host, "passed") == 0)
                #expect(try await host.ip("link show eth0").contains("state UP"))
            }
        }

        @Test func `a chain that can't be made keeps no link down, and the others are in force`() async throws {
            try await Flow.run { flow in
                let made = try await flow.client.transact(
                    [
                        ("put", "LinkSpec/eth0", ["up": true]),
                        (
                            "put", "NfTablesChainSpec/waits",
                            ["hook": "input", "rules": [["matchSourceAddress": ["set": "absent"], "verdict": "drop"]]]
                        ),
                        ("put", "NfTablesChainSpec/input", ["hook": "input", "policy": "drop", "rules": []]),
                    ], "")
                try #require(made.status == 200, "\(made.text)")
                let neighbour = try await Host()
                let rebooted = try await flow.rebooted { try await Self.prepare($0, neighbour) }
                #expect(try await rebooted.host.ip("link show eth0").contains(",UP"))
                #expect(try await rebooted.host.nft("list chains inet").contains("chain input"))
                #expect(try await rebooted.client.status("NfTablesChainSpec/waits")["state"] == "waiting")
            }
        }

        @Test func `what went while the daemon was down is in force again when it is ready`() async throws {
            try await Flow.run { flow in
                try await flow.client.apply(
                    "NfTablesChainSpec/input", ["hook": "input", "policy": "drop", "rules": []])
                #expect(try await flow.daemon.stop() == 0)
                #expect(try await flow.host.nft("delete table inet netstrata").isEmpty)
                try await flow.daemon.start(on: flow.host)
                #expect(try await flow.host.nft("list chains inet").contains("chain input"))
                let status = try await flow.client.status("NfTablesChainSpec/input")
                #expect(status["repairs"] == 1 && status[path: "drift", "found"] == "deleted", "\(status.canonical)")
            }
        }
    }
}
