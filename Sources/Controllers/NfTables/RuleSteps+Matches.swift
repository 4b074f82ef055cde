import Kernel
import NetworkTypes
import Resources

/// What a rule asks of packets.
extension RuleSteps {
    /// A name has sixteen bytes with the zeros behind it; the beginning of names is compared alone.
    mutating func interface(_ match: NfTablesInterfaceMatch, isInput: Bool) {
        add(.interfaceName(isInput: isInput))
        let isInverted = match.operator == .notEqual
        if let name = match.set { return look(into: name, isInverted: isInverted) }
        if match.interfaceName.count == 1, let only = match.interfaceName.first, only.isPrefix {
            add(.compare(Self.register, isInverted ? .notEqual : .equal, Array(only.name.utf8)))
            return
        }
        func filled(_ name: String, _ byte: UInt8) -> [UInt8] {
            Array(name.utf8) + [UInt8](repeating: byte, count: 16 - name.utf8.count)
        }
        let ranges = match.interfaceName.map {
            (first: filled($0.name, 0), last: filled($0.name, $0.isPrefix ? 0xFF : 0))
        }
        compare(Self.apart(ranges), of: .interfaceName, isInverted: isInverted)
    }

    private mutating func look(into set: NfTablesName, isInverted: Bool) {
        add(.lookup(Self.register, in: .named(set.description), isInverted: isInverted))
    }

    /// The same values as ranges in order that have none in common.
    private static func apart(_ ranges: [(first: [UInt8], last: [UInt8])]) -> [(first: [UInt8], last: [UInt8])] {
        var apart: [(first: [UInt8], last: [UInt8])] = []
        for range in ranges.sorted(by: { $0.first.lexicographicallyPrecedes($1.first) }) {
            // What begins with a name that is named too lies within its range.
            if let last = apart.last, !last.last.lexicographicallyPrecedes(range.first) { continue }
            apart.append(range)
        }
        return apart
    }

    mutating func compare(_ mark: NfTablesMark) {
        let mask = mark.mask.flatMap { $0 == 0 ? nil : $0 } ?? .max
        add(.mark)
        if mask != .max || mark.xor != 0 {
            add(.bitwise(from: Self.register, into: Self.register, mask: mask.hostBytes, xor: mark.xor.hostBytes))
        }
        if let name = mark.set { return look(into: name, isInverted: false) }
        add(.compare(Self.register, .equal, (mark.value ?? 0).hostBytes))
    }

    mutating func states(_ states: [NfTablesConntrackState], isInverted: Bool = false) {
        let bits = states.reduce(UInt32(0)) { $0 | $1.bit }
        add(
            .connectionState,
            .bitwise(from: Self.register, into: Self.register, mask: bits.hostBytes, xor: UInt32(0).hostBytes),
            .compare(Self.register, isInverted ? .equal : .notEqual, UInt32(0).hostBytes))
    }

    /// Only Ethernet links have such a header.
    mutating func loadHardwareAddress() {
        add(.inputType, .compare(Self.register, .equal, UInt16(1).hostBytes), .linkHeader(6, 6))
    }

    mutating func hardware(_ match: NfTablesMACMatch) {
        loadHardwareAddress()
        if let name = match.set { return look(into: name, isInverted: match.invert) }
        compare(match.addresses.map { ($0.bytes, $0.bytes) }, of: .hardwareAddress, isInverted: match.invert)
    }

    mutating func address(_ match: NfTablesAddressMatch, isSource: Bool) {
        guard let family else { return }
        let load = NfTablesExpression.address(family, isSource: isSource)
        if let name = match.set {
            // No address of the other family is in it: only a rule that means all others gets here.
            guard setFamilies.keys[name.description] == family else { return }
            add(load)
            return look(into: name, isInverted: match.invert)
        }
        let ranges = match.ranges(family)
        // All but none, or all: the family says it.
        if ranges.isEmpty || ranges[0].isEverything { return }
        add(load)
        if ranges.count == 1, let prefix = ranges[0].prefix, prefix.length < family.bitWidth {
            let mask = IPRange(.everything(family)).last.bytes
            let bits = mask.indices.map { place -> UInt8 in
                let kept = min(max(prefix.length - 8 * place, 0), 8)
                return kept == 0 ? 0 : UInt8(truncatingIfNeeded: 0xFF << (8 - kept))
            }
            add(
                .bitwise(
                    from: Self.register, into: Self.register, mask: bits, xor: [UInt8](repeating: 0, count: bits.count)),
                .compare(Self.register, match.invert ? .notEqual : .equal, prefix.address.bytes))
            return
        }
        let key: NfTablesSet.KeyType = family == .inet4 ? .inet4Address : .inet6Address
        compare(ranges.map { ($0.first.bytes, $0.last.bytes) }, of: key, isInverted: match.invert)
    }

