import FlowSupport
import Resources
import TestSupport
import Testing

extension Flows {
    @Suite struct ForeignObjects {
        @Test(arguments: [1, 2, 3] as [UInt64])
        func `what isn't ours stays the same, byte for byte, whatever transactions do`(_ seed: UInt64) async throws {
            try await Flow.run(prepare: Playground.prepare) { flow in
                var dice = Dice(seed: seed)
                try await Playground.addForeign(flow.host, &dice, count: 12)
                var foreign = Set(try await Playground.look(flow.host))
                var stored: Set<String> = []
                for round in 1...15 {
                    if round % 3 == 0 {
                        let before = Set(try await Playground.look(flow.host))
                        try await Playground.addForeign(flow.host, &dice, count: 3)
                        foreign.formUnion(Set(try await Playground.look(flow.host)).subtracting(before))
                        let lost = before.intersection(foreign).subtracting(try await Playground.look(flow.host))
                        try #require(lost.isEmpty, "seed \(seed), round \(round): \(lost)")
                    }
                    if round == 8 { try await flow.restart() }
                    let operations = Playground.operations(&dice, &stored)
                    let reply = try await flow.client.transact(operations, "?wait=applied")
                    try #require(reply.status == 200, "seed \(seed), round \(round): \(reply.text)")
                    try #require(!reply.reasons.contains("timed out"), "seed \(seed), round \(round): \(reply.reasons)")
                    let lost = foreign.subtracting(try await Playground.look(flow.host))
                    try #require(lost.isEmpty, "seed \(seed), round \(round), after \(operations): \(lost)")
                }
                let reply = try await flow.client.transact(stored.sorted().map { ("delete", $0, .null) })
                #expect(reply.isApplied == true, "\(reply.text)")
                #expect(Set(try await Playground.look(flow.host)) == foreign, "seed \(seed)")
            }
        }
    }
}

/// Objects of ours and of others, drawn by lot from small pools so that they often meet.
private enum Playground {
    static func prepare(_ host: Host) async throws {
        try await host.veth("eth0")
        try await host.ip("address add 10.9.0.1/16 dev eth0")
        try await host.ip("address add fd09::1/64 dev eth0 nodad")
        for link in ["f0", "f1"] { try await host.ip("link add \(link) type bridge") }
        for link in ["all", "eth0"] { try await host.set("ipv4/conf/\(link)/promote_secondaries", "0") }
    }

    /// Everything but what the kernel makes by itself along with addresses that may be ours.
    static func look(_ host: Host) async throws -> [String] {
        var lines: [String] = []
        for words in ["-d link show", "address show"]
            + ["-4", "-6"].flatMap({ ["\($0) route show table all", "\($0) rule show"] })
        {
            for object in try await host.json(words) where object["protocol"] != "kernel" {
                // A primary address of ours that goes makes a foreign secondary primary.
                let entries = object["addr_info"]?.elements ?? []
                let link = object["ifname"]?.text ?? ""
                lines += entries.filter { $0["scope"] != "link" }.map { link + $0.without(["secondary"]).canonical }
                if words.hasSuffix("address show") || link.hasPrefix("b") { continue }
                lines.append(words.prefix(2) + object.without(["linkinfo"]).canonical)
                let settings = object[path: "linkinfo", "info_data"]?.members ?? [:]
                lines += settings.filter { !$0.key.hasSuffix("_timer") }.map {
                    "\(link) \($0.key) \($0.value.canonical)"
                }
            }
        }
        return lines
    }

    static func addForeign(_ host: Host, _ dice: inout Dice, count: Int) async throws {
        for _ in 0..<count {
            let words: String
            switch dice.below(6) {
            case 0: words = "address add 10.9.\(dice.below(3)).\(2 + dice.below(6))/16 dev eth0"
            case 1: words = "address add 10.8.0.\(1 + dice.below(6))/24 dev eth0"
            case 2: words = "address add fd09::\(2 + dice.below(6))/64 dev eth0 nodad"
            case 3:
                words =
                    "route add 198.51.\(100 + dice.below(4)).0/24 via 10.9.0.\(100 + dice.below(2)) dev eth0"
                    + " metric \(dice.pick([100, 200])) src 10.9.0.1"
            case 4:
                words = "-6 route add 2001:db8:\(1 + dice.below(4))::/48 via fd09::\(100 + dice.below(2)) metric 100"
            default: words = "rule add from 192.0.\(dice.below(3)).0/24 table 100 priority \(1000 + dice.below(4))"
            }
            // Some of them are there already.
            _ = try? await host.ip(words)
        }
    }

    /// What a transaction does, and what is stored after it.
    static func operations(
        _ dice: inout Dice, _ stored: inout Set<String>
    ) -> [(op: String, resource: String, spec: JSON)] {
        var operations: [String: (op: String, resource: String, spec: JSON)] = [:]
        for _ in 0..<(1 + dice.below(6)) {
            let (resource, spec) = object(&dice)
            operations[resource] = ("put", resource, spec)
        }
        for resource in stored.sorted() where dice.below(4) == 0 {
            operations[resource] = ("delete", resource, .null)
        }
        for operation in operations.values {
            if operation.op == "put" { stored.insert(operation.resource) } else { stored.remove(operation.resource) }
        }
        return operations.values.sorted { $0.resource < $1.resource }
    }

    private static func object(_ dice: inout Dice) -> (String, JSON) {
        switch dice.below(7) {
        case 0: return ("AddressSpec/eth0/10.9.\(dice.below(3)).\(2 + dice.below(6))/16", [:])
        case 1: return ("AddressSpec/eth0/10.8.0.\(1 + dice.below(6))/24", [:])
        case 2: return ("AddressSpec/eth0/fd09::\(2 + dice.below(6))/64", ["flags": "nodad"])
        case 3:
            let (third, gateway, metric) = (dice.below(4), dice.below(2), dice.pick([100, 200]))
            return (
                "RouteSpec/inet4/10.9.0.\(100 + gateway)/198.51.\(100 + third).0/24/\(metric)",
                ["outLinkName": "eth0"]
            )
        case 4:
            return ("RouteSpec/eth0/inet6/fd09::\(100 + dice.below(2))/2001:db8:\(1 + dice.below(4))::/48/100", [:])
        case 5:
            let priority = 1000 + dice.below(4)
            return (
                "RoutingRuleSpec/inet4/0\(priority)",
                ["src": .string("192.0.\(dice.below(3)).0/24"), "table": "100"]
            )
        default:
            let name = dice.pick(["f0", "f1", "b0", "b1"])
            return ("LinkSpec/\(name)", ["kind": "bridge", "up": .bool(dice.below(2) == 0)])
        }
    }
}
