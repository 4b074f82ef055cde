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
                for round in 1...15 {
                    if round % 3 == 0 {
                        let before = Set(try await Playground.look(flow.host))
                        try await Playground.addForeign(flow.host, &dice, count: 3)
                        foreign.formUnion(Set(try await Playground.look(flow.host)).subtracting(before))
                    }
                    if round == 8 { try await flow.restart() }
                    let operations = Playground.operations(&dice)
                    let reply = try await flow.client.transact(operations, "?wait=applied&timeout=2s")
                    try #require(reply.status == 200, "seed \(seed), round \(round): \(reply.text)")
                    let lost = foreign.subtracting(try await Playground.look(flow.host))
                    try #require(lost.isEmpty, "seed \(seed), round \(round), after \(operations): \(lost)")
                }
                let all = try await Playground.stored(flow.client)
                let reply = try await flow.client.transact(all.map { ("delete", $0, .null) })
                #expect(reply.isApplied == true, "\(reply.text)")
                #expect(Set(try await Playground.look(flow.host)) == foreign, "seed \(seed)")
            }
        }
    }
}

/// Objects of ours and of others, drawn by lot from small pools so that they often meet.
private enum Playground {
    private static let types = ["LinkSpec", "AddressSpec", "RouteSpec", "RoutingRuleSpec"]

    static func prepare(_ host: Host) async throws {
        try await host.veth("eth0")
        try await host.ip("address add 10.9.0.1/16 dev eth0")
        try await host.ip("address add fd09::1/64 dev eth0 nodad")
        for link in ["all", "eth0"] { try await host.set("ipv4/conf/\(link)/promote_secondaries", "0") }
    }

    /// Everything but what the kernel makes by itself along with addresses that may be ours.
    static func look(_ host: Host) async throws -> [String] {
        var lines: [String] = []
        for words in ["-d link show", "address show"] + ["-4", "-6"].flatMap({ ["\($0) route show table all", "\($0) rule show"] }) {
            for object in try await host.json(words) where object["protocol"] != "kernel" {
                // A primary address of ours that goes makes a foreign secondary primary.
                let entries = object["addr_info"]?.elements ?? []
                let link = object["ifname"]?.text ?? ""
                lines += entries.filter { $0["scope"] != "link" }.map { link + $0.without(["secondary"]).canonical }
                if words.hasSuffix("address show") { continue }
                lines.append(words.prefix(2) + object.canonical)
            }
        }
        return lines
    }

    static func addForeign(_ host: Host, _ dice: inout Dice, count: Int) async throws {
        for _ in 0..<count {
            let words: String
            switch dice.below(7) {
            case 0: words = "address add 10.9.\(dice.below(3)).\(2 + dice.below(6))/16 dev eth0"
            case 1: words = "address add 10.8.0.\(1 + dice.below(6))/24 dev eth0"
            case 2: words = "address add fd09::\(2 + dice.below(6))/64 dev eth0 nodad"
            case 3:
                words = "route add 198.51.\(100 + dice.below(4)).0/24 via 10.9.0.\(100 + dice.below(2)) dev eth0"
                    + " metric \(dice.pick([100, 200])) src 10.9.0.1"
            case 4: words = "-6 route add 2001:db8:\(dice.below(4))::/48 via fd09::\(100 + dice.below(2)) metric 100"
            case 5: words = "rule add from 192.0.\(dice.below(3)).0/24 table 100 priority \(1000 + dice.below(4))"
            default: words = "link add f\(dice.below(3)) type bridge"
            }
            // Some of them are there already.
            _ = try? await host.ip(words)
        }
    }

    static func operations(_ dice: inout Dice) -> [(op: String, resource: String, spec: JSON)] {
        var operations: [String: (op: String, resource: String, spec: JSON)] = [:]
        for _ in 0..<(1 + dice.below(6)) {
            let (resource, spec) = object(&dice)
            operations[resource] = (dice.below(3) == 0 ? "delete" : "put", resource, spec)
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
            return ("RouteSpec/eth0/inet6/fd09::\(100 + dice.below(2))/2001:db8:\(dice.below(4))::/48/100", [:])
        case 5:
            let priority = 1000 + dice.below(4)
            return (
                "RoutingRuleSpec/inet4/0\(priority)",
                ["src": .string("192.0.\(dice.below(3)).0/24"), "table": "100"]
            )
        default:
            let name = dice.pick(["f0", "f1", "f2", "b0", "b1"])
            return ("LinkSpec/\(name)", ["kind": "bridge", "up": .bool(dice.below(2) == 0)])
        }
    }

    /// Every resource that people wrote, as `AddressSpec/api/…`.
    static func stored(_ client: Client) async throws -> [String] {
        var found: [String] = []
        for type in types {
            let items = try await client.get("/v1/resources/network-config/\(type)").items
            found += items.compactMap { $0[path: "metadata", "id"]?.text }.map { "\(type)/\($0)" }
        }
        return found
    }
}
