import Kernel
import NetworkTypes
import Resources
import Store
import Testing

@testable import Controllers

/// What chains and sets become, from what is asked for and what is there.
@Suite struct FirewallPlans {
    private static let rule: JSON = ["name": "ssh", "verdict": "accept", "matchLayer4": ["protocol": "tcp"]]
    private static let other: JSON = ["name": "dns", "verdict": "accept", "matchLayer4": ["protocol": "udp"]]

    private static func chain(_ name: String, _ rules: [JSON], isGoing: Bool = false, at hook: String? = nil) throws
        -> DesiredSpec<NfTablesChainSpec>
    {
        var faults: [Fault] = []
        var json: JSON = ["name": .string(name), "rules": .array(rules)]
        if let hook { (json["hook"], json["policy"]) = (.string(hook), "drop") }
        let spec = try #require(NfTablesChainSpec.decode(json, at: .root, &faults), "\(faults)")
        return DesiredSpec(spec.normalized(), isGoing: isGoing)
    }

    private static func set(_ name: String, _ elements: [JSON] = [], type: String = "ipv4_addr", isGoing: Bool = false)
        throws -> DesiredSpec<
            NfTablesSetSpec
        >
    {
        var faults: [Fault] = []
        let json: JSON = ["name": .string(name), "type": .string(type), "elements": .array(elements)]
        let spec = try #require(NfTablesSetSpec.decode(json, at: .root, &faults), "\(faults)")
        return DesiredSpec(spec.normalized(), isGoing: isGoing)
    }

    private static func map(_ name: String, _ values: [String: JSON], isGoing: Bool = false) throws -> DesiredSpec<
        NfTablesSetSpec
    > {
        var faults: [Fault] = []
        let elements = values.map { JSON.object(["element": .string($0), "value": $1]) }
        let json: JSON = [
            "name": .string(name), "type": "ipv4_addr", "valueType": "verdict", "elements": .array(elements),
        ]
        let spec = try #require(NfTablesSetSpec.decode(json, at: .root, &faults), "\(faults)")
        return DesiredSpec(spec.normalized(), isGoing: isGoing)
    }

    private static func lookup(_ map: String) -> JSON { ["verdictMap": ["key": "sourceAddress", "map": .string(map)]] }

    private static func named(_ set: String) -> JSON {
        ["matchSourceAddress": ["set": .string(set)], "verdict": "drop"]
    }

    private typealias Plans = (sets: SpecPlan<FirewallChange>, chains: SpecPlan<FirewallChange>)

    private static func plan(
        _ table: NfTablesState, sets: [DesiredSpec<NfTablesSetSpec>] = [], chains: [DesiredSpec<NfTablesChainSpec>] = []
    ) -> Plans {
        let state = FirewallState(table, FirewallIntent(sets: sets, chains: chains))
        func ledger(_ kind: String, _ names: [String]) -> [String: LedgerEntry] {
            Dictionary(
                names.map { ($0, LedgerEntry(kind: kind, object: $0, spec: $0, claim: .made)) },
                uniquingKeysWith: { $1 })
        }
        return (
            NfTablesSetObject.plan(sets, given: state, ledger("set", sets.map(\.id))),
            NfTablesChainObject.plan(chains, given: state, ledger("chain", chains.map(\.id)))
        )
    }

    /// The table as it is once all that is asked for is made, each rule with a handle.
    private static func made(
        sets: [DesiredSpec<NfTablesSetSpec>] = [], chains: [DesiredSpec<NfTablesChainSpec>] = []
    ) -> NfTablesState {
        let plans = plan(NfTablesState(generation: 1, isThere: false), sets: sets, chains: chains)
        var state = FirewallState(NfTablesState(generation: 1, isThere: true), FirewallIntent())
        for step in plans.sets.steps + plans.chains.steps { state.simulate(step.change) }
        var handle: UInt64 = 0
        for chain in state.table.chains.indices {
            for rule in state.table.chains[chain].rules.indices {
                handle += 1
                state.table.chains[chain].rules[rule].handle = handle
            }
        }
        return state.table
    }

    @Test func `what is as it should be has no steps`() throws {
        let (sets, chains) = ([try Self.set("s", ["10.0.0.1"])], [try Self.chain("c", [Self.rule, Self.named("s")])])
        let plans = Self.plan(Self.made(sets: sets, chains: chains), sets: sets, chains: chains)
        #expect(plans.sets.steps.isEmpty && plans.chains.steps.isEmpty)
        #expect(plans.chains.outcomes == ["c": .applied(note: "")] && plans.sets.outcomes == ["s": .applied(note: "")])
    }

