import NetworkTypes

/// Whether a rule means a packet.
extension Traveller {
    mutating func matches(_ rule: NfTablesRuleSpec, _ here: FirewallTrace.RulePlace) -> Bool {
        guard matchesLinks(rule), rule.matchMark.map(matches) ?? true, matchesState(rule),
            matchesAddresses(rule), rule.matchLayer4.map(matches) ?? true, rule.matchTime.map(matches) ?? true
        else { return false }
        if let nat = rule.nat?.address, nat.family != packet.family { return false }
        // What resources alone can't tell comes last: only where all else is so is it worth a word.
        return matchesHardware(rule, here) && matchesRoutes(rule, here) && matchesSize(rule, here)
            && matchesRate(rule, here)
    }

    private func matchesLinks(_ rule: NfTablesRuleSpec) -> Bool {
        func isMeant(_ match: NfTablesInterfaceMatch?, _ link: String) -> Bool {
            guard let match else { return true }
            guard let set = match.set else { return match.means(link) }
            return elements(of: set).contains { $0.key.interface?.description == link } == (match.operator == .equal)
        }
        return isMeant(rule.matchIIfName, inputLink) && isMeant(rule.matchOIfName, outputLink)
    }

    func elements(of set: NfTablesName) -> [NfTablesElement] {
        walk.rules.sets[set.description]?.elements ?? []
    }

    private func matches(_ match: NfTablesMark) -> Bool {
        let mark = match.compared(packet.mark)
        guard let set = match.set else { return mark == match.value ?? 0 }
        return elements(of: set).contains { $0.key == .number(mark) }
    }

    private func matchesState(_ rule: NfTablesRuleSpec) -> Bool {
        let isNewOnly = rule.matchLimit?.unit == .connections
        // Before conntrack nothing is known of a packet, nor that conntrack will leave it alone (`nft_ct_get_eval()`, net/netfilter/nft_ct.c).
        let state = isTracked || isExempt ? packet.state : .invalid
        if isNewOnly, state != .new { return false }
        guard let match = rule.matchConntrackState else { return true }
        return match.states.contains(state) != match.invert
    }

    private func matchesAddresses(_ rule: NfTablesRuleSpec) -> Bool {
        (rule.matchSourceAddress.map { matches($0, packet.source) } ?? true)
            && (rule.matchDestinationAddress.map { matches($0, packet.destination) } ?? true)
    }

    private func matches(_ match: NfTablesAddressMatch, _ address: IPAddress) -> Bool {
        let ranges = match.set.map { elements(of: $0).compactMap(\.key.addresses) } ?? match.ranges(address.family)
        return ranges.contains { $0.family == address.family && $0.first <= address && address <= $0.last }
            != match.invert
    }

    private func matches(_ match: NfTablesLayer4Match) -> Bool {
        guard let number = match.protocol, number == packet.protocol else { return false }
        func isAmong(_ ports: NfTablesPortMatch?, _ port: UInt16) -> Bool {
            guard let ports else { return true }
            let ranges = ports.set.map { elements(of: $0).compactMap(\.key.ports) } ?? ports.ranges
            return ranges.contains { $0.lo <= port && port <= $0.hi } != ports.invert
        }
        guard isAmong(match.matchSourcePort, packet.sourcePort),
            isAmong(match.matchDestinationPort, packet.destinationPort)
        else { return false }
        return match.matchICMPType?.types.contains { $0.number(of: number) == packet.icmpType } ?? true
    }

    private func matches(_ match: NfTablesTimeMatch) -> Bool {
        let (day, second) = (packet.time.day, packet.time.second)
        let days = NfTablesTimeMatch.Day.allCases
        if !match.days.isEmpty, !days.indices.contains(day) || !match.days.contains(days[day]) { return false }
        guard let from = match.from?.seconds, let until = match.until?.seconds else { return true }
        return from < until ? (from..<until).contains(second) : second >= from || second < until
    }

    private mutating func matchesHardware(_ rule: NfTablesRuleSpec, _ here: FirewallTrace.RulePlace) -> Bool {
        guard let match = rule.matchSourceMAC else { return true }
        // Only what has come by Ethernet has such an address; nothing else matches, nor does it where the match is inverted.
        guard hasComeByEthernet else { return false }
        guard let address = packet.hardwareAddress else {
            note("\(here.words) asks for hardware addresses, and none is said: taken as not matching")
            return false
        }
        let addresses = match.set.map { elements(of: $0).compactMap(\.key.hardwareAddress) } ?? match.addresses
        return addresses.contains(address) != match.invert
    }

    private mutating func matchesRoutes(_ rule: NfTablesRuleSpec, _ here: FirewallTrace.RulePlace) -> Bool {
        guard let match = rule.matchFib else { return true }
        if !match.types.isEmpty {
            let address = match.address == .source ? packet.source : packet.destination
            let kind = kind(of: address)
            // Without a route an address of IPv6 is `unreachable`, and one of IPv4 `unicast` all the same.
            if kind == .unicast, address.family == .inet6,
                match.types.contains(.unicast) || match.types.contains(.unreachable)
            {
                note("\(here.words) asks of what kind \(address) is: taken as one to which a route leads")
            }
            if match.types.contains(kind) == match.invert { return false }
        }
        guard let path = match.reversePath else { return true }
        note("\(here.words) asks whether its source is reached by the link that it came by: taken as so")
        return path == .exists
    }

    private func kind(of address: IPAddress) -> NfTablesFibMatch.Kind {
        if walk.isOwn(address) { return .local }
        if address.isMulticast { return .multicast }
        let isBroadcast = walk.addresses.contains { $0.broadcast == address } || address == IPAddress("255.255.255.255")
        return isBroadcast ? .broadcast : .unicast
    }

    /// A rule that clamps goes on only with packets that it has clamped: those that begin a connection say how large segments may be, and
    /// the first answer does.
    private mutating func matchesSize(_ rule: NfTablesRuleSpec, _ here: FirewallTrace.RulePlace) -> Bool {
        guard rule.clampMSS != nil else { return true }
        guard packet.protocol == .tcp else { return false }
        let doesMore = [
            rule.verdict != nil, rule.target != nil, rule.verdictMap != nil, rule.setMark != nil, rule.notrack,
            rule.nat != nil,
        ].contains(true)
        if doesMore {
            note(
                "\(here.words) goes on only with SYN that asks for larger segments: taken as "
                    + (isFirst ? "such" : "another packet of its connection"))
        }
        return isFirst
    }

    private mutating func matchesRate(_ rule: NfTablesRuleSpec, _ here: FirewallTrace.RulePlace) -> Bool {
        guard let limit = rule.matchLimit else { return true }
        note("\(here.words) depends on how many come: taken as within its rate")
        return !limit.over
    }
}

extension NfTablesInterfaceMatch {
    fileprivate func means(_ link: String) -> Bool {
        interfaceName.contains { $0.matches(link) } == (`operator` == .equal)
    }
}
