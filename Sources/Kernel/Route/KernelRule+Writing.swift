import CMnl
import NetworkTypes

extension KernelRule {
    /// The body with everything that the rule has.
    ///
    /// Someone's rule may have attributes that we don't know by name: its own message has them all.
    func writeExactly(to writer: inout MessageWriter) -> KernelRefusal? {
        guard message.isEmpty else { return Restoration.write(rule: message, to: &writer) }
        write(to: &writer)
        return nil
    }

    /// The body of an `RTM_NEWRULE` or `RTM_DELRULE`, with every attribute named.
    func write(to writer: inout MessageWriter) {
        var header = fib_rule_hdr()
        header.family = family.rawValue
        header.src_len = UInt8(source?.length ?? 0)
        header.dst_len = UInt8(destination?.length ?? 0)
        header.tos = typeOfService
        header.table = table.headerByte
        header.action = action.rawValue
        header.flags = isInverted ? UInt32(FIB_RULE_INVERT) : 0
        writer.append(header)
        writer.put(Int(FRA_PRIORITY), value: priority)
        writer.put(Int(FRA_TABLE), value: table.rawValue)
        writer.put(Int(FRA_PROTOCOL), value: protocolNumber.rawValue)
        if let source { writer.put(Int(FRA_SRC), address: source.address) }
        if let destination { writer.put(Int(FRA_DST), address: destination.address) }
        if let inputInterface { writer.put(Int(FRA_IIFNAME), string: inputInterface.description) }
        if let outputInterface { writer.put(Int(FRA_OIFNAME), string: outputInterface.description) }
        // A mark without a mask gets 0xFFFFFFFF from the kernel, so both go or none (net/core/fib_rules.c).
        guard mark != 0 || mask != 0 else { return }
        writer.put(Int(FRA_FWMARK), value: mark)
        writer.put(Int(FRA_FWMASK), value: mask)
    }
}