    mutating func carried(_ match: NfTablesLayer4Match) {
        guard let number = match.protocol else { return }
        add(.transport, .compare(Self.register, .equal, [number.rawValue]))
        for (ports, offset) in [(match.matchSourcePort, UInt32(0)), (match.matchDestinationPort, 2)] {
            guard let ports else { continue }
            add(.transportHeader(offset, 2))
            if let name = ports.set {
                look(into: name, isInverted: ports.invert)
                continue
            }
            let ranges = PortRange.merged(ports.ranges)
            compare(ranges.map { ($0.lo.networkBytes, $0.hi.networkBytes) }, of: .port, isInverted: ports.invert)
        }
        guard let types = match.matchICMPType?.types else { return }
        add(.transportHeader(0, 1))
        let numbers = Set(types.compactMap { $0.number(of: number) }).sorted()
        compare(
            numbers.map { ([$0], [$0]) }, of: number == .icmp ? .icmpType : .icmp6Type, isInverted: false)
    }

    mutating func routed(_ match: NfTablesFibMatch) {
        if !match.types.isEmpty {
            add(.addressKind(ofSource: match.address == .source))
            let numbers = match.types.map(\.number.hostBytes)
            compare(numbers.map { ($0, $0) }, of: .addressKind, isInverted: match.invert)
        }
        guard let path = match.reversePath else { return }
        add(.reversePath, .compare(Self.register, .equal, UInt32(path == .exists ? 1 : 0).hostBytes))
    }

    mutating func time(_ match: NfTablesTimeMatch) {
        if !match.days.isEmpty {
            let numbers = NfTablesTimeMatch.Day.allCases.indices.filter {
                match.days.contains(NfTablesTimeMatch.Day.allCases[$0])
            }
            add(.day)
            compare(numbers.map { ([UInt8($0)], [UInt8($0)]) }, of: .day, isInverted: false)
        }
        guard let from = match.from?.seconds, let until = match.until?.seconds else { return }
        add(.second, .networkOrder)
        // A span past midnight is all that isn't between its end and its beginning.
        let isPastMidnight = until < from
        let (first, last) = isPastMidnight ? (until, from - 1) : (from, until - 1)
        add(
            .range(
                Self.register, isInverted: isPastMidnight, from: first.networkBytes, through: last.networkBytes))
    }

    mutating func limit(_ match: NfTablesLimitMatch) {
        if match.unit == .connections { states([.new]) }
        let isOfBytes = match.unit == .bytes
        let span = match.packetRatePerSecond == nil ? match.per.seconds : 1
        let limit = NfTablesLimit(
            UInt64(match.packetRatePerSecond ?? match.rate ?? 1), perSeconds: span,
            burst: match.burst ?? (isOfBytes ? 0 : 5), isOfBytes: isOfBytes, isInverted: match.over)
        guard match.perSource, let family else { return add(.limit(limit)) }
        let name = "\(limits)/\(family)"
        var set = NfTablesSet(of: family == .inet4 ? .inet4Address : .inet6Address, [])
        // A source of which nothing came for so long begins anew.
        (set.isDynamic, set.timeout) = (true, max(60, 2 * span) * 1000)
        note(set, named: name)
        add(.address(family, isSource: true), .limitEach(Self.register, in: name, limit))
    }
}

extension NfTablesExpression {
    /// Loads a packet's source or destination (RFC 791 §3.1, RFC 8200 §3).
    static func address(_ family: AddressFamily, isSource: Bool) -> NfTablesExpression {
        family == .inet4 ? .networkHeader(isSource ? 12 : 16, 4) : .networkHeader(isSource ? 8 : 24, 16)
    }
}

extension NfTablesConntrackState {
    /// `NF_CT_STATE_BIT`, `linux/netfilter/nf_conntrack_common.h`.
    fileprivate var bit: UInt32 {
        switch self {
        case .invalid: 1
        case .established: 2
        case .related: 4
        case .new: 8
        case .untracked: 64
        }
    }
}

extension NfTablesFibMatch.Kind {
    /// `RTN_*`, `linux/rtnetlink.h`.
    fileprivate var number: UInt32 {
        switch self {
        case .unicast: 1
        case .local: 2
        case .broadcast: 3
        case .anycast: 4
        case .multicast: 5
        case .blackhole: 6
        case .unreachable: 7
        case .prohibit: 8
        }
    }
}
