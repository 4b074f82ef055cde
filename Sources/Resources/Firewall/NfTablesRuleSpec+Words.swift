import NetworkTypes

extension NfTablesRuleSpec {
    /// The rule in a line, much as nft(8) has it: `in eth0, from 192.0.2.0/24, tcp to port 22: accept`.
    public var words: String {
        let matches = [
            matchIIfName.map { "in \($0.words)" }, matchOIfName.map { "out \($0.words)" },
            matchMark.map { "mark \($0.json.canonical)" },
            matchConntrackState.map { "\($0.invert ? "not " : "")\($0.states.map(\.rawValue).joined(separator: "|"))" },
            matchSourceMAC.map { match in
                "\(match.invert ? "not " : "")from \(match.set.map { "@\($0)" } ?? Self.list(match.addresses))"
            },
            matchSourceAddress.map { $0.words("from") }, matchDestinationAddress.map { $0.words("to") },
            matchLayer4?.words, matchFib.map { "fib \($0.json.canonical)" },
            matchTime.map { "at \($0.json.canonical)" },
            matchLimit?.words,
            clampMSS.map { _ in "\(matchLayer4 == nil ? "tcp " : "")SYN with larger segments" },
        ].compactMap { $0 }
        return (matches.isEmpty ? "all" : matches.joined(separator: ", ")) + ": " + effects
    }

    private var effects: String {
        let effects = [
            clampMSS.map { "clamp to MTU \($0.mtu)" }, setMark.map { "set mark \($0.json.canonical)" },
            notrack ? "notrack" : nil, log.map { "log \($0.prefix)" }, nat?.words, verdict?.rawValue,
            rejectWith.map { "with \($0.rawValue)" },
            verdictMap.map { "verdict by \($0.words)" }, jump.map { "jump \($0)" }, self.goto.map { "goto \($0)" },
        ].compactMap { $0 }
        return effects.isEmpty ? "count" : effects.joined(separator: " ")
    }

    /// The first items of a list, and how many there are besides.
    static func list(_ items: [some CustomStringConvertible]) -> String {
        items.words(atMost: 4, separator: " ", \.description)
    }
}

extension NfTablesInterfaceMatch {
    fileprivate var words: String {
        (`operator` == .equal ? "" : "not ") + (set.map { "@\($0)" } ?? NfTablesRuleSpec.list(interfaceName))
    }
}

extension NfTablesAddressMatch {
    fileprivate func words(_ preposition: String) -> String {
        let what =
            set.map { "@\($0)" }
            ?? (includeSubnets.isEmpty ? "nobody" : NfTablesRuleSpec.list(includeSubnets))
            + (excludeSubnets.isEmpty ? "" : " but " + NfTablesRuleSpec.list(excludeSubnets))
        return "\(invert ? "not " : "")\(preposition) \(what)"
    }
}

extension NfTablesLayer4Match {
    fileprivate var words: String {
        var words = self.protocol?.description ?? ""
        func ports(_ match: NfTablesPortMatch, _ preposition: String) -> String {
            " \(preposition) \(match.invert ? "any port but" : "port") \(match.set.map { "@\($0)" } ?? NfTablesRuleSpec.list(match.ranges))"
        }
        if let match = matchSourcePort { words += ports(match, "from") }
        if let match = matchDestinationPort { words += ports(match, "to") }
        if let match = matchICMPType { words += " \(NfTablesRuleSpec.list(match.types))" }
        return words
    }
}

extension NfTablesLimitMatch {
    fileprivate var words: String {
        let amount =
            packetRatePerSecond.map { "\($0) packets/second" } ?? "\(rate ?? 0) \(unit.rawValue)/\(per.rawValue)"
        return (over ? "over " : "up to ") + amount + (perSource ? " per source" : "")
    }
}

extension NfTablesTranslation {
    fileprivate var words: String {
        ([type.rawValue]
            + [address?.description, map.map { "by \($0.words)" }, port.map { "port \($0)" }].compactMap { $0 })
            .joined(separator: " ")
    }
}

extension NfTablesLookup {
    /// What is looked up, and where: `sourceAddress in @access`.
    public var words: String { "\(key?.rawValue ?? "") in @\(map?.description ?? "")" }
}
