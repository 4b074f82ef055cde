import Kernel
import NetworkTypes
import Resources

/// Writes a rule as the kernel's steps.
struct RuleSteps {
    let rule: NfTablesRuleSpec
    /// The family that the rule is written for; `nil` for both.
    let family: AddressFamily?
    /// With what the names of the sets begin that packets fill.
    let limits: String
    /// Of which family the addresses are of the sets with names.
    let setFamilies: SetFamilies
    private(set) var expressions: [NfTablesExpression] = []
    private(set) var sets: [String: NfTablesSet] = [:]

    static let register = NfTablesExpression.register

    init(_ rule: NfTablesRuleSpec, _ family: AddressFamily?, limits: String, sets: SetFamilies) {
        (self.rule, self.family, self.limits, setFamilies) = (rule, family, limits, sets)
    }

    /// All of the rule.
    mutating func write() {
        if let match = rule.matchIIfName { interface(match, isInput: true) }
        if let match = rule.matchOIfName { interface(match, isInput: false) }
        if let mark = rule.matchMark { compare(mark) }
        if let match = rule.matchConntrackState { states(match.states, isInverted: match.invert) }
        if let match = rule.matchSourceMAC { hardware(match) }
        if let family { add(.family, .compare(Self.register, .equal, [family.protocolNumber])) }
        if let match = rule.matchSourceAddress { address(match, isSource: true) }
        if let match = rule.matchDestinationAddress { address(match, isSource: false) }
        if let match = rule.matchLayer4 { carried(match) }
        if let match = rule.matchFib { routed(match) }
        if let match = rule.matchTime { time(match) }
        if let match = rule.matchLimit { limit(match) }
        writeStatements()
    }

    mutating func add(_ steps: NfTablesExpression...) { expressions += steps }
    mutating func note(_ set: NfTablesSet, named name: String) { sets[name] = set }

    /// Compares what is in the register with ranges of values in network order; none is never.
    mutating func compare(
        _ ranges: [(first: [UInt8], last: [UInt8])], of key: NfTablesSet.KeyType, isInverted: Bool
    ) {
        guard ranges.count != 1 else {
            let (first, last) = ranges[0]
            if first == last {
                add(.compare(Self.register, isInverted ? .notEqual : .equal, first))
            } else {
                add(.range(Self.register, isInverted: isInverted, from: first, through: last))
            }
            return
        }
        let elements = ranges.map { NfTablesSet.Element($0.first, through: $0.last) }
        let set = NfTablesSet(of: key, isOfIntervals: ranges.contains { $0.first != $0.last }, elements)
        add(.lookup(Self.register, in: .own(set), isInverted: isInverted))
    }
}

extension AddressFamily {
    /// `NFPROTO_IPV4`, `NFPROTO_IPV6` (`linux/netfilter.h`).
    var protocolNumber: UInt8 { self == .inet4 ? 2 : 10 }
}

extension FixedWidthInteger {
    /// The bytes as they lie in this host's memory.
    var hostBytes: [UInt8] {
        (0..<bitWidth / 8).map { UInt8(truncatingIfNeeded: littleEndian >> (8 * $0)) }
    }

    /// The bytes in network order.
    var networkBytes: [UInt8] {
        (0..<bitWidth / 8).reversed().map { UInt8(truncatingIfNeeded: self >> (8 * $0)) }
    }
}