    @Test func `a chain doesn't wait for what comes with it, in whatever order`() throws {
        let chains = [try Self.chain("a", [["jump": "z"], Self.named("s")]), try Self.chain("z", [])]
        let plans = Self.plan(
            NfTablesState(generation: 1, isThere: false), sets: [try Self.set("s")], chains: chains)
        #expect(plans.chains.outcomes == ["a": .applied(note: ""), "z": .applied(note: "")])
        #expect(plans.sets.steps.count == 1 && plans.chains.steps.count == 2)
    }

    @Test func `who waits has others wait, unless they are there already`() throws {
        let chains = [
            try Self.chain("a", [["jump": "b"]]), try Self.chain("b", [Self.named("s")]), try Self.chain("c", []),
        ]
        let plans = Self.plan(NfTablesState(generation: 1, isThere: false), sets: [], chains: chains)
        #expect(plans.chains.outcomes["a"] == .waiting("the chain b isn't there yet"))
        #expect(plans.chains.outcomes["b"] == .waiting("the set s isn't there"))
        #expect(plans.chains.outcomes["c"] == .applied(note: ""))
        let there = Self.made(chains: [try Self.chain("b", [])])
        let again = Self.plan(there, chains: chains)
        #expect(again.chains.outcomes["a"] == .applied(note: ""), "an older b is there")
    }

    @Test func `what leads back to itself is refused, and says how`() throws {
        let chains = [
            try Self.chain("a", [["jump": "b"]]), try Self.chain("b", [["goto": "c"]]),
            try Self.chain("c", [["jump": "a"]]),
            try Self.chain("d", [["jump": "a"]]),
        ]
        let outcomes = Self.plan(NfTablesState(generation: 1, isThere: false), chains: chains).chains.outcomes
        #expect(outcomes["a"] == .refused("it leads back to itself: a → b → c → a"))
        #expect(outcomes["d"] == .waiting("the chain a isn't there yet"))
    }

    @Test func `what goes stays as long as a rule names it`() throws {
        let (set, led) = (try Self.set("s"), try Self.chain("led", []))
        let user = try Self.chain("user", [["jump": "led"], Self.named("s")])
        let table = Self.made(sets: [set], chains: [led, user])
        let (goingSet, goingLed) = (try Self.set("s", isGoing: true), try Self.chain("led", [], isGoing: true))
        let kept = Self.plan(table, sets: [goingSet], chains: [goingLed, user])
        #expect(kept.sets.outcomes["s"] == .waiting("the chain user looks into it"))
        #expect(kept.chains.outcomes["led"] == .waiting("the chain user leads to it"))
        #expect(kept.chains.outcomes["user"] == .applied(note: ""))
        #expect(kept.sets.steps.isEmpty && kept.chains.steps.isEmpty)
        let free = Self.plan(table, sets: [goingSet], chains: [goingLed, try Self.chain("user", [])])
        #expect(free.sets.outcomes["s"] == .gone && free.chains.outcomes["led"] == .gone)
        #expect(free.sets.steps.map(\.change) == [.set("s", nil)])
        #expect(free.chains.steps.map(\.change).contains(.chain("led", nil)))
        // Nobody has read the chains: a set that goes may be one of theirs.
        var intent = FirewallIntent()
        intent.note([goingSet])
        let unknown = NfTablesSetObject.plan([goingSet], given: FirewallState(table, intent), [:])
        #expect(unknown.outcomes["s"] == .waiting("it isn't known yet which chains look into it"))
    }

