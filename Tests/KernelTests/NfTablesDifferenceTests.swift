import Controllers
import Foundation
import Kernel
import NetworkTypes
import TestSupport
import Testing

private let nft = IPTool(program: "nft")

extension InNamespace {
    /// Tables that are changed step by step, each time by no more than differs.
    @Suite struct NfTablesDifferences {
        private static let forward = NfTablesChain.Base(type: "filter", hook: 2, priority: 0, accepts: true)

        /// Some of the rules 0 to 19 in any order, some of which lead to another chain or look into a set.
        private func rules(_ random: inout SeededGenerator, to chains: [String], sets: [String])
            -> [NfTablesRule]
        {
            (0..<20).shuffled(using: &random).prefix(Int.random(in: 0...20, using: &random)).map { number in
                var steps: [NfTablesExpression] = [.counter]
                if number % 5 == 0, let chain = chains.first { steps.append(.verdict(.jump(chain))) }
                if number % 5 == 2, sets.contains("m") {
                    steps += [
                        .family, .compare(1, .equal, [2]), .networkHeader(12, 4),
                        .map(1, in: .named("m"), into: NfTablesExpression.verdictRegister),
                    ]
                }
                if number % 5 == 1, let set = sets.first(where: { $0 != "m" }) {
                    steps += [
                        .family, .compare(1, .equal, [2]), .networkHeader(12, 4),
                        .lookup(1, in: .named(set), isInverted: false),
                    ]
                }
                return NfTablesRule(steps, comment: "rule \(number)")
            }
        }

        private func randomTable(_ random: inout SeededGenerator) -> (
            chains: [NfTablesChain], sets: [String: NfTablesSet]
        ) {
            var sets: [String: NfTablesSet] = [:]
            for name in ["s", "t"] where Bool.random(using: &random) {
                let elements = (0..<UInt8(20)).shuffled(using: &random).prefix(5).map {
                    NfTablesSet.Element([10, 0, $0, 0], through: [10, 0, $0, UInt8.random(in: 0...3, using: &random)])
                }
                sets[name] = NfTablesSet(of: .inet4Address, isOfIntervals: Bool.random(using: &random), elements)
                if sets[name]?.isOfIntervals == false {
                    sets[name] = NfTablesSet(of: .inet4Address, elements.map { NfTablesSet.Element($0.first) })
                }
            }
            let isLed = Bool.random(using: &random)
            if Bool.random(using: &random) { sets["m"] = Self.map(&random, isLed: isLed) }
            var chains =
                isLed
                ? [NfTablesChain("led", rules: rules(&random, to: [], sets: sets.keys.filter { $0 != "m" }.sorted()))]
                : []
            for name in ["a", "b"] where Bool.random(using: &random) || chains.isEmpty {
                var base = Self.forward
                (base.priority, base.accepts) = (Int32.random(in: 0...1, using: &random), Bool.random(using: &random))
                chains.append(
                    NfTablesChain(
                        name, base: base, rules: rules(&random, to: isLed ? ["led"] : [], sets: sets.keys.sorted())))
            }
            return (chains, sets)
        }

        /// A map whose elements follow each other without a gap, as those of a set never do.
        private static func map(_ random: inout SeededGenerator, isLed: Bool) -> NfTablesSet {
            let verdicts: [NfTablesVerdict] = [.accept, .drop, .return] + (isLed ? [.jump("led"), .goto("led")] : [])
            let elements = (0..<UInt8.random(in: 0...9, using: &random)).map { number in
                var element = NfTablesSet.Element([10, 1, number, 0], through: [10, 1, number, 255])
                element.value = verdicts.randomElement(using: &random).map { .verdict($0) }
                return element
            }
            var map = NfTablesSet(of: .inet4Address, isOfIntervals: true, elements)
            map.valueType = .verdict
            return map
        }

        private static func uncounted(_ state: NfTablesState) -> NfTablesState {
            var state = state
            for chain in state.chains.indices {
                for rule in state.chains[chain].rules.indices { state.chains[chain].rules[rule].counted = nil }
            }
            return state
        }

