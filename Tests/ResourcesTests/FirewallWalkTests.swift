import NetworkTypes
import Resources
import Testing

/// The walk through the rules: pure, and as the kernel walks.
@Suite struct `Walking through the firewall` {
    private static func rule(_ text: String) throws -> NfTablesRuleSpec {
        var faults: [Fault] = []
        let rule = NfTablesRuleSpec.decode(try JSON(parsing: text), at: .root, &faults)
        #expect(faults.isEmpty, "\(faults)")
        return try #require(rule)
    }

    private static func chain(
        _ name: String, _ hook: NfTablesChainHook?, _ priority: Int32 = 0, _ policy: NfTablesPolicy = .accept,
        _ rules: [String]
    ) throws -> NfTablesChainSpec {
        var chain = NfTablesChainSpec()
        (chain.name, chain.hook, chain.rules) = (NfTablesName(name), hook, try rules.map { try rule($0) })
        if hook != nil { (chain.priority, chain.policy) = (NfTablesPriority(rawValue: priority), policy) }
        return chain
    }

    private static func packet(_ source: String = "192.0.2.7", port: UInt16 = 22) throws -> TracedPacket {
        let destination = source.contains(":") ? "2001:db8::1" : "192.0.2.1"
        var packet = TracedPacket(
            from: try #require(IPAddress(source)), to: try #require(IPAddress(destination)), .tcp)
        (packet.destinationPort, packet.sourcePort, packet.inputLink) = (port, 40_000, "eth0")
        return packet
    }

    private static func decide(
        _ rules: [String], _ packet: TracedPacket, _ policy: NfTablesPolicy = .drop
    ) throws -> String {
        let walk = FirewallWalk(FirewallRules(chains: [try chain("c", .input, 0, policy, rules)]))
        return try #require(walk.trace(packet, .input).decisive).words
    }

    @Test(
        arguments: [
            (#"{"matchIIfName":{"interfaceName":["eth*"]}}"#, true),
            (#"{"matchIIfName":{"interfaceName":["eth0"],"operator":"!="}}"#, false),
            (#"{"matchOIfName":{"interfaceName":["eth0"],"operator":"!="}}"#, true),
            (#"{"matchSourceAddress":{"includeSubnets":["192.0.2.0/24"]}}"#, true),
            (#"{"matchSourceAddress":{"includeSubnets":["192.0.2.0/24"],"excludeSubnets":["192.0.2.7/32"]}}"#, false),
            (#"{"matchSourceAddress":{"includeSubnets":["2001:db8::/32"],"invert":true}}"#, true),
            (#"{"matchSourceAddress":{"includeSubnets":["2001:db8::/32"]}}"#, false),
            (#"{"matchLayer4":{"protocol":"udp"}}"#, false),
            (#"{"matchLayer4":{"protocol":"tcp","matchDestinationPort":{"ranges":["20-22"]}}}"#, true),
            (#"{"matchLayer4":{"protocol":"tcp","matchDestinationPort":{"ranges":[22],"invert":true}}}"#, false),
            (#"{"matchConntrackState":{"states":["new"]}}"#, true),
            (#"{"matchConntrackState":{"states":["new","invalid"],"invert":true}}"#, false),
            (#"{"matchMark":{"value":1}}"#, false), (#"{"matchMark":{"mask":8}}"#, true),
            (#"{"matchFib":{"types":["unicast"],"address":"source"}}"#, true),
        ])
    func `a match`(_ match: String, _ isMet: Bool) throws {
        let rule = match.dropLast() + #","verdict":"accept"}"#
        let words = try Self.decide([String(rule)], try Self.packet())
        #expect(words == (isMet ? "rule 1 of chain c accepts it" : "the policy of chain c drops it"))
    }

    @Test func `the first rule that decides, decides, and what others do before it counts`() throws {
        let rules = [
            #"{"setMark":{"value":5}}"#, #"{"name":"m","matchMark":{"value":5},"verdict":"reject"}"#,
            #"{"verdict":"accept"}"#,
        ]
        #expect(try Self.decide(rules, try Self.packet()) == "rule 2 (m) of chain c rejects it")
    }

    @Test func `jumps come back, and gotos don't`() throws {
        let other = try Self.chain("other", nil, 0, .accept, [#"{"matchMark":{"value":1},"verdict":"drop"}"#])
        func verdict(_ word: String) throws -> String {
            let chain = try Self.chain(
                "c", .input, 0, .drop, [#"{"\#(word)":"other"}"#, #"{"verdict":"accept"}"#])
            let walk = FirewallWalk(FirewallRules(chains: [chain, other]))
            return try #require(walk.trace(try Self.packet(), .input).decisive).words
        }
        #expect(try verdict("jump") == "rule 2 of chain c accepts it")
        #expect(try verdict("goto") == "the policy of chain c drops it")
    }

    @Test func `chains of one hook all have to accept, the smallest priority first`() throws {
        let rules = FirewallRules(chains: [
            try Self.chain("late", .input, 10, .drop, []),
            try Self.chain("early", .input, -5, .accept, [#"{"verdict":"accept"}"#]),
        ])
        let trace = FirewallWalk(rules).trace(try Self.packet(), .input)
        #expect(trace.decisions.map(\.chain) == ["early", "late"] && trace.verdict == .drop)
        #expect(FirewallWalk(rules).trace(try Self.packet(), .output).decisive == nil)
    }

    @Test func `before conntrack no connection is known, and notrack leaves it so`() throws {
        let invalid = #"{"matchConntrackState":{"states":["invalid"]},"verdict":"drop"}"#
        let untracked = #"{"matchConntrackState":{"states":["untracked"]},"verdict":"drop"}"#
        func verdict(_ rules: [String], at priority: Int32) throws -> FirewallTrace.Verdict {
            let chains = [
                try Self.chain("first", .prerouting, priority, .accept, rules),
                try Self.chain("second", .input, 0, .accept, [untracked]),
            ]
            return FirewallWalk(FirewallRules(chains: chains)).trace(try Self.packet(), .input).verdict
        }
        #expect(try verdict([invalid], at: -300) == .drop)
        #expect(try verdict([invalid], at: -100) == .accept)
        #expect(try verdict([#"{"notrack":true}"#], at: -300) == .drop)
    }

    @Test func `what passes through is known by where it came from to the end, and what is sent here isn't`() throws {
        let rules = [
            #"{"name":"link","matchIIfName":{"interfaceName":["eth0"]},"setMark":{"value":1}}"#,
            #"{"name":"mac","matchSourceMAC":{"addresses":["02:00:00:00:00:07"],"invert":true},"verdict":"drop"}"#,
            #"{"matchMark":{"value":1},"verdict":"accept"}"#,
        ]
        func words(_ way: PacketWay, from link: String) throws -> String {
            let walk = FirewallWalk(FirewallRules(chains: [try Self.chain("c", .postrouting, 0, .drop, rules)]))
            var packet = try Self.packet()
            (packet.inputLink, packet.outputLink) = (link, "eth1")
            packet.hardwareAddress = HardwareAddress("02:00:00:00:00:01")
            return try #require(walk.trace(packet, way).decisive).words
        }
        #expect(try words(.forward, from: "eth0") == "rule 2 (mac) of chain c drops it")
        #expect(try words(.output, from: "") == "the policy of chain c drops it")
    }

    @Test func `of what kind an address of IPv6 is follows from routes, and that is said`() throws {
        let rule = #"{"matchFib":{"types":["unicast"],"address":"source"},"verdict":"accept"}"#
        func notes(_ source: String) throws -> [String] {
            let walk = FirewallWalk(FirewallRules(chains: [try Self.chain("c", .input, 0, .drop, [rule])]))
            return walk.trace(try Self.packet(source), .input).notes
        }
        #expect(try notes("192.0.2.7").isEmpty)
        #expect(
            try notes("2001:db8::7")
                == ["rule 1 of chain c asks of what kind 2001:db8::7 is: taken as one to which a route leads"])
    }

    @Test(
        arguments: [
            (NfTablesProtocol.tcp, 0, .new), (.udp, 0, .new), (.icmp, 8, .new), (.icmp, 3, .invalid),
            (.icmp, 0, .invalid),
            (.icmpv6, 128, .new), (.icmpv6, 135, .untracked), (.icmpv6, 143, .untracked), (.icmpv6, 1, .invalid),
            (.icmpv6, 137, .invalid),
        ] as [(NfTablesProtocol, UInt8, NfTablesConntrackState)])
    func `not every message of ICMP begins a connection`(
        _ number: NfTablesProtocol, _ type: UInt8, _ state: NfTablesConntrackState
    ) throws {
        var packet = try Self.packet()
        (packet.protocol, packet.icmpType) = (number, type)
        #expect(packet.firstState == state)
    }

    @Test func `what is translated goes on with its new destination`() throws {
        var nat = try Self.chain(
            "nat", .prerouting, -100, .accept,
            [#"{"matchLayer4":{"protocol":"tcp"},"nat":{"type":"redirect","port":8080}}"#])
        nat.type = .nat
        let rules = [#"{"matchLayer4":{"protocol":"tcp","matchDestinationPort":{"ranges":[8080]}},"verdict":"accept"}"#]
        let walk = FirewallWalk(
            FirewallRules(chains: [nat, try Self.chain("in", .input, 0, .drop, rules)]),
            addresses: [try #require(IPPrefix("192.0.2.1/24"))])
        #expect(walk.trace(try Self.packet(), .input).verdict == .accept)
        var answer = try Self.packet()
        answer.state = .established
        #expect(walk.trace(answer, .input).verdict == .drop)
    }

    @Test func `sets are looked into, and rates are taken as not exceeded`() throws {
        var set = NfTablesSetSpec()
        (set.name, set.type) = (NfTablesName("blocked"), .ipv4Address)
        set.elements = [NfTablesElement(.addresses(try #require(IPRange("192.0.2.0/29"))))]
        let rules = [
            #"{"matchSourceAddress":{"set":"blocked"},"verdict":"drop"}"#,
            #"{"matchLimit":{"rate":1},"verdict":"accept"}"#,
        ]
        let walk = FirewallWalk(
            FirewallRules(chains: [try Self.chain("c", .input, 0, .drop, rules)], sets: [set]))
        #expect(walk.trace(try Self.packet(), .input).verdict == .drop)
        let other = walk.trace(try Self.packet("2001:db8::7"), .input)
        #expect(
            other.verdict == .accept
                && other.notes == ["rule 2 of chain c depends on how many come: taken as within its rate"])
    }

    @Test(
        arguments: [
            ("inet_service", [20, "22-23"], #""matchLayer4":{"protocol":"tcp","matchDestinationPort":{"set":"s"}}"#),
            ("inet_service", [80], #""matchLayer4":{"protocol":"tcp","matchDestinationPort":{"set":"s"}}"#),
            ("ifname", ["eth0"], #""matchIIfName":{"set":"s"}"#), ("ifname", ["eth1"], #""matchIIfName":{"set":"s"}"#),
            ("mark", [7], #""matchMark":{"set":"s"}"#), ("mark", [8], #""matchMark":{"set":"s"}"#),
            ("ether_addr", ["02:00:00:00:00:01"], #""matchSourceMAC":{"set":"s"}"#),
            ("ether_addr", ["02:00:00:00:00:02"], #""matchSourceMAC":{"set":"s"}"#),
        ] as [(String, JSON, String)])
    func `a set of any type is looked into`(_ type: String, _ elements: JSON, _ match: String) throws {
        var faults: [Fault] = []
        let json = JSON.object(["name": "s", "type": .string(type), "elements": elements])
        let set = try #require(NfTablesSetSpec.decode(json, at: .root, &faults), "\(faults)")
        var packet = try Self.packet()
        (packet.mark, packet.hardwareAddress) = (7, HardwareAddress("02:00:00:00:00:01"))
        let chain = try Self.chain("c", .input, 0, .drop, ["{\(match),\"verdict\":\"accept\"}"])
        let walk = FirewallWalk(FirewallRules(chains: [chain], sets: [set]))
        let isIn = [[20, "22-23"], ["eth0"], [7], ["02:00:00:00:00:01"]].contains(elements)
        #expect(walk.trace(packet, .input).verdict == (isIn ? .accept : .drop))
    }

    private static func set(_ text: String) throws -> NfTablesSetSpec {
        var faults: [Fault] = []
        return try #require(NfTablesSetSpec.decode(try JSON(parsing: text), at: .root, &faults), "\(faults)")
    }

    @Test(
        arguments: [
            ("sourceAddress", #""ipv4_addr""#, #""192.0.2.0/28""#, #""10.0.0.0/8""#),
            ("destinationAddress", #""ipv4_addr""#, #""192.0.2.1""#, #""192.0.2.7""#),
            ("sourcePort", #""inet_service""#, "40000", "22"),
            ("destinationPort", #""inet_service""#, #""20-22""#, "40000"),
            ("inputLink", #""ifname""#, #""eth0""#, #""eth1""#), ("outputLink", #""ifname""#, #""""#, #""eth0""#),
            ("sourceMAC", #""ether_addr""#, #""02:00:00:00:00:01""#, #""02:00:00:00:00:02""#),
            ("mark", #""mark""#, "7", "8"),
        ])
    func `a map has verdicts for what packets have`(_ key: String, _ type: String, _ own: String, _ other: String)
        throws
    {
        var packet = try Self.packet()
        (packet.mark, packet.hardwareAddress) = (7, HardwareAddress("02:00:00:00:00:01"))
        let rule = #"{"verdictMap":{"key":"\#(key)","map":"m"},"matchLayer4":{"protocol":"tcp"}}"#
        let chains = [
            try Self.chain("c", .input, 0, .drop, [rule]),
            try Self.chain("led", nil, 0, .accept, [#"{"name":"inner","verdict":"accept"}"#]),
        ]
        for (element, value, words) in [
            (own, "accept", "rule 1 of chain c accepts it"), (own, "drop", "rule 1 of chain c drops it"),
            (own, "jump led", "rule 1 (inner) of chain led accepts it"),
            (own, "return", "the policy of chain c drops it"), (other, "accept", "the policy of chain c drops it"),
        ] where element != #""""# {
            let map = try Self.set(
                #"{"name":"m","type":\#(type),"valueType":"verdict","elements":[{"element":\#(element),"value":"\#(value)"}]}"#
            )
            let trace = FirewallWalk(FirewallRules(chains: chains, sets: [map])).trace(packet, .input)
            #expect(trace.decisive?.words == words, "\(element) \(value)")
        }
    }

    @Test func `marks and destinations are looked up too, and what isn't in a map goes on`() throws {
        let marks = try Self.set(
            #"{"name":"marks","type":"inet_service","valueType":"mark","elements":[{"element":22,"value":7}]}"#)
        let hosts = try Self.set(
            #"{"name":"hosts","type":"inet_service","valueType":"ipv4_addr","elements":[{"element":22,"value":"192.0.2.9"}]}"#
        )
        let tcp = #""matchLayer4":{"protocol":"tcp"}"#
        var nat = try Self.chain(
            "nat", .prerouting, -100, .accept,
            [#"{"nat":{"type":"dnat","map":{"key":"destinationPort","map":"hosts"}},\#(tcp)}"#])
        nat.type = .nat
        let input = try Self.chain(
            "in", .input, 0, .drop,
            [
                #"{"setMark":{"map":{"key":"destinationPort","map":"marks"}},\#(tcp)}"#,
                #"{"matchMark":{"value":7},"verdict":"accept"}"#,
            ])
        let addresses = ["192.0.2.1/24", "192.0.2.9/24"].compactMap { IPPrefix($0) }
        let walk = FirewallWalk(FirewallRules(chains: [nat, input], sets: [marks, hosts]), addresses: addresses)
        let trace = walk.trace(try Self.packet(), .input)
        #expect(trace.verdict == .accept && trace.decisions.first?.words == "rule 1 of chain nat accepts it")
        let other = walk.trace(try Self.packet(port: 80), .input)
        #expect(other.verdict == .drop && other.decisions.first?.words == "the policy of chain nat accepts it")
    }

    @Test func `before conntrack nobody knows that it leaves a packet alone, unless a rule has said so`() throws {
        let drop = #"{"matchConntrackState":{"states":["untracked"]},"verdict":"drop"}"#
        var packet = try Self.packet()
        packet.state = .untracked
        for (priority, rules, verdict) in [
            (-300, [drop], FirewallTrace.Verdict.accept), (0, [drop], .drop),
            (-300, [#"{"notrack":true}"#, drop], .drop),
        ] as [(Int32, [String], FirewallTrace.Verdict)] {
            let chain = try Self.chain("c", .prerouting, priority, .accept, rules)
            #expect(
                FirewallWalk(FirewallRules(chains: [chain])).trace(packet, .input).verdict == verdict, "\(priority)")
        }
    }

    @Test func `what has come to its end isn't in a set any more`() throws {
        let set = try Self.set(
            #"{"name":"s","type":"ipv4_addr","elements":[{"element":"192.0.2.7","expires":"2026-11-27T12:00:00Z"}]}"#)
        let chain = try Self.chain("c", .input, 0, .accept, [#"{"matchSourceAddress":{"set":"s"},"verdict":"drop"}"#])
        for (moment, verdict) in [("11:59:58", FirewallTrace.Verdict.drop), ("12:00:00", .accept)] {
            let rules = FirewallRules(chains: [chain], sets: [set], at: Moment("2026-11-27T\(moment)Z"))
            #expect(FirewallWalk(rules).trace(try Self.packet(), .input).verdict == verdict)
        }
    }

    @Test(
        arguments: [
            (0, 4, 0), (86_399, 4, 86_399), (3 * 86_400, 0, 0), (-1, 3, 86_399), (1_795_795_200, 5, 57_600),
        ] as [(Int64, Int, UInt32)])
    func `a moment has its day of the week`(_ seconds: Int64, _ day: Int, _ second: UInt32) {
        let time = TimeOfWeek(secondsSince1970: seconds)
        #expect(time.day == day && time.second == second)
    }
}
