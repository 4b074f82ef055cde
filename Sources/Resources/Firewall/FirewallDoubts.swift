public import NetworkTypes

/// What isn't known of a packet, or changes by itself, and may decide what becomes of it: the hardware address from which it comes, and
/// elements that come to their end.
public struct FirewallDoubts: Sendable {
    /// A way in which it may be.
    public struct Case: Hashable, Sendable {
        /// When.
        public var moment: Moment
        /// From which hardware address; `nil` where no rule asks.
        public var hardwareAddress: HardwareAddress?
    }

    /// How many rules and elements are looked at for all cases together: they are looked at on the writer's thread.
    private static let effort = 2_000_000
    /// How many cases there are at most.
    private static let most = 256

    private let before: FirewallRules
    private let after: FirewallRules

    /// Of a change from some rules to others, both with all elements whatever their end is.
    public init(from before: FirewallRules, to after: FirewallRules) { (self.before, self.after) = (before, after) }

    /// The ways in which it may be for some packets, from now on: hardware addresses that rules treat alike are one, and so is the time
    /// between two ends of elements.
    public func cases(of packets: [TracedPacket], from now: Moment) -> [Case] {
        let ends = Set([before, after].flatMap { $0.ends(of: packets) }).filter { $0.milliseconds > now.milliseconds }
        let moments = [now] + ends.sorted { $0.milliseconds < $1.milliseconds }
        let stations = stations
        let cases = moments.lazy.flatMap { moment in
            stations.map { Case(moment: moment, hardwareAddress: $0) }
        }
        return Array(cases.prefix(min(max(Self.effort / max(before.size + after.size, 1), 2), Self.most)))
    }

    /// One hardware address for all that the rules treat alike, those first that they treat otherwise than before.
    private var stations: [HardwareAddress?] {
        var (old, new) = (before.stationMatchers, after.stationMatchers)
        guard !old.isEmpty || !new.isEmpty else { return [nil] }
        let known = Set(old.keys).union(new.keys)
        let stranger = (0...UInt32.max).lazy.compactMap { HardwareAddress(stranger: $0) }.first { !known.contains($0) }
        if let stranger { (old[stranger], new[stranger]) = ([], []) }
        var seen: Set<[[String]]> = []
        let kinds = Set(old.keys).union(new.keys).sorted { $0.description < $1.description }.filter { station in
            seen.insert([old[station] ?? [], new[station] ?? []]).inserted
        }
        func isChanged(_ station: HardwareAddress) -> Bool { old[station] != new[station] }
        return kinds.filter(isChanged) + kinds.filter { !isChanged($0) }
    }
}

extension HardwareAddress {
    /// An address that nobody is given (IEEE 802, locally administered).
    fileprivate init?(stranger number: UInt32) {
        let digits = (0..<4).reversed().map { place -> String in
            let byte = String(UInt8(truncatingIfNeeded: number >> (8 * UInt32(place))), radix: 16)
            return byte.utf8.count == 1 ? "0\(byte)" : byte
        }
        self.init("02:00:" + digits.joined(separator: ":"))
    }
}

extension FirewallRules {
    /// The same without what has come to its end by then.
    public func at(_ moment: Moment) -> FirewallRules {
        FirewallRules(chains: Array(chains.values), sets: Array(sets.values), at: moment)
    }

    /// How much a packet may have to be compared with.
    fileprivate var size: Int {
        chains.values.reduce(0) { $0 + $1.rules.count } + sets.values.reduce(0) { $0 + $1.elements.count }
    }

    /// When elements end that may mean one of some packets.
    fileprivate func ends(of packets: [TracedPacket]) -> [Moment] {
        sets.values.flatMap(\.elements).filter { element in
            element.expires != nil && packets.contains { element.key.mayMean($0) }
        }.compactMap(\.expires)
    }

    /// By which rules and elements each hardware address is meant that is named anywhere.
    fileprivate var stationMatchers: [HardwareAddress: [String]] {
        var matchers: [HardwareAddress: [String]] = [:]
        for (name, chain) in chains.sorted(by: { $0.key < $1.key }) {
            for rule in chain.rules {
                guard let match = rule.matchSourceMAC else { continue }
                for address in match.addresses {
                    matchers[address, default: []].append("\(name) \(rule.json.canonical)")
                }
            }
        }
        for (name, set) in sets.sorted(by: { $0.key < $1.key }) {
            for element in set.elements {
                guard let address = element.key.hardwareAddress else { continue }
                let end = element.expires?.description ?? ""
                matchers[address, default: []].append("@\(name) \(element.value?.json.canonical ?? "") \(end)")
            }
        }
        return matchers
    }
}

extension NfTablesKey {
    /// Whether it is what a packet has somewhere, as far as that is known.
    fileprivate func mayMean(_ packet: TracedPacket) -> Bool {
        if let addresses {
            return [packet.source, packet.destination].contains {
                $0.family == addresses.family && addresses.first <= $0 && $0 <= addresses.last
            }
        }
        if let ports {
            return [packet.sourcePort, packet.destinationPort].contains { ports.lo <= $0 && $0 <= ports.hi }
        }
        if let interface {
            return [packet.inputLink, packet.outputLink].contains(interface.description)
        }
        return true
    }
}
