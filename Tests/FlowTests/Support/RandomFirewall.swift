import Resources

/// Chains and sets made at random, and how `nft -j` shows them, told without the product's compilation.
struct RandomFirewall {
    /// Elements by set.
    private(set) var sets: [String: [String]] = [:]
    /// What a map of verdicts has, by network; `nil` where there is no map.
    private(set) var map: [String: String]?
    /// The rules of each chain.
    private(set) var chains: [String: (isBase: Bool, drops: Bool, rules: [Rule])] = [:]

    /// A rule.
    struct Rule: Hashable {
        var name: String
        var network: String?
        var set: String?
        var port: Int64?
        var isCounted = false
        var verdict: String?
        var jump: String?
        var isByMap = false
    }

    /// Some chains and sets, of which rules name only those that there are.
    init(using random: inout some RandomNumberGenerator) {
        for name in ["s", "t"] where Bool.random(using: &random) {
            // Far from each other, so that none are put together.
            sets[name] = (0..<40).shuffled(using: &random).prefix(Int.random(in: 0...6, using: &random))
                .map { Bool.random(using: &random) ? "10.0.\($0 * 2).0/24" : "10.1.\($0).7" }
        }
        let isLed = Bool.random(using: &random)
        if isLed {
            chains["led"] = (false, false, Self.rules(&random, sets: sets.keys.sorted(), jump: nil, hasMap: false))
        }
        if Bool.random(using: &random) { map = Self.map(&random, isLed: isLed) }
        for name in ["a", "b"] where Bool.random(using: &random) {
            let drops = Bool.random(using: &random)
            chains[name] = (
                true, drops,
                Self.rules(&random, sets: sets.keys.sorted(), jump: isLed ? "led" : nil, hasMap: map != nil)
            )
        }
    }

    private static func map(_ random: inout some RandomNumberGenerator, isLed: Bool) -> [String: String] {
        let verdicts = ["accept", "drop", "return"] + (isLed ? ["jump led", "goto led"] : [])
        let networks = (0..<6).shuffled(using: &random).prefix(Int.random(in: 0...6, using: &random))
        return Dictionary(
            networks.map { ("10.2.\($0).0/24", verdicts[Int.random(in: verdicts.indices, using: &random)]) }
        ) { $1 }
    }

    private static func rules(
        _ random: inout some RandomNumberGenerator, sets: [String], jump: String?, hasMap: Bool
    ) -> [Rule] {
        (0..<12).shuffled(using: &random).prefix(Int.random(in: 0...9, using: &random)).map { number in
            var rule = Rule(name: "r\(number)")
            switch number % 3 {
            case 0: rule.network = "192.0.\(number).0/24"
            case 1: rule.set = sets.randomElement(using: &random)
            default: break
            }
            if number % 2 == 0 { rule.port = Int64(1000 + number) }
            rule.isCounted = number % 4 == 0
            if number % 5 == 0, let jump {
                rule.jump = jump
            } else if number % 5 == 1, hasMap {
                rule.isByMap = true
            } else {
                rule.verdict = number % 2 == 0 ? "accept" : "drop"
            }
            return rule
        }
    }

    /// The specs by resource.
    var specs: [String: JSON] {
        var specs: [String: JSON] = [:]
        for (name, elements) in sets {
            specs["NfTablesSetSpec/\(name)"] = [
                "type": "ipv4_addr", "elements": .array(elements.map { .string($0) }),
            ]
        }
        if let map {
            specs["NfTablesSetSpec/m"] = [
                "type": "ipv4_addr", "valueType": "verdict",
                "elements": .array(map.map { ["element": .string($0), "value": .string($1)] }),
            ]
        }
        for (name, chain) in chains {
            var spec: JSON = ["rules": .array(chain.rules.map(\.spec))]
            if chain.isBase { (spec["hook"], spec["policy"]) = ("forward", chain.drops ? "drop" : "accept") }
            specs["NfTablesChainSpec/\(name)"] = spec
        }
        return specs
    }

