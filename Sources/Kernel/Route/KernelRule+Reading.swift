import CMnl
import NetworkTypes

extension KernelRule {
    /// Reads the payload of an `RTM_NEWRULE`: `nil` for another family, or an interface that `InterfaceName` refuses.
    ///
    /// Without the interface's name it would be another rule, so it's left out.
    static func read(_ bytes: borrowing RawSpan, _ payload: Range<Int>) throws(KernelError) -> KernelRule? {
        let header = try bytes.header(fib_rule_hdr.self, of: payload)
        guard let family = AddressFamily(rawValue: header.family) else { return nil }
        var rule = KernelRule(
            family: family, priority: 0, table: RoutingTable(rawValue: UInt32(header.table)),
            action: RuleAction(rawValue: header.action), typeOfService: header.tos,
            isInverted: header.flags & UInt32(FIB_RULE_INVERT) != 0, message: bytes.array(of: payload))
        var source = IPAddress.unspecified(family)
        var destination = IPAddress.unspecified(family)
        var attributes = AttributeCursor(payload, skipping: MemoryLayout<fib_rule_hdr>.size)
        while let attribute = try attributes.next(in: bytes) {
            switch attribute.type {
            case Int(FRA_SRC): source = try bytes.address(of: attribute, family: family)
            case Int(FRA_DST): destination = try bytes.address(of: attribute, family: family)
            case Int(FRA_IIFNAME), Int(FRA_OIFNAME):
                guard let name = InterfaceName(bytes.string(of: attribute)) else { return nil }
                if attribute.type == Int(FRA_IIFNAME) {
                    rule.inputInterface = name
                } else {
                    rule.outputInterface = name
                }
            default: try rule.take(attribute, in: bytes)
            }
        }
        guard let from = IPPrefix(address: source, length: Int(header.src_len)),
            let to = IPPrefix(address: destination, length: Int(header.dst_len))
        else { throw .malformed("RTM_NEWRULE: \(header.src_len) and \(header.dst_len) bits") }
        if header.src_len > 0 { rule.source = from }
        if header.dst_len > 0 { rule.destination = to }
        return rule
    }

    private mutating func take(_ attribute: Attribute, in bytes: borrowing RawSpan) throws(KernelError) {
        switch attribute.type {
        case Int(FRA_PRIORITY): priority = try bytes.value(UInt32.self, of: attribute)
        case Int(FRA_TABLE): table = RoutingTable(rawValue: try bytes.value(UInt32.self, of: attribute))
        case Int(FRA_FWMARK): mark = try bytes.value(UInt32.self, of: attribute)
        case Int(FRA_FWMASK): mask = try bytes.value(UInt32.self, of: attribute)
        case Int(FRA_PROTOCOL): protocolNumber = RouteProtocol(rawValue: try bytes.value(UInt8.self, of: attribute))
        case Int(FRA_SUPPRESS_PREFIXLEN):
            if try bytes.value(UInt32.self, of: attribute) != .max { further.append("suppress_prefixlength") }
        default:
            if let word = Self.furtherWords[attribute.type] { further.append(word) }
        }
    }

    /// Attributes that come only where they say something (`fib_nl_fill_rule`, net/core/fib_rules.c).
    private static let furtherWords = [
        Int(FRA_GOTO): "goto", Int(FRA_FLOW): "realms", Int(FRA_TUN_ID): "tun_id",
        Int(FRA_SUPPRESS_IFGROUP): "suppress_ifgroup", Int(FRA_L3MDEV): "l3mdev", Int(FRA_UID_RANGE): "uidrange",
        Int(FRA_IP_PROTO): "ipproto", Int(FRA_SPORT_RANGE): "sport", Int(FRA_DPORT_RANGE): "dport",
    ]
}