        @Test func `what is there becomes what is wanted, and what stays keeps its handle`() async throws {
            try await nft("add table inet others")
            try await nft("add set inet others s { type ipv4_addr; }")
            let others = try await nft("-a list table inet others")
            var random = SeededGenerator(seed: 26)
            let table = try NfTables(table: "netstrata")
            let looker = try NfTables(table: "netstrata")
            for _ in 0..<60 {
                let (chains, sets) = randomTable(&random)
                let before = try await table.state()
                let changes = TableDifference(from: before, to: chains, sets: sets).changes
                #expect(try await table.apply(changes, plannedOn: before.generation) == .done, "\(changes)")
                let after = try await looker.counted()
                #expect(Self.uncounted(try await table.state()) == Self.uncounted(after), "foreseen, after \(changes)")
                #expect(after.sets == sets)
                #expect(Set(after.chains.map(\.name)) == Set(chains.map(\.name)))
                for chain in chains {
                    let actual = try #require(after.chains.first { $0.name == chain.name })
                    #expect(actual.base == chain.base)
                    #expect(
                        actual.rules.count == chain.rules.count
                            && zip(actual.rules, chain.rules).allSatisfy { $0.isSame(as: $1) })
                }
                #expect(TableDifference(from: after, to: chains, sets: sets).changes.isEmpty, "nothing is left to do")
                let new = changes.filter { if case .addRule = $0 { true } else { false } }.count
                let handles = Set(before.chains.flatMap { $0.rules.map(\.handle) })
                #expect(after.chains.flatMap(\.rules).filter { !handles.contains($0.handle) }.count == new)
                #expect(try await nft("-a list table inet others") == others)
            }
            let last = try await table.state()
            #expect(try await table.apply(TableDifference(from: last, to: [], sets: [:]).changes) == .done)
            #expect(try await table.state().isThere == false)
            try await nft("delete table inet others")
        }

        /// A hundred counters make five kilobytes of each rule, so eight thousand are more than the socket's buffer takes.
        @Test func `a transaction whose handles don't fit into the buffer is made, and the table read`() async throws {
            let table = try NfTables(table: "netstrata")
            let rules = (0..<8000).map {
                NfTablesRule([NfTablesExpression](repeating: .counter, count: 120), comment: "\($0)")
            }
            let chain = NfTablesChain("c", base: Self.forward, rules: rules)
            let before = try await table.state()
            let changes = TableDifference(from: before, to: [chain], sets: [:]).changes
            #expect(try await table.apply(changes, plannedOn: before.generation) == .done)
            let after = try await table.state()
            #expect(after.generation == before.generation + 1)
            #expect(after.chains.first?.rules.count == rules.count)
            #expect(after.chains.first?.rules.allSatisfy { $0.handle > 0 } == true)
            #expect(try await table.apply([.deleteTable]) == .done)
        }

        @Test func `one rule of ten thousand is one change, wherever it is`() async throws {
            let rules = (0..<10_000).map { NfTablesRule([.counter], comment: "rule \($0)") }
            var there = NfTablesState(generation: 1, isThere: true)
            there.chains = [NfTablesChain("c", base: Self.forward, rules: rules)]
            for place in rules.indices { there.chains[0].rules[place].handle = UInt64(place + 1) }
            func changes(_ rules: [NfTablesRule]) -> [NfTablesChange] {
                TableDifference(from: there, to: [NfTablesChain("c", base: Self.forward, rules: rules)], sets: [:])
                    .changes
            }
            let new = NfTablesRule([.counter], comment: "new")
            #expect(changes(rules).isEmpty)
            #expect(changes([new] + rules) == [.addRule(new, chain: "c", before: 1)])
            #expect(changes(rules + [new]) == [.addRule(new, chain: "c", before: nil)])
            #expect(changes(Array(rules.dropFirst(5000))).count == 5000)
            var changed = rules
            changed[7] = new
            #expect(changes(changed) == [.deleteRule(8, chain: "c"), .addRule(new, chain: "c", before: 9)])
            let moved = Array(rules[1...]) + [rules[0]]
            #expect(changes(moved) == [.deleteRule(1, chain: "c"), .addRule(rules[0], chain: "c", before: nil)])
        }
    }
}
