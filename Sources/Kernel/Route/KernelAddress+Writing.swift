import CMnl
import NetworkTypes

extension KernelAddress {
    /// The body of an `RTM_NEWADDR`.
    func write(to writer: inout MessageWriter) {
        writeKey(to: &writer)
        if let broadcast { writer.put(Int(IFA_BROADCAST), address: broadcast) }
        if let anycast { writer.put(Int(IFA_ANYCAST), address: anycast) }
        if let multicast { writer.put(Int(IFA_MULTICAST), address: multicast) }
        writer.put(Int(IFA_FLAGS), value: flags.rawValue)
        if priority != 0 { writer.put(Int(IFA_RT_PRIORITY), value: priority) }
        if protocolNumber != 0 { writer.put(Int(IFA_PROTO), value: protocolNumber) }
        guard validLifetime != nil || preferredLifetime != nil else { return }
        writer.put(
            Int(IFA_CACHEINFO),
            value: ifa_cacheinfo(
                ifa_prefered: preferredLifetime ?? Self.forever, ifa_valid: validLifetime ?? Self.forever, cstamp: 0,
                tstamp: 0))
    }

    /// The body of an `RTM_DELADDR`: what tells one address of a link from another.
    func writeKey(to writer: inout MessageWriter) {
        writer.append(
            ifaddrmsg(
                ifa_family: prefix.family.rawValue, ifa_prefixlen: UInt8(prefix.length),
                ifa_flags: UInt8(truncatingIfNeeded: flags.rawValue), ifa_scope: scope.rawValue, ifa_index: linkIndex))
        writer.put(Int(IFA_LOCAL), address: prefix.address)
        writer.put(Int(IFA_ADDRESS), address: peer ?? prefix.address)
        if !label.isEmpty, prefix.family == .inet4 { writer.put(Int(IFA_LABEL), string: label) }
    }
}