    @Test func `a set stays what it is while a rule looks into it that can't follow`() throws {
        let user = try Self.chain("user", [Self.named("s")])
        let table = Self.made(sets: [try Self.set("s")], chains: [user])
        let ports = try Self.set("s", [22], type: "inet_service")
        let plans = Self.plan(table, sets: [ports], chains: [user])
        #expect(plans.sets.outcomes["s"] == .waiting("the chain user looks into it as it is"))
        #expect(plans.sets.steps.isEmpty && plans.chains.steps.isEmpty)
        for chain in [try Self.chain("user", [Self.named("s"), Self.named("none")]), user.observed] {
            let plans = Self.plan(table, sets: [ports], chains: [chain])
            #expect(
                plans.sets.outcomes["s"] == .waiting("the chain user looks into it as it is"),
                "it waits, or is observed")
        }
        let free = Self.plan(table, sets: [ports], chains: [try Self.chain("user", [])])
        #expect(free.sets.outcomes["s"] == .applied(note: "") && free.sets.steps.count == 1)
    }

    @Test func `of a chain that is only observed counts what is there, not what its spec says`() throws {
        let (set, goingSet) = (try Self.set("s"), try Self.set("s", isGoing: true))
        let before = try Self.chain("user", [Self.named("s")])
        let table = Self.made(sets: [set], chains: [before])
        let kept = Self.plan(table, sets: [goingSet], chains: [try Self.chain("user", []).observed])
        #expect(kept.sets.outcomes["s"] == .waiting("the chain user looks into it") && kept.sets.steps.isEmpty)
        let going = Self.plan(table, sets: [goingSet], chains: [try Self.chain("user", [], isGoing: true).observed])
        #expect(going.sets.outcomes["s"] == .waiting("the chain user looks into it"))
        // The spec would look into it, and the chain that is there doesn't.
        let free = Self.plan(
            Self.made(sets: [set], chains: [try Self.chain("user", [])]), sets: [goingSet], chains: [before.observed])
        #expect(free.sets.outcomes["s"] == .gone)
        let led = [try Self.chain("a", [["jump": "b"]]), try Self.chain("b", []).observed]
        let waiting = Self.plan(NfTablesState(generation: 1, isThere: false), chains: led)
        #expect(waiting.chains.outcomes["a"] == .waiting("the chain b isn't there yet"))
    }

    @Test func `a map waits for the chains that it leads to, and keeps them`() throws {
        let map = try Self.map("m", ["192.0.2.7": "jump led", "192.0.2.8": "drop"])
        let user = try Self.chain("user", [Self.lookup("m")])
        let none = NfTablesState(generation: 1, isThere: false)
        let waiting = Self.plan(none, sets: [map], chains: [user])
        #expect(waiting.sets.outcomes["m"] == .waiting("the chain led isn't there"))
        #expect(waiting.chains.outcomes["user"] == .waiting("the chain led isn't there"))
        let led = try Self.chain("led", [])
        let table = Self.made(sets: [map], chains: [led, user])
        let going = try Self.chain("led", [], isGoing: true)
        let kept = Self.plan(table, sets: [map], chains: [going, try Self.chain("user", [])])
        #expect(kept.chains.outcomes["led"] == .waiting("the map m leads to it"))
        let freed = Self.plan(table, sets: [try Self.map("m", ["192.0.2.8": "drop"])], chains: [going, user])
        #expect(freed.chains.outcomes["led"] == .gone)
        let goingMap = try Self.map("m", ["192.0.2.7": "jump led"], isGoing: true)
        let both = Self.plan(table, sets: [goingMap], chains: [going, user])
        #expect(both.sets.outcomes["m"] == .waiting("the chain user looks into it"))
        #expect(both.chains.outcomes["led"] == .waiting("the map m leads to it"))
        let none2 = Self.plan(table, sets: [goingMap], chains: [going])
        #expect(none2.sets.outcomes["m"] == .gone && none2.chains.outcomes["led"] == .gone)
    }

    @Test func `chains that lead back to themselves through a map are refused`() throws {
        let chains = [try Self.chain("a", [["jump": "b"]]), try Self.chain("b", [Self.lookup("m")])]
        let map = try Self.map("m", ["192.0.2.7": "goto a"])
        let plans = Self.plan(NfTablesState(generation: 1, isThere: false), sets: [map], chains: chains)
        #expect(plans.chains.outcomes["a"] == .refused("it leads back to itself: a → b → a"))
    }

    @Test func `a rule finds out that a set is no map, and a map no set`() throws {
        let plans = Self.plan(
            NfTablesState(generation: 1, isThere: false),
            sets: [try Self.map("m", ["192.0.2.7": "drop"]), try Self.set("s")],
            chains: [
                try Self.chain("a", [Self.named("m")]), try Self.chain("b", [Self.lookup("s")]),
                try Self.chain("c", [["setMark": ["map": ["key": "sourceAddress", "map": "m"]]]]),
            ])
        #expect(plans.chains.outcomes["a"] == .refused("m is a map, and a rule looks for a set"))
        #expect(plans.chains.outcomes["b"] == .refused("s is a set, and a rule looks for a map of verdict"))
        #expect(
            plans.chains.outcomes["c"]
                == .refused("the map m has values of the type verdict, and a rule looks for mark"))
    }

    @Test func `what differs is said in words`() throws {
        let wanted = [try Self.chain("c", [Self.rule, Self.other, ["verdict": "return"]], at: "forward")]
        var table = Self.made(chains: wanted)
        func finding(_ change: (inout NfTablesChain) -> Void) -> [String] {
            var table = table
            change(&table.chains[0])
            return Self.plan(table, chains: wanted).chains.steps.map(\.finding)
        }
        #expect(finding { $0.rules.remove(at: 0) } == ["rule ssh is missing"])
        #expect(finding { $0.rules.removeLast() } == ["rule without a name is missing"])
        #expect(finding { $0.rules.swapAt(0, 1) } == ["rule dns stands elsewhere"])
        #expect(finding { $0.rules[0].expressions = [.verdict(.drop)] } == ["rule ssh is otherwise"])
        #expect(
            finding { $0.rules.insert(NfTablesRule([.verdict(.accept)], comment: "evil: let in"), at: 0) }
                == ["rule evil is one too many"])
        #expect(finding { $0.base?.accepts = true } == ["policy accept instead of drop"])
        #expect(finding { $0.base?.priority = 7 } == ["priority 7 instead of 0"])
        #expect(finding { $0.rules = [] } == ["rules ssh, dns, without a name are missing"])
        table.isDormant = true
        #expect(finding { _ in } == ["the table is dormant: nothing of it is in force"])
    }

    @Test func `elements that differ are said in words`() throws {
        let wanted = [try Self.set("s", ["10.0.0.0/24", "192.0.2.1-192.0.2.9"])]
        var table = Self.made(sets: wanted)
        table.sets["s"]?.elements.removeLast()
        #expect(Self.plan(table, sets: wanted).sets.steps.map(\.finding) == ["192.0.2.1-192.0.2.9 is missing"])
        table.sets["s"] = NfTablesSet(
            of: .inet4Address, isOfIntervals: true, (0..<9).map { NfTablesSet.Element([172, 16, $0, 1]) })
        #expect(
            Self.plan(table, sets: wanted).sets.steps.map(\.finding) == [
                "10.0.0.0/24, 192.0.2.1-192.0.2.9 are missing; "
                    + "172.16.0.1, 172.16.1.1, 172.16.2.1, 172.16.3.1, 172.16.4.1 and 4 more are too many"
            ])
        table.sets["s"] = NfTablesSet(of: .port, [])
        #expect(Self.plan(table, sets: wanted).sets.steps.map(\.finding) == ["it is of another kind"])
        let map = try Self.map("m", ["192.0.2.7": "jump led", "10.0.0.0/24": "drop"])
        table = Self.made(sets: [map], chains: [try Self.chain("led", [])])
        table.sets["m"]?.elements[1].value = .verdict(.accept)
        #expect(
            Self.plan(table, sets: [map], chains: [try Self.chain("led", [])]).sets.steps.map(\.finding) == [
                "192.0.2.7 with jump led is missing; 192.0.2.7 with accept is one too many"
            ])
    }

    @Test func `an element that is about to go is nobody's change`() throws {
        let end = Moment(milliseconds: HostClock.millisecondsSince1970 + 500)
        let element: JSON = ["element": "192.0.2.7", "expires": .string(end.description)]
        let wanted = [try Self.set("s", ["10.0.0.0/24", element])]
        var table = Self.made(sets: wanted)
        #expect(table.sets["s"]?.elements.count == 1)
        var ending = NfTablesSet.Element([192, 0, 2, 7])
        ending.expiry = end.milliseconds
        table.sets["s"]?.elements.append(ending)
        #expect(Self.plan(table, sets: wanted).sets.steps.isEmpty)
    }

    @Test func `what nobody asked for goes, and is told with the first spec`() throws {
        let (sets, chains) = ([try Self.set("s")], [try Self.chain("c", []), try Self.chain("d", [])])
        var table = Self.made(sets: sets, chains: chains)
        table.chains.insert(NfTablesChain("evil"), at: 0)
        table.sets["bad"] = NfTablesSet(of: .port, [])
        let counter = NfTablesStranger(kind: .object(1), name: "total")
        table.strangers = [counter]
        let plans = Self.plan(table, sets: sets, chains: chains)
        #expect(
            plans.chains.steps.map(\.change) == [
                .stray(.chain("evil"), isOfSet: false), .stray(.set("bad"), isOfSet: false),
                .stray(.stranger(counter), isOfSet: false),
            ])
        #expect(plans.chains.steps.map(\.spec) == ["c", "c", "c"])
        #expect(plans.chains.steps.first?.finding == "chain evil is in the table, and no spec asks for it")
        #expect(plans.chains.steps.last?.finding == "counter total is in the table, and no spec asks for it")
        #expect(plans.sets.steps.isEmpty)
        let setsOnly = Self.plan(table, sets: sets)
        #expect(setsOnly.sets.steps.map(\.spec) == [String?](repeating: "s", count: 5), "c and d too")
        #expect(setsOnly.chains.steps.isEmpty)
    }
}
