import Kernel
import NetworkTypes
import Resources
import Store
import Testing

@testable import Controllers

/// What the kernel wouldn't take because of where rules lead, as it is told beforehand.
@Suite struct FirewallWayPlans {
    private typealias Chain = DesiredSpec<NfTablesChainSpec>

    private static func chain(_ name: String, at hook: String? = nil, type: String? = nil, _ rules: JSON...) throws
        -> Chain
    {
        var faults: [Fault] = []
        var json: JSON = ["name": .string(name), "rules": .array(rules)]
        (json["hook"], json["type"]) = (hook.map { .string($0) }, type.map { .string($0) })
        let spec = try #require(NfTablesChainSpec.decode(json, at: .root, &faults), "\(faults)")
        return DesiredSpec(spec.normalized(), isGoing: false)
    }

    private static func map(_ name: String, _ verdict: String) throws -> DesiredSpec<NfTablesSetSpec> {
        var faults: [Fault] = []
        let json: JSON = [
            "name": .string(name), "type": "ipv4_addr", "valueType": "verdict",
            "elements": [["element": "192.0.2.7", "value": .string(verdict)]],
        ]
        return DesiredSpec(
            try #require(NfTablesSetSpec.decode(json, at: .root, &faults), "\(faults)"), isGoing: false)
    }

    private static func state(
        _ table: NfTablesState, _ chains: [Chain], _ sets: [DesiredSpec<NfTablesSetSpec>]
    ) -> FirewallState {
        FirewallState(table, FirewallIntent(sets: sets, chains: chains))
    }

    private static let nothing = NfTablesState(generation: 1, isThere: false)

    /// The table as it is once these are made.
    private static func made(_ chains: [Chain], _ sets: [DesiredSpec<NfTablesSetSpec>] = []) -> NfTablesState {
        var state = state(nothing, chains, sets)
        for step in NfTablesSetObject.plan(sets, given: state, [:]).steps
            + NfTablesChainObject.plan(chains, given: state, [:]).steps
        {
            state.simulate(step.change)
        }
        return state.table
    }

    /// What is refused, and what has to wait.
    private static func faults(
        _ chains: [Chain], sets: [DesiredSpec<NfTablesSetSpec>] = [], over table: NfTablesState = nothing
    ) -> [String: String] {
        let resolution = FirewallResolution(state(table, chains, sets))
        return resolution.refused.merging(resolution.waiting) { $1 }.merging(resolution.refusedSets) { $1 }
            .merging(resolution.waitingSets) { $1 }
    }

    @Test func `nothing leads to a chain with a hook`() throws {
        let (base, user) = (
            try Self.chain("base", at: "input"), try Self.chain("user", at: "forward", ["jump": "base"])
        )
        let words = "it leads to the chain base, which has a hook: only one without can be led to"
        #expect(Self.faults([base, user]) == ["user": words])
        let map = try Self.map("m", "goto base")
        let looking = try Self.chain("looking", ["verdictMap": ["key": "sourceAddress", "map": "m"]])
        #expect(Self.faults([base, looking], sets: [map]) == ["m": words, "looking": "the set m isn't there"])
        // What is in force stays so: the newcomer has to give way.
        let led = try Self.chain("base")
        #expect(
            Self.faults([base, user], over: Self.made([led, user]))
                == ["base": "the chain user leads to it: with a hook it can't be led to"])
        #expect(Self.faults([base, try Self.chain("user", at: "forward")], over: Self.made([led, user])) == [:])
    }

    @Test func `nothing leads from a hook to a rule that can't be there`() throws {
        let rule: JSON = ["name": "rpf", "matchFib": ["reversePath": "missing"], "verdict": "drop"]
        let chains = [
            try Self.chain("pre", at: "prerouting", ["jump": "side"]),
            try Self.chain("out", at: "output", ["jump": "side"]), try Self.chain("side", ["jump": "end"]),
            try Self.chain("end", [:], rule),
        ]
        let words =
            "out → side → end leads from filter at output to matchFib.reversePath of rule 2 (rpf) of the chain end, which works at "
            + "prerouting, input, forward"
        #expect(Self.faults(chains) == ["out": words], "prerouting has it")
        let before = Array(chains.dropLast()) + [try Self.chain("end")]
        #expect(Self.faults(chains, over: Self.made(before)) == ["end": words], "the rule is what is new")
        let nat = [
            try Self.chain("post", at: "postrouting", ["jump": "masked"]),
            try Self.chain("masked", ["nat": ["type": "masquerade"]]),
        ]
        #expect(Self.faults(nat)["post"]?.hasSuffix("works at postrouting of the type nat") == true)
        #expect(
            Self.faults([try Self.chain("post", at: "postrouting", type: "nat", ["jump": "masked"]), nat[1]]) == [:])
    }

    @Test func `a packet goes through sixteen chains, and not through one more`() throws {
        func row(_ count: Int) throws -> [Chain] {
            try [Self.chain("base", at: "input", ["jump": "c1"])]
                + (1..<count).map { try Self.chain("c\($0)", $0 + 1 < count ? ["jump": .string("c\($0 + 1)")] : [:]) }
        }
        #expect(Self.faults(try row(16)) == [:])
        let words = "base → " + (1...16).map { "c\($0)" }.joined(separator: " → ")
        let faults = Self.faults(try row(17))
        #expect(faults == ["base": "\(words) are more than the 16 chains that a packet goes through at most"])
        #expect(Self.faults(try row(17), over: Self.made(try row(16))).keys.sorted() == ["c15"], "the newest link")
        #expect(Self.faults(Array(try row(40).dropFirst())) == [:], "no packet comes there")
    }

    @Test func `what is refused stays as it is for those who come after it`() throws {
        let old = [try Self.chain("a", at: "input", ["jump": "b"]), try Self.chain("b")]
        // Both changes alone would do, and b is refused: its old rules hold.
        let new = [
            try Self.chain("a", at: "output", ["jump": "b"]),
            try Self.chain("b", ["matchFib": ["reversePath": "missing"]], ["matchSourceAddress": ["set": "none"]]),
        ]
        #expect(Self.faults(new, over: Self.made(old)) == ["b": "the set none isn't there"])
    }
}
