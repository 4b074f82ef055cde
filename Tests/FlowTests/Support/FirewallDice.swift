import Resources
import TestSupport

/// Rules and packets by lot, of few enough values that they often meet.
struct FirewallDice {
    var dice: Dice
    /// Ports and numbers that are used up: each packet begins a connection of its own.
    private var used: Set<TrialPacket> = []

    init(seed: UInt64) { dice = Dice(seed: seed) }

    static let own = (inet4: "198.51.100.1", inet6: "2001:db8:1::1")
    private static let sources = [
        "192.0.2.7", "192.0.2.130", "203.0.113.9", "10.1.2.3", "2001:db8::7", "2001:db8:9::1",
    ]
    private static let networks = [
        "192.0.2.0/24", "192.0.2.128/25", "192.0.2.7/32", "10.0.0.0/8", "0.0.0.0/0", "2001:db8::/64", "2001:db8::/32",
        "::/0", "2001:db8:9::1/128",
    ]
    private static let sets = ["four", "six"]
    private static let ports: [Int64] = [22, 80, 443, 8080]
    private static let jumps = ["side", "other"]

    /// Sets, chains that others lead to, and chains of both hooks: operations of one transaction, in their order.
    mutating func rules() -> [(op: String, resource: String, spec: JSON)] {
        var operations: [(op: String, resource: String, spec: JSON)] = []
        func put(_ type: String, _ name: String, _ spec: JSON) { operations.append(("put", "\(type)/\(name)", spec)) }
        put("NfTablesSetSpec", "four", ["type": "ipv4_addr", "elements": .array(some(of: Self.networks.prefix(4)))])
        put("NfTablesSetSpec", "six", ["type": "ipv6_addr", "elements": .array(some(of: Self.networks[5...6]))])
        put("NfTablesChainSpec", "other", ["rules": .array(list(below: 4, jumps: []))])
        put("NfTablesChainSpec", "side", ["rules": .array(list(below: 4, jumps: ["other"]))])
        let places = [
            ("raw", "prerouting", -300), ("pre", "prerouting", -110), ("first", "input", -10), ("last", "input", 20),
        ]
        for (name, hook, priority) in places {
            // Of several chains that drop what they don't know, nothing would come through; of one, some has to.
            let drops = name == "last" && dice.below(2) == 0
            let further = drops ? (0..<4).map { allowed("a\($0)") } : []
            put(
                "NfTablesChainSpec", name,
                [
                    "hook": .string(hook), "priority": .integer(Int64(priority)),
                    "policy": drops ? "drop" : "accept",
                    "rules": .array(list(below: 7, jumps: Self.jumps, isRaw: name == "raw") + further),
                ])
        }
        return operations
    }

    private mutating func list(below bound: Int, jumps: [String], isRaw: Bool = false) -> [JSON] {
        (0..<dice.below(bound)).map { number in
            var rule = matches()
            rule["name"] = .string("r\(number)")
            if dice.below(5) == 0 { rule["setMark"] = ["value": .integer(Int64(dice.below(3)))] }
            if isRaw, dice.below(4) == 0 { rule["notrack"] = true }
            // What ends all packets leaves nothing to compare.
            let count = rule.members?.count ?? 0
            let (isForAll, isSpecific) = (count < 2, count > 3)
            switch dice.below(jumps.isEmpty ? 7 : 10) {
            case 0, 1, 2: rule["verdict"] = isForAll ? "return" : "accept"
            case 3, 4: rule["verdict"] = isSpecific ? "drop" : nil
            case 5: rule["verdict"] = isSpecific ? "reject" : nil
            case 6: rule["verdict"] = "return"
            case 7: rule["goto"] = .string(dice.pick(jumps))
            default: rule["jump"] = .string(dice.pick(jumps))
            }
            return rule
        }
    }

    private mutating func allowed(_ name: String) -> JSON {
        var rule: JSON = ["name": .string(name), "verdict": "accept", "matchLayer4": carried()]
        if isLucky { rule["matchSourceAddress"] = address() }
        return rule
    }

    private mutating func matches() -> JSON {
        var rule: JSON = [:]
        if isLucky { rule["matchIIfName"] = link(["eth0", "eth*", "lo", "eth1"]) }
        if dice.below(8) == 0 { rule["matchOIfName"] = link(["eth0", "wl*"]) }
        if dice.below(4) == 0 {
            rule["matchMark"] = ["mask": .integer(Int64(dice.below(4))), "value": .integer(Int64(dice.below(3)))]
        }
        if isLucky {
            let states = ["new", "established", "invalid", "untracked"]
            rule["matchConntrackState"] = ["states": .array(some(of: states[...])), "invert": .bool(isLucky)]
        }
        if isLucky { rule["matchSourceAddress"] = address() }
        if dice.below(5) == 0 { rule["matchDestinationAddress"] = address() }
        if isLucky { rule["matchLayer4"] = carried() }
        if dice.below(6) == 0 {
            rule["matchFib"] = ["types": [.string(dice.pick(["local", "unicast"]))], "invert": .bool(isLucky)]
        }
        return rule
    }

    private var isLucky: Bool { mutating get { dice.below(3) == 0 } }

    private mutating func some(of values: ArraySlice<String>) -> [JSON] {
        let chosen = values.filter { _ in dice.below(2) == 0 }
        return (chosen.isEmpty ? [dice.pick(Array(values))] : chosen).map { .string($0) }
    }

    private mutating func link(_ names: [String]) -> JSON {
        ["interfaceName": .array(some(of: names[...])), "operator": isLucky ? "!=" : "=="]
    }

    private mutating func address() -> JSON {
        if isLucky { return ["set": .string(dice.pick(Self.sets)), "invert": .bool(isLucky)] }
        let own = [Self.own.inet4 + "/32", Self.own.inet6 + "/128"]
        var match: JSON = [
            "includeSubnets": .array(some(of: (Self.networks + own)[...])), "invert": .bool(isLucky),
        ]
        if isLucky { match["excludeSubnets"] = .array(some(of: Self.networks[...])) }
        return match
    }

    private mutating func carried() -> JSON {
        switch dice.below(4) {
        case 0:
            return [
                "protocol": "icmp",
                "matchICMPType": ["types": .array(some(of: ["echo-request", "timestamp-request"]))],
            ]
        case 1: return ["protocol": "icmpv6"]
        default:
            var match: JSON = ["protocol": isLucky ? "udp" : "tcp"]
            let from = dice.pick(Self.ports)
            if dice.below(3) > 0 {
                match["matchDestinationPort"] = [
                    "ranges": [.string("\(from)-\(from + Int64(dice.below(400)))"), .integer(dice.pick(Self.ports))],
                    "invert": .bool(isLucky),
                ]
            }
            if dice.below(4) == 0 { match["matchSourcePort"] = ["ranges": ["40000-40100"]] }
            return match
        }
    }

    /// A packet that begins a connection that there wasn't before.
    mutating func packet() -> TrialPacket {
        while true {
            let source = dice.pick(Self.sources)
            var packet = TrialPacket(
                source: source, destination: source.contains(":") ? Self.own.inet6 : Self.own.inet4)
            packet.protocol = dice.pick([6, 6, 17, 17, packet.isInet6 ? 58 : 1])
            packet.destinationPort = UInt16(dice.pick(Self.ports) + Int64(dice.below(2)))
            packet.sourcePort = UInt16(40_000 + dice.below(200))
            if packet.isICMP {
                packet.icmpType = packet.isInet6 ? 128 : dice.pick([8, 13])
                packet.destinationPort = 0
            }
            if used.insert(packet).inserted { return packet }
        }
    }
}
