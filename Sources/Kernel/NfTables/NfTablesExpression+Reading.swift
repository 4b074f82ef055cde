import CNftnl
import NetworkTypes

/// What the library has read of one step of a rule.
struct NftnlReading {
    private let pointer: OpaquePointer

    /// For as long as the rule lives that holds it.
    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    /// Its kind, such as `cmp`.
    var name: String { text(NFTNL_EXPR_NAME) }

    func has(_ attribute: Int) -> Bool { nftnl_expr_is_set(pointer, UInt16(attribute)) }
    func byte(_ attribute: Int) -> UInt8 { has(attribute) ? nftnl_expr_get_u8(pointer, UInt16(attribute)) : 0 }
    func short(_ attribute: Int) -> UInt16 { has(attribute) ? nftnl_expr_get_u16(pointer, UInt16(attribute)) : 0 }
    func number(_ attribute: Int) -> UInt32 { has(attribute) ? nftnl_expr_get_u32(pointer, UInt16(attribute)) : 0 }
    func long(_ attribute: Int) -> UInt64 { has(attribute) ? nftnl_expr_get_u64(pointer, UInt16(attribute)) : 0 }

    /// A register; `nil` where none is named.
    func register(_ attribute: Int) -> UInt32? { has(attribute) ? number(attribute) : nil }

    func text(_ attribute: Int) -> String {
        has(attribute) ? nftnl_expr_get_str(pointer, UInt16(attribute)).map { String(cString: $0) } ?? "" : ""
    }

    func bytes(_ attribute: Int) -> [UInt8] {
        var length: UInt32 = 0
        guard has(attribute), let start = nftnl_expr_get(pointer, UInt16(attribute), &length) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(length)))
    }

    /// The limit that a step of another kind holds, which has only that.
    func nested() -> NfTablesLimit? {
        var limits: [NfTablesLimit] = []
        withUnsafeMutablePointer(to: &limits) { found in
            _ = nftnl_expr_expr_foreach(
                pointer,
                { inner, found in
                    guard let inner, let found else { return 0 }
                    let reading = NftnlReading(inner)
                    if reading.name == "limit" {
                        found.assumingMemoryBound(to: [NfTablesLimit].self).pointee.append(NfTablesLimit(reading))
                    }
                    return 0
                }, found)
        }
        return limits.first
    }
}

extension NfTablesExpression {
    /// What the kernel says of a step; a rule's own set is named until it is looked up.
    init(_ reading: NftnlReading) {
        let known: NfTablesExpression? =
            switch reading.name {
            case "meta": Self.meta(reading)
            case "exthdr": Self.option(reading)
            case "cmp":
                NfTablesComparison(rawValue: reading.number(NFTNL_EXPR_CMP_OP)).map {
                    .compare(reading.number(NFTNL_EXPR_CMP_SREG), $0, reading.bytes(NFTNL_EXPR_CMP_DATA))
                }
            case "immediate": Self.immediate(reading)
            case "bitwise": Self.bitwise(reading)
            case "dynset":
                reading.nested().map {
                    .limitEach(
                        reading.number(NFTNL_EXPR_DYNSET_SREG_KEY), in: reading.text(NFTNL_EXPR_DYNSET_SET_NAME), $0)
                }
            case "payload", "ct", "fib", "range", "byteorder", "lookup": Self.loading(reading)
            default: Self.statement(reading)
            }
        self = known ?? .other(reading.name)
    }

    private static func meta(_ reading: NftnlReading) -> NfTablesExpression? {
        let key = reading.number(NFTNL_EXPR_META_KEY)
        if let register = reading.register(NFTNL_EXPR_META_DREG) { return .meta(key, into: register) }
        return reading.register(NFTNL_EXPR_META_SREG).map { .setMeta(key, from: $0) }
    }

    private static func option(_ reading: NftnlReading) -> NfTablesExpression? {
        let (type, offset) = (reading.byte(NFTNL_EXPR_EXTHDR_TYPE), reading.number(NFTNL_EXPR_EXTHDR_OFFSET))
        let (length, operation) = (reading.number(NFTNL_EXPR_EXTHDR_LEN), reading.number(NFTNL_EXPR_EXTHDR_OP))
        if let register = reading.register(NFTNL_EXPR_EXTHDR_SREG) {
            return .setOption(type: type, offset: offset, length: length, operation: operation, from: register)
        }
        return reading.register(NFTNL_EXPR_EXTHDR_DREG).map {
            .option(
                type: type, offset: offset, length: length, operation: operation,
                flags: reading.number(NFTNL_EXPR_EXTHDR_FLAGS), into: $0)
        }
    }

    private static func immediate(_ reading: NftnlReading) -> NfTablesExpression? {
        guard reading.has(NFTNL_EXPR_IMM_VERDICT) else {
            return .immediate(reading.bytes(NFTNL_EXPR_IMM_DATA), into: reading.number(NFTNL_EXPR_IMM_DREG))
        }
        return NfTablesVerdict(
            Int32(bitPattern: reading.number(NFTNL_EXPR_IMM_VERDICT)), chain: reading.text(NFTNL_EXPR_IMM_CHAIN)
        ).map { .verdict($0) }
    }

