import FlowSupport
import Resources
import TestSupport
import Testing

extension Flows {
    /// What holds of the packet filter whatever is asked for.
    @Suite struct FirewallProperties {
        @Test(arguments: [6, 27, 31])
        func `after each transaction nft shows what the resources say`(_ seed: UInt64) async throws {
            try await Flow.run { flow in
                #expect(try await flow.host.nft("add table inet others").isEmpty)
                #expect(
                    try await flow.host.nft("add chain inet others c { type filter hook input priority 0; }").isEmpty)
                #expect(try await flow.host.nft("add rule inet others c tcp dport 1 counter").isEmpty)
                let others = try await flow.host.nft("-s list table inet others")
                var random = SeededGenerator(seed: seed)
                var before: [String: JSON] = [:]
                for round in 0..<25 {
                    let wanted = RandomFirewall(using: &random)
                    let specs = wanted.specs
                    var operations = specs.filter { before[$0.key] != $0.value }.map { ("put", $0.key, $0.value) }
                    operations += before.keys.filter { specs[$0] == nil }.map { ("delete", $0, JSON.null) }
                    before = specs
                    guard !operations.isEmpty else { continue }
                    operations.shuffle(using: &random)
                    let generation = try await flow.host.firewallGeneration()
                    let done = try await flow.client.transact(
                        operations.map { (op: $0.0, resource: $0.1, spec: $0.2) })
                    try #require(done.isApplied == true, "round \(round): \(done.reasons)")
                    #expect(try await flow.host.firewallGeneration() == generation + 1, "round \(round)")
                    if specs.isEmpty {
                        #expect(try await flow.host.nft("list tables") == "table inet others\n")
                    } else {
                        let listing = try JSON(parsing: try await flow.host.nft("-j list table inet netstrata"))
                        #expect(RandomFirewall.shown(listing) == wanted.shown, "round \(round)")
                    }
                    #expect(try await flow.host.nft("-s list table inet others") == others)
                }
            }
        }

        @Test func `while rules are replaced nothing is lost that may pass, and nothing passes that may not`()
            async throws
        {
            try await Flow.run { flow in
                @Sendable func spec(_ round: Int) -> JSON {
                    func udp(_ name: String, _ port: Int64?, _ verdict: JSON) -> JSON {
                        var match: JSON = ["protocol": "udp"]
                        if let port { match["matchDestinationPort"] = ["ranges": [.integer(port)]] }
                        return ["name": .string(name), "matchLayer4": match, "verdict": verdict]
                    }
                    let fillers = (0..<round % 7 * 5).map { udp("f\($0 + round)", Int64(20_000 + $0 + round), "drop") }
                    let rules = fillers + [udp("probe", 7001, "accept"), udp("else", nil, "drop")]
                    // Another priority makes the chain anew.
                    return [
                        "hook": "input", "priority": .integer(Int64(round % 2)), "rules": .array(rules),
                    ]
                }
                try await flow.client.apply("NfTablesChainSpec/in", spec(0))
                let probe = try await UDPProbe(on: flow.host)
                let count = try await probe.run {
                    for round in 1...40 { try await flow.client.apply("NfTablesChainSpec/in", spec(round)) }
                }
                #expect(count.lost == 0 && count.passed == 0, "\(count)")
                #expect(count.sent > 100, "\(count)")
            }
        }
    }
}
