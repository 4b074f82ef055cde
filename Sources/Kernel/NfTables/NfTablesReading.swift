import CMnl
import CNftnl
import Glibc

/// Reads the messages that the kernel answers with, through the library.
enum NfTablesReading {
    /// A chain without its rules; `nil` for one of another table.
    static func chain(_ bytes: borrowing RawSpan, _ payload: Range<Int>, table: String) throws(KernelError)
        -> NfTablesChain?
    {
        let object = try owned(nftnl_chain_alloc(), "nftnl_chain_alloc")
        defer { nftnl_chain_free(object) }
        guard read(bytes, payload, { nftnl_chain_nlmsg_parse($0, object) }) else { throw .malformed("a chain") }
        func text(_ attribute: nftnl_chain_attr) -> String? {
            nftnl_chain_get_str(object, UInt16(attribute.rawValue)).map { String(cString: $0) }
        }
        guard text(NFTNL_CHAIN_TABLE) == table, let name = text(NFTNL_CHAIN_NAME) else { return nil }
        guard let type = text(NFTNL_CHAIN_TYPE), nftnl_chain_is_set(object, UInt16(NFTNL_CHAIN_HOOKNUM.rawValue)) else {
            return NfTablesChain(name)
        }
        let base = NfTablesChain.Base(
            type: type, hook: nftnl_chain_get_u32(object, UInt16(NFTNL_CHAIN_HOOKNUM.rawValue)),
            priority: nftnl_chain_get_s32(object, UInt16(NFTNL_CHAIN_PRIO.rawValue)),
            accepts: nftnl_chain_get_u32(object, UInt16(NFTNL_CHAIN_POLICY.rawValue)) == UInt32(NF_ACCEPT))
        return NfTablesChain(name, base: base)
    }

    /// A rule, and the chain that has it.
    static func rule(
        _ bytes: borrowing RawSpan, _ payload: Range<Int>
    ) throws(KernelError) -> (chain: String, rule: NfTablesRule)? {
        let object = try owned(nftnl_rule_alloc(), "nftnl_rule_alloc")
        defer { nftnl_rule_free(object) }
        guard read(bytes, payload, { nftnl_rule_nlmsg_parse($0, object) }) else { throw .malformed("a rule") }
        guard let chain = nftnl_rule_get_str(object, UInt16(NFTNL_RULE_CHAIN.rawValue)) else { return nil }
        var rule = NfTablesRule([])
        rule.handle = nftnl_rule_get_u64(object, UInt16(NFTNL_RULE_HANDLE.rawValue))
        var length: UInt32 = 0
        if let note = nftnl_rule_get_data(object, UInt16(NFTNL_RULE_USERDATA.rawValue), &length) {
            rule.comment = NfTablesRule.comment(Array(UnsafeRawBufferPointer(start: note, count: Int(length))))
        }
        let steps = try owned(nftnl_expr_iter_create(object), "nftnl_expr_iter_create")
        defer { nftnl_expr_iter_destroy(steps) }
        while let step = nftnl_expr_iter_next(steps) {
            let reading = NftnlReading(step)
            let expression = NfTablesExpression(reading)
            rule.expressions.append(expression)
            if expression == .counter {
                rule.counted = NfTablesRule.Count(
                    packets: reading.long(NFTNL_EXPR_CTR_PACKETS), bytes: reading.long(NFTNL_EXPR_CTR_BYTES))
            }
        }
        return (String(cString: chain), rule)
    }

    /// The handle of a rule.
    static func handle(_ bytes: borrowing RawSpan, _ payload: Range<Int>) throws(KernelError) -> UInt64? {
        var attributes = AttributeCursor(payload, skipping: MemoryLayout<nfgenmsg>.size)
        while let attribute = try attributes.next(in: bytes) {
            guard attribute.type == Int(NFTA_RULE_HANDLE.rawValue) else { continue }
            return UInt64(bigEndian: try bytes.value(UInt64.self, of: attribute))
        }
        return nil
    }

    /// A table's flags (`enum nft_table_flags`).
    static func tableFlags(_ bytes: borrowing RawSpan, _ payload: Range<Int>) throws(KernelError) -> UInt32? {
        let object = try owned(nftnl_table_alloc(), "nftnl_table_alloc")
        defer { nftnl_table_free(object) }
        guard read(bytes, payload, { nftnl_table_nlmsg_parse($0, object) }) else { throw .malformed("a table") }
        return nftnl_table_get_u32(object, UInt16(NFTNL_TABLE_FLAGS.rawValue))
    }

    /// The generation of the ruleset.
    static func generation(_ bytes: borrowing RawSpan, _ payload: Range<Int>) throws(KernelError) -> UInt32? {
        let object = try owned(nftnl_gen_alloc(), "nftnl_gen_alloc")
        defer { nftnl_gen_free(object) }
        guard read(bytes, payload, { nftnl_gen_nlmsg_parse($0, object) }) else { throw .malformed("a generation") }
        return nftnl_gen_get_u32(object, UInt16(NFTNL_GEN_ID))
    }

    /// What the library has made.
    ///
    /// - Throws: `unavailable` where there is no memory.
    static func owned(_ object: OpaquePointer?, _ function: String) throws(KernelError) -> OpaquePointer {
        guard let object else { throw .unavailable(operation: function, errno: ENOMEM) }
        return object
    }

    /// Hands a whole message to the library, which looks at its length itself.
    static func read(
        _ bytes: borrowing RawSpan, _ payload: Range<Int>, _ parse: (UnsafePointer<nlmsghdr>) -> Int32
    ) -> Bool {
        let start = payload.lowerBound - MemoryLayout<nlmsghdr>.size
        guard start >= 0, start % MemoryLayout<nlmsghdr>.alignment == 0, payload.upperBound <= bytes.byteCount else {
            return false
        }
        return bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return false }
            return parse((base + start).assumingMemoryBound(to: nlmsghdr.self)) >= 0
        }
    }
}
