import Resources
import TestSupport

/// Rules by lot, of few enough values that packets often meet them.
struct FirewallDice {
    var dice: Dice
    /// Ports and numbers that are used up: each packet begins a connection of its own.
    var used: Set<TrialPacket> = []
    private let now: TimeOfWeek

    /// Dice whose rules about times are met, or not, at some moment and a quarter of an hour before and after.
    init(seed: UInt64, now: TimeOfWeek) { (dice, self.now) = (Dice(seed: seed), now) }

    typealias Place = FirewallGround.TrialPlace

    private static let own = Place.others.flatMap(\.own)
    private static let networks = [
        "192.0.2.0/24", "192.0.2.128/25", "192.0.2.7/32", "10.0.0.0/8", "0.0.0.0/0", "2001:db8::/64", "2001:db8::/32",
        "::/0", "2001:db8:9::1/128",
    ]
    private static let sets = ["four", "six"]
    static let ports: [Int64] = [22, 80, 443, 8080]
    private static let jumps = ["side", "other"]
    private static let stations = Place.others.map(\.hardwareAddress) + ["02:00:00:00:00:07"]
    private static let hooks: [(name: String, hook: String, priority: Int64)] = [
        ("raw", "prerouting", -300), ("pre", "prerouting", -110), ("first", "input", -10), ("last", "input", 20),
        ("passing", "forward", -5), ("passed", "forward", 10), ("rawout", "output", -300), ("out", "output", 0),
        ("post", "postrouting", 5),
    ]
    /// Of several chains on one way that drop what they don't know, nothing would come through.
    private static let closable = ["last", "passed", "out"]

    /// Sets, chains that others lead to, and chains of all hooks: operations of one transaction, in their order.
    mutating func rules() -> [(op: String, resource: String, spec: JSON)] {
        var operations: [(op: String, resource: String, spec: JSON)] = []
        func put(_ type: String, _ name: String, _ spec: JSON) { operations.append(("put", "\(type)/\(name)", spec)) }
        put("NfTablesSetSpec", "four", ["type": "ipv4_addr", "elements": .array(some(of: Self.networks.prefix(4)))])
        put("NfTablesSetSpec", "six", ["type": "ipv6_addr", "elements": .array(some(of: Self.networks[5...6]))])
        put("NfTablesSetSpec", "stations", ["type": "ether_addr", "elements": .array(some(of: Self.stations[...]))])
        put("NfTablesSetSpec", "links", ["type": "ifname", "elements": .array(some(of: ["eth0", "eth1", "lo"]))])
        put("NfTablesSetSpec", "ports", ["type": "inet_service", "elements": [22, "80-443"]])
        put("NfTablesSetSpec", "marks", ["type": "mark", "elements": [1, 2]])
        put("NfTablesChainSpec", "other", ["rules": .array(list(below: 4, jumps: []))])
        put("NfTablesChainSpec", "side", ["rules": .array(list(below: 4, jumps: ["other"]))])
        for (name, hook, priority) in Self.hooks {
            let drops = Self.closable.contains(name) && dice.below(2) == 0
            // Some has to come through.
            let further = drops ? (0..<4).map { allowed("a\($0)") } : []
            // At postrouting nothing is rejected any more, and so nothing leads to chains that do.
            let isLast = hook == "postrouting"
            let rules = list(below: 7, jumps: isLast ? [] : Self.jumps, at: hook, isRaw: priority == -300)
            put(
                "NfTablesChainSpec", name,
                [
                    "hook": .string(hook), "priority": .integer(priority), "policy": drops ? "drop" : "accept",
                    "rules": .array(rules + further),
                ])
        }
        return operations
    }