    private static func bitwise(_ reading: NftnlReading) -> NfTablesExpression? {
        // Shifts have other members; the name of this operation differs from header to header.
        let booleanOperation: UInt32 = 0
        guard reading.number(NFTNL_EXPR_BITWISE_OP) == booleanOperation else { return nil }
        return .bitwise(
            from: reading.number(NFTNL_EXPR_BITWISE_SREG), into: reading.number(NFTNL_EXPR_BITWISE_DREG),
            mask: reading.bytes(NFTNL_EXPR_BITWISE_MASK), xor: reading.bytes(NFTNL_EXPR_BITWISE_XOR))
    }

    private static func loading(_ reading: NftnlReading) -> NfTablesExpression? {
        switch reading.name {
        case "payload":
            return reading.register(NFTNL_EXPR_PAYLOAD_DREG).map {
                .payload(
                    base: reading.number(NFTNL_EXPR_PAYLOAD_BASE), offset: reading.number(NFTNL_EXPR_PAYLOAD_OFFSET),
                    length: reading.number(NFTNL_EXPR_PAYLOAD_LEN), into: $0)
            }
        case "ct":
            guard !reading.has(NFTNL_EXPR_CT_DIR) else { return nil }
            return reading.register(NFTNL_EXPR_CT_DREG).map { .connection(reading.number(NFTNL_EXPR_CT_KEY), into: $0) }
        case "fib":
            return .fib(
                result: reading.number(NFTNL_EXPR_FIB_RESULT), flags: reading.number(NFTNL_EXPR_FIB_FLAGS),
                into: reading.number(NFTNL_EXPR_FIB_DREG))
        case "range":
            return .range(
                reading.number(NFTNL_EXPR_RANGE_SREG),
                isInverted: reading.number(NFTNL_EXPR_RANGE_OP) == NFT_RANGE_NEQ.rawValue,
                from: reading.bytes(NFTNL_EXPR_RANGE_FROM_DATA), through: reading.bytes(NFTNL_EXPR_RANGE_TO_DATA))
        case "byteorder":
            return .byteOrder(
                reading.number(NFTNL_EXPR_BYTEORDER_SREG), operation: reading.number(NFTNL_EXPR_BYTEORDER_OP),
                length: reading.number(NFTNL_EXPR_BYTEORDER_LEN), size: reading.number(NFTNL_EXPR_BYTEORDER_SIZE))
        case "lookup":
            let register = reading.number(NFTNL_EXPR_LOOKUP_SREG)
            let set = NfTablesSetReference.named(reading.text(NFTNL_EXPR_LOOKUP_SET))
            if let target = reading.register(NFTNL_EXPR_LOOKUP_DREG) { return .map(register, in: set, into: target) }
            return .lookup(
                register, in: set,
                isInverted: reading.number(NFTNL_EXPR_LOOKUP_FLAGS) & NFT_LOOKUP_F_INV.rawValue != 0)
        default: return nil
        }
    }

    private static func statement(_ reading: NftnlReading) -> NfTablesExpression? {
        switch reading.name {
        case "counter": return .counter
        case "notrack": return .notrack
        case "limit": return .limit(NfTablesLimit(reading))
        case "log":
            return .log(
                prefix: reading.text(NFTNL_EXPR_LOG_PREFIX),
                group: reading.has(NFTNL_EXPR_LOG_GROUP) ? reading.short(NFTNL_EXPR_LOG_GROUP) : nil)
        case "reject":
            return .reject(
                type: reading.number(NFTNL_EXPR_REJECT_TYPE), code: reading.byte(NFTNL_EXPR_REJECT_CODE))
        case "masq": return .masquerade(flags: reading.number(NFTNL_EXPR_MASQ_FLAGS))
        case "redir": return .redirect(port: reading.register(NFTNL_EXPR_REDIR_REG_PROTO_MIN))
        case "nat":
            return .nat(
                type: reading.number(NFTNL_EXPR_NAT_TYPE), family: reading.number(NFTNL_EXPR_NAT_FAMILY),
                address: reading.register(NFTNL_EXPR_NAT_REG_ADDR_MIN),
                port: reading.register(NFTNL_EXPR_NAT_REG_PROTO_MIN), flags: reading.number(NFTNL_EXPR_NAT_FLAGS))
        default: return nil
        }
    }
}

extension NfTablesLimit {
    fileprivate init(_ reading: NftnlReading) {
        self.init(
            reading.long(NFTNL_EXPR_LIMIT_RATE), perSeconds: reading.long(NFTNL_EXPR_LIMIT_UNIT),
            burst: reading.number(NFTNL_EXPR_LIMIT_BURST),
            isOfBytes: reading.number(NFTNL_EXPR_LIMIT_TYPE) == NFT_LIMIT_PKT_BYTES.rawValue,
            isInverted: reading.number(NFTNL_EXPR_LIMIT_FLAGS) & NFT_LIMIT_F_INV.rawValue != 0)
    }
}
