import NetworkTypes
import Resources
import TestSupport
import Testing

@testable import Controllers

/// Chains that are compiled again and again.
@Suite struct `A chain that was compiled before` {
    /// A rule of one of many kinds: for both families, for one, with a limit for each source, without a name.
    private static func rule(_ random: inout SeededGenerator, _ number: Int) -> JSON {
        var rule: JSON = ["verdict": "accept"]
        if Bool.random(using: &random) { rule["name"] = .string("r\(number)") }
        if Bool.random(using: &random) {
            rule["matchSourceAddress"] = ["includeSubnets": ["10.0.0.0/8", "2001:db8::/32"]]
        }
        if Bool.random(using: &random) {
            rule["matchSourceAddress"] = ["set": .string(Bool.random(using: &random) ? "four" : "six")]
        }
        if Int.random(in: 0..<3, using: &random) == 0 {
            rule["matchLimit"] = ["packetRatePerSecond": 10, "perSource": true]
        }
        return rule
    }

    @Test func `comes to the same as one that wasn't`() throws {
        var random = SeededGenerator(seed: 4)
        let compiler = ChainCompiler()
        var rules: [JSON] = []
        var limited = 0
        for number in 0..<300 {
            let rule = Self.rule(&random, number)
            switch Int.random(in: 0..<3, using: &random) {
            case 0 where !rules.isEmpty: rules.remove(at: Int.random(in: 0..<rules.count, using: &random))
            case 1 where !rules.isEmpty: rules[Int.random(in: 0..<rules.count, using: &random)] = rule
            default: rules.insert(rule, at: Int.random(in: 0...rules.count, using: &random))
            }
            let text = JSON.object(["name": "c", "hook": "input", "rules": .array(rules)]).canonical
            let spec = try #require(NfTablesChainSpec.read(text), "\(text)")
            let families = SetFamilies(
                keys: Bool.random(using: &random) ? ["four": .inet4, "six": .inet6] : ["four": .inet4])
            let compiled = compiler.compile(spec, families: families)
            limited += compiled.sets.isEmpty ? 0 : 1
            #expect(compiled == CompiledChain(spec, families: families))
        }
        #expect(limited > 100)
    }
}