    /// What `nft -j list table` says of it, without handles and in an order of names.
    var shown: Set<String> {
        var lines: Set<String> = []
        for (name, elements) in sets {
            lines.insert("set \(name) " + elements.map { Self.element($0).canonical }.sorted().joined(separator: " "))
        }
        if let map {
            let elements = map.map { JSON.array([Self.element($0), Self.verdict($1)]).canonical }
            lines.insert("map m " + elements.sorted().joined(separator: " "))
        }
        for (name, chain) in chains {
            let policy = chain.isBase ? chain.drops ? "drop" : "accept" : "–"
            let rules = chain.rules.map { "\($0.name) \(JSON.array($0.shown).canonical)" }
            lines.insert("chain \(name) \(policy) " + rules.joined(separator: " "))
        }
        return lines
    }

    /// The same of what nft has printed.
    static func shown(_ listing: JSON) -> Set<String> {
        var lines: Set<String> = []
        var (policies, rules): ([String: String], [String: [String]]) = ([:], [:])
        for entry in listing["nftables"]?.elements ?? [] {
            if let set = entry["set"], let name = set["name"]?.text {
                let elements = set["elem"]?.elements ?? []
                lines.insert("set \(name) " + elements.map(\.canonical).sorted().joined(separator: " "))
            } else if let map = entry["map"], let name = map["name"]?.text {
                let elements = map["elem"]?.elements ?? []
                lines.insert("map \(name) " + elements.map(\.canonical).sorted().joined(separator: " "))
            } else if let chain = entry["chain"], let name = chain["name"]?.text {
                policies[name] = chain["policy"]?.text ?? "–"
            } else if let rule = entry["rule"], let chain = rule["chain"]?.text {
                rules[chain, default: []].append(
                    "\(rule["comment"]?.text ?? "") \((rule["expr"] ?? .null).canonical)")
            }
        }
        for (name, policy) in policies {
            lines.insert("chain \(name) \(policy) " + (rules[name] ?? []).joined(separator: " "))
        }
        return lines
    }

    private static func verdict(_ text: String) -> JSON {
        let words = text.split(separator: " ").map(String.init)
        return .object([words[0]: words.count > 1 ? ["target": .string(words[1])] : .null])
    }

    fileprivate static func element(_ text: String) -> JSON {
        let parts = text.split(separator: "/")
        guard parts.count == 2, let length = Int64(parts[1]) else { return .string(text) }
        return ["prefix": ["addr": .string(String(parts[0])), "len": .integer(length)]]
    }
}

extension RandomFirewall.Rule {
    fileprivate var spec: JSON {
        var spec: JSON = ["name": .string(name)]
        if let network { spec["matchSourceAddress"] = ["includeSubnets": [.string(network)]] }
        if let set { spec["matchSourceAddress"] = ["set": .string(set)] }
        if let port {
            spec["matchLayer4"] = ["protocol": "tcp", "matchDestinationPort": ["ranges": [.integer(port)]]]
        }
        if isCounted { spec["anonymousCounter"] = true }
        if let verdict { spec["verdict"] = .string(verdict) }
        if let jump { spec["jump"] = .string(jump) }
        if isByMap { spec["verdictMap"] = ["key": "sourceAddress", "map": "m"] }
        return spec
    }

    fileprivate var shown: [JSON] {
        func match(_ header: String, _ field: String, _ right: JSON) -> JSON {
            [
                "match": [
                    "op": "==", "left": ["payload": ["protocol": .string(header), "field": .string(field)]],
                    "right": right,
                ]
            ]
        }
        var steps: [JSON] = []
        if let network { steps.append(match("ip", "saddr", RandomFirewall.element(network))) }
        if let set { steps.append(match("ip", "saddr", .string("@\(set)"))) }
        if let port { steps.append(match("tcp", "dport", .integer(port))) }
        if isCounted { steps.append(["counter": ["packets": 0, "bytes": 0]]) }
        if let verdict { steps.append(.object([verdict: .null])) }
        if let jump { steps.append(["jump": ["target": .string(jump)]]) }
        if isByMap {
            steps.append(["vmap": ["key": ["payload": ["protocol": "ip", "field": "saddr"]], "data": "@m"]])
        }
        return steps
    }
}