    private mutating func list(
        below bound: Int, jumps: [String], at hook: String = "", isRaw: Bool = false
    ) -> [JSON] {
        (0..<dice.below(bound)).map { number in
            var rule = matches(at: hook)
            rule["name"] = .string("r\(number)")
            if dice.below(5) == 0 { rule["setMark"] = ["value": .integer(Int64(dice.below(3)))] }
            if isRaw, dice.below(4) == 0 { rule["notrack"] = true }
            // What ends all packets leaves nothing to compare.
            let count = rule.members?.count ?? 0
            let (isForAll, isSpecific) = (count < 2, count > 3)
            switch dice.below(jumps.isEmpty ? 7 : 10) {
            case 0, 1, 2: rule["verdict"] = isForAll ? "return" : "accept"
            case 3, 4: rule["verdict"] = isSpecific ? "drop" : nil
            case 5: rule["verdict"] = isSpecific && hook != "postrouting" ? "reject" : nil
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

    /// Of links only what is known at a hook; chains that others lead to have all of it.
    private mutating func matches(at hook: String) -> JSON {
        var rule: JSON = [:]
        let (hasInput, hasOutput) = (hook != "output", !["prerouting", "input"].contains(hook))
        if isLucky, hasInput { rule["matchIIfName"] = link(["eth0", "eth*", "lo", "eth1"]) }
        if dice.below(6) == 0, hasOutput { rule["matchOIfName"] = link(["eth0", "wl*", "eth1"]) }
        if dice.below(4) == 0 {
            rule["matchMark"] = ["mask": .integer(Int64(dice.below(4))), "value": .integer(Int64(dice.below(3)))]
        } else if dice.below(8) == 0 {
            rule["matchMark"] = ["set": "marks", "mask": .integer(Int64(dice.below(4)))]
        }
        if isLucky {
            let states = ["new", "established", "related", "invalid", "untracked"]
            rule["matchConntrackState"] = ["states": .array(some(of: states[...])), "invert": .bool(isLucky)]
        }
        if isLucky { rule["matchSourceAddress"] = address() }
        if dice.below(5) == 0 { rule["matchDestinationAddress"] = address() }
        if isLucky { rule["matchLayer4"] = carried() }
        if dice.below(6) == 0 {
            let kinds = ["local", "unicast", "multicast", "broadcast"]
            rule["matchFib"] = [
                "types": .array(some(of: kinds[...])), "invert": .bool(isLucky),
                "address": .string(dice.pick(["source", "destination"])),
            ]
        }
        if dice.below(6) == 0, hasInput { rule["matchSourceMAC"] = station() }
        if dice.below(7) == 0 { rule["matchTime"] = time() }
        if dice.below(6) == 0 { rule["matchLimit"] = limit() }
        return rule
    }

    private mutating func station() -> JSON {
        if isLucky { return ["set": "stations", "invert": .bool(isLucky)] }
        return ["addresses": .array(some(of: Self.stations[...])), "invert": .bool(isLucky)]
    }

    /// Spans and days of which none begins or ends soon.
    private mutating func time() -> JSON {
        func clock(_ hours: Int) -> JSON {
            let minutes = (Int(now.second) / 60 + hours * 60 + 1440) % 1440
            func digits(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
            return .string("\(digits(minutes / 60)):\(digits(minutes % 60))")
        }
        var match: JSON = [:]
        if dice.below(2) == 0 {
            let around = [-1, 0, 1].map { (now.day + $0 + 7) % 7 }
            let isMet = dice.below(2) == 0
            let days = NfTablesTimeMatch.Day.allCases.enumerated().filter { around.contains($0.offset) == isMet }
            match["days"] = .array(days.map { .string($0.element.rawValue) })
        }
        if match == [:] || isLucky {
            let (from, until) = (clock(dice.pick([-7, -2, 2, 5])), clock(dice.pick([-6, -1, 1, 6])))
            // Past midnight there are no days.
            if match != [:], (from.text ?? "") > (until.text ?? "") { return match }
            (match["from"], match["until"]) = (from, until)
        }
        return match
    }

    /// A rate that isn't reached.
    private mutating func limit() -> JSON {
        [
            "rate": 1_000_000_000, "burst": 1_000_000, "unit": .string(dice.pick(["packets", "bytes", "connections"])),
            "over": .bool(isLucky), "perSource": .bool(isLucky),
        ]
    }

    var isLucky: Bool { mutating get { dice.below(3) == 0 } }

    private mutating func some(of values: ArraySlice<String>) -> [JSON] {
        let chosen = values.filter { _ in dice.below(2) == 0 }
        return (chosen.isEmpty ? [dice.pick(Array(values))] : chosen).map { .string($0) }
    }

    private mutating func link(_ names: [String]) -> JSON {
        if dice.below(4) == 0 { return ["set": "links", "operator": isLucky ? "!=" : "=="] }
        return ["interfaceName": .array(some(of: names[...])), "operator": isLucky ? "!=" : "=="]
    }

    private mutating func address() -> JSON {
        if isLucky { return ["set": .string(dice.pick(Self.sets)), "invert": .bool(isLucky)] }
        let own = Self.own.map { $0 + ($0.contains(":") ? "/128" : "/32") }
        var match: JSON = [
            "includeSubnets": .array(some(of: (Self.networks + own)[...])), "invert": .bool(isLucky),
        ]
        if isLucky { match["excludeSubnets"] = .array(some(of: Self.networks[...])) }
        return match
    }

    private mutating func carried() -> JSON {
        switch dice.below(5) {
        case 0:
            let types = ["echo-request", "timestamp-request", "destination-unreachable"]
            return ["protocol": "icmp", "matchICMPType": ["types": .array(some(of: types[...]))]]
        case 1: return ["protocol": "icmpv6"]
        case 2:
            let types = ["echo-request", "nd-neighbor-solicit", "destination-unreachable"]
            return ["protocol": "icmpv6", "matchICMPType": ["types": .array(some(of: types[...]))]]
        default:
            var match: JSON = ["protocol": isLucky ? "udp" : "tcp"]
            let from = dice.pick(Self.ports)
            if dice.below(4) == 0 {
                match["matchDestinationPort"] = ["set": "ports", "invert": .bool(isLucky)]
            } else if dice.below(3) > 0 {
                match["matchDestinationPort"] = [
                    "ranges": [.string("\(from)-\(from + Int64(dice.below(400)))"), .integer(dice.pick(Self.ports))],
                    "invert": .bool(isLucky),
                ]
            }
            if dice.below(4) == 0 { match["matchSourcePort"] = ["ranges": ["40000-40100"]] }
            return match
        }
    }
}
