import NetworkTypes
import Resources
import Testing

@testable import Controllers
@testable import Kernel

/// What the kernel has of rules, found again among its own.
@Suite struct `The traffic of rules` {
    private static func rule(_ name: String, from networks: [String] = [], counts: Bool = true) -> NfTablesRuleSpec {
        var rule = NfTablesRuleSpec()
        (rule.name, rule.verdict, rule.anonymousCounter) = (name, .accept, counts)
        if !networks.isEmpty { rule.matchSourceAddress = NfTablesAddressMatch(networks.compactMap { IPPrefix($0) }) }
        return rule
    }

    private static func chain(_ rules: [NfTablesRuleSpec]) -> NfTablesChainSpec {
        var chain = NfTablesChainSpec()
        (chain.name, chain.hook, chain.rules) = (NfTablesName("in"), .input, rules)
        return chain
    }

    /// A table in which each rule has counted ten packets more than the one before.
    private static func table(_ chain: NfTablesChainSpec) -> NfTablesState {
        var compiled = CompiledChain(chain).chain
        for index in compiled.rules.indices where compiled.rules[index].expressions.contains(.counter) {
            let packets = UInt64(10 * (index + 1))
            compiled.rules[index].counted = NfTablesRule.Count(packets: packets, bytes: packets * 100)
        }
        var state = NfTablesState(generation: 1, isThere: true)
        state.chains = [compiled]
        return state
    }

    @Test func `of a rule for both families it is the sum, and of one that doesn't count nothing`() {
        let chain = Self.chain([
            Self.rule("both", from: ["10.0.0.0/8", "2001:db8::/32"]), Self.rule("silent", counts: false),
            Self.rule("all"),
        ])
        let traffic = RuleTraffic.of(chain, in: Self.table(chain))
        #expect(traffic.map(\.packets) == [30, nil, 40] && traffic.map(\.bytes) == [3000, nil, 4000])
        #expect(traffic.map(\.isThere) == [true, true, true])
    }

    @Test func `each of several rules that are the same has its own, and what isn't there has none`() {
        let there = Self.chain([Self.rule(""), Self.rule("")])
        let asked = Self.chain([Self.rule("new"), Self.rule(""), Self.rule("")])
        let traffic = RuleTraffic.of(asked, in: Self.table(there))
        #expect(traffic.map(\.isThere) == [false, true, true] && traffic.map(\.packets) == [nil, 10, 20])
        let none = RuleTraffic.of(asked, in: NfTablesState(generation: 1, isThere: false))
        #expect(none.map(\.isThere) == [false, false, false])
    }
}
