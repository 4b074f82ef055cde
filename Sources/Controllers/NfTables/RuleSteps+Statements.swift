import Kernel
import NetworkTypes
import Resources

/// What a rule does with packets.
extension RuleSteps {
    mutating func writeStatements() {
        if let clamp = rule.clampMSS { self.clamp(clamp) }
        if let mark = rule.setMark { become(mark) }
        if rule.notrack { add(.notrack) }
        if rule.anonymousCounter { add(.counter) }
        if let log = rule.log { add(.log(prefix: log.prefix, group: log.group.flatMap { UInt16(exactly: $0) })) }
        if let nat = rule.nat { translate(nat) }
        if let verdict = rule.verdict { end(verdict) }
        if let lookup = rule.verdictMap { look(up: lookup, into: NfTablesExpression.verdictRegister) }
        if let chain = rule.jump { add(.verdict(.jump(chain.description))) }
        if let chain = rule.goto { add(.verdict(.goto(chain.description))) }
    }

    /// The headers that a segment has at most besides its data: IP, and TCP with time stamps.
    private static let headers: (inet4: UInt32, inet6: UInt32) = (52, 72)

    /// Only a packet that begins a connection says how large segments may be (SYN without RST).
    private mutating func clamp(_ clamp: NfTablesClampMSS) {
        let headers = family == .inet6 ? Self.headers.inet6 : Self.headers.inet4
        let size = UInt16(clamping: clamp.mtu - headers).networkBytes
        if rule.matchLayer4 == nil { add(.transport, .compare(Self.register, .equal, [NfTablesProtocol.tcp.rawValue])) }
        add(
            .transportHeader(13, 1), .bitwise(from: Self.register, into: Self.register, mask: [6], xor: [0]),
            .compare(Self.register, .equal, [2]), .segmentSize, .compare(Self.register, .greater, size),
            .immediate(size, into: Self.register), .becomeSegmentSize)
    }

    /// Loads what a map has for what a packet has.
    private mutating func look(up lookup: NfTablesLookup, into target: UInt32) {
        guard let key = lookup.key, let map = lookup.map else { return }
        switch key {
        case .sourceAddress, .destinationAddress:
            guard let family else { return }
            add(.address(family, isSource: key == .sourceAddress))
        case .sourcePort: add(.transportHeader(0, 2))
        case .destinationPort: add(.transportHeader(2, 2))
        case .inputLink, .outputLink: add(.interfaceName(isInput: key == .inputLink))
        case .sourceMAC: loadHardwareAddress()
        case .mark: add(.mark)
        }
        add(.map(Self.register, in: .named(map.description), into: target))
    }

    private mutating func become(_ mark: NfTablesMark) {
        if let lookup = mark.map {
            look(up: lookup, into: Self.register)
        } else if let value = mark.value {
            add(.immediate(value.hostBytes, into: Self.register))
        } else {
            let mask = mark.mask.flatMap { $0 == 0 ? nil : $0 } ?? .max
            add(
                .mark,
                .bitwise(from: Self.register, into: Self.register, mask: mask.hostBytes, xor: mark.xor.hostBytes))
        }
        add(.becomeMark)
    }

    /// `NF_NAT_RANGE_*`, `linux/netfilter/nf_nat.h`.
    private static let flags: (address: UInt32, port: UInt32, random: UInt32, persistent: UInt32) = (1, 2, 4, 8)

    private mutating func translate(_ nat: NfTablesTranslation) {
        var flags = (nat.random ? Self.flags.random : 0) | (nat.persistent ? Self.flags.persistent : 0)
        let port = nat.port.flatMap { UInt16(exactly: $0) }?.networkBytes
        switch nat.type {
        case .masquerade: add(.masquerade(flags: flags))
        case .redirect:
            if let port { add(.immediate(port, into: Self.register)) }
            if let lookup = nat.map { look(up: lookup, into: Self.register) }
            add(.redirect(port: port == nil && nat.map == nil ? nil : Self.register))
        case .snat, .dnat:
            guard let family = nat.address?.family ?? family else { return }
            flags |= Self.flags.address | (port == nil ? 0 : Self.flags.port)
            if let address = nat.address { add(.immediate(address.bytes, into: Self.register)) }
            if let lookup = nat.map { look(up: lookup, into: Self.register) }
            if let port { add(.immediate(port, into: NfTablesExpression.secondRegister)) }
            add(
                .nat(
                    type: nat.type == .snat ? 0 : 1, family: UInt32(family.protocolNumber),
                    address: Self.register, port: port == nil ? nil : NfTablesExpression.secondRegister, flags: flags))
        }
    }

    private mutating func end(_ verdict: NfTablesVerdictSpec) {
        switch verdict {
        case .accept: add(.verdict(.accept))
        case .drop: add(.verdict(.drop))
        case .return: add(.verdict(.return))
        case .reject:
            // `enum nft_reject_inet_code`, linux/netfilter/nf_tables.h.
            switch rule.rejectWith ?? .portUnreachable {
            case .noRoute: add(.rejectWithICMP(0))
            case .portUnreachable: add(.rejectWithICMP(1))
            case .hostUnreachable: add(.rejectWithICMP(2))
            case .adminProhibited: add(.rejectWithICMP(3))
            case .tcpReset: add(.rejectWithReset)
            }
        }
    }
}
