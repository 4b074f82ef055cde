import FlowSupport
import Resources
import TestSupport
import Testing

extension Flows {
    /// What the kernel wouldn't take is told beforehand, in words of our own.
    @Suite struct FirewallForesight {
        /// Chains by lot that lead to each other, with and without hooks, by rules and by a map.
        private static func chains(_ random: inout SeededGenerator) -> [String: JSON] {
            let names = (0..<6).map { "c\($0)" }
            func isLucky(_ chance: Int) -> Bool { Int.random(in: 0..<chance, using: &random) == 0 }
            var specs: [String: JSON] = [:]
            for (number, name) in names.enumerated() {
                var rules: [JSON] = []
                // Mostly further ones, so that few lead back to themselves.
                for target in names.dropFirst(number + 1) where isLucky(4) { rules.append(["jump": .string(target)]) }
                if isLucky(5) { rules.append(["verdictMap": ["key": "sourceAddress", "map": "m"]]) }
                let hook =
                    isLucky(2) ? ["prerouting", "forward", "output", "postrouting"].randomElement(using: &random) : nil
                if isLucky(3), hook != "output", hook != "postrouting" {
                    rules.append(["matchFib": ["reversePath": "missing"], "verdict": "drop"])
                }
                if isLucky(5), hook != "postrouting" { rules.append(["verdict": "reject"]) }
                if isLucky(6), hook == nil { rules.append(["nat": ["type": "masquerade"]]) }
                var spec: JSON = ["rules": .array(rules)]
                if let hook { spec["hook"] = .string(hook) }
                specs["NfTablesChainSpec/\(name)"] = spec
            }
            let target = names.randomElement(using: &random) ?? ""
            specs["NfTablesSetSpec/m"] = [
                "type": "ipv4_addr", "valueType": "verdict",
                "elements": [["element": "192.0.2.7", "value": .string("jump \(target)")]],
            ]
            return specs
        }

        @Test(arguments: [3, 8, 21])
        func `whatever leads where, the kernel refuses nothing that wasn't refused before`(_ seed: UInt64) async throws
        {
            try await Flow.run { flow in
                var random = SeededGenerator(seed: seed)
                var refused = 0
                for round in 0..<12 {
                    let specs = Self.chains(&random)
                    _ = try await flow.client.transact(specs.map { ("put", $0.key, $0.value) }.shuffled(using: &random))
                    let rows = try await flow.client.get("/v1/resources/network/ApplyStatus").items
                    for row in rows {
                        let spec = row["spec"] ?? .null
                        let id = row[path: "metadata", "id"]?.text ?? ""
                        #expect(spec["errno"] == nil, "round \(round), \(id): \(spec.canonical)\n\(specs)")
                        if spec["state"] == "refused" { refused += 1 }
                    }
                }
                #expect(refused > 10, "\(refused)")
            }
        }

        @Test func `what is as far away and as much as validation lets through, the kernel takes and keeps`()
            async throws
        {
            try await Flow.run { flow in
                let (chain, set) = ("NfTablesChainSpec/limits", "NfTablesSetSpec/far")
                let limits: [JSON] = [
                    ["rate": 1, "per": "week", "burst": 30_500],
                    ["rate": 5_124_095, "per": "hour", "unit": "bytes", "burst": 0],
                    ["packetRatePerSecond": 4_294_967_295, "burst": 4_294_967_295], ["rate": 1, "burst": 1],
                ]
                try await flow.client.apply(chain, ["rules": .array(limits.map { ["matchLimit": $0] })])
                try await flow.client.apply(
                    set,
                    ["type": "ipv4_addr", "elements": [["element": "192.0.2.7", "expires": "2599-12-31T23:59:59Z"]]])
                let far = try await flow.client.put(
                    set, ["type": "ipv4_addr", "elements": [["element": "192.0.2.7", "expires": "2600-01-01"]]])
                #expect((400...422).contains(far.status), "\(far.status)")
                #expect(far.text.contains("/elements/0/expires") && far.text.contains("before 2600"), "\(far.text)")
                // A new look finds nothing that differs.
                try await flow.daemon.stop()
                try await flow.daemon.start(on: flow.host)
                for spec in [chain, set] {
                    let status = try await flow.client.status(spec)
                    #expect(status["state"] == "applied" && status["repairs"] == nil, "\(status.canonical)")
                }
            }
        }
    }
}
