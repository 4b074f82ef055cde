import CMnl
import Glibc
import NetworkTypes

extension KernelRoute {
    /// The body of an `RTM_NEWROUTE` or `RTM_DELROUTE`; a refusal when a hop's weight isn't 1 to 256.
    func write(to writer: inout MessageWriter) -> KernelRefusal? {
        guard nextHops.allSatisfy({ (1...256).contains($0.weight) }) else {
            return KernelRefusal(errno: EINVAL, message: "a next hop's weight is 1 to 256")
        }
        writer.append(header)
        writer.put(RTA_TABLE, value: table.rawValue)
        if destination.length > 0 { writer.put(RTA_DST, address: destination.address) }
        if let sourcePrefix { writer.put(RTA_SRC, address: sourcePrefix.address) }
        if priority != 0 { writer.put(RTA_PRIORITY, value: priority) }
        if let preferredSource { writer.put(RTA_PREFSRC, address: preferredSource) }
        if mtu != 0 {
            writer.nest(Int(RTA_METRICS.rawValue), flags: 0) { $0.put(Int(RTAX_MTU), value: mtu) }
        }
        if let nextHopID {
            // rtm_to_fib_config() refuses any other way beside it (net/ipv4/fib_frontend.c).
            writer.put(RTA_NH_ID, value: nextHopID)
        } else if !type.hasNoDevice {
            writeWays(to: &writer)
        }
        return nil
    }

    private var header: rtmsg {
        var rest = flags.rawValue & ~(ToldRouteFlags.all | NextHopFlags.all)
        if isOnLink { rest |= NextHopFlags.onLink }
        return rtmsg(
            rtm_family: family.rawValue, rtm_dst_len: UInt8(destination.length),
            rtm_src_len: UInt8(sourcePrefix?.length ?? 0), rtm_tos: typeOfService, rtm_table: table.headerByte,
            rtm_protocol: protocolNumber.rawValue, rtm_scope: scope.rawValue, rtm_type: type.rawValue,
            rtm_flags: rest)
    }

    private func writeWays(to writer: inout MessageWriter) {
        if let gateway { writer.put(gateway: gateway, family: family) }
        if let outIndex { writer.put(RTA_OIF, value: outIndex) }
        guard !nextHops.isEmpty else { return }
        writer.nest(Int(RTA_MULTIPATH.rawValue), flags: 0) { ways in
            for hop in nextHops { hop.write(to: &ways, family: family) }
        }
    }
}

extension KernelNextHop {
    fileprivate func write(to writer: inout MessageWriter, family: AddressFamily) {
        let offset = writer.bytes.count
        writer.append(
            rtnexthop(
                rtnh_len: 0, rtnh_flags: UInt8(isOnLink ? NextHopFlags.onLink : 0),
                rtnh_hops: UInt8(truncatingIfNeeded: weight &- 1), rtnh_ifindex: Int32(bitPattern: outIndex ?? 0)))
        if let gateway { writer.put(gateway: gateway, family: family) }
        writer.overwrite(UInt16(writer.bytes.count - offset), at: offset)
    }
}

extension RoutingTable {
    /// The number as far as a byte holds it: the rest is in an attribute.
    var headerByte: UInt8 { UInt8(exactly: rawValue) ?? UInt8(RT_TABLE_COMPAT.rawValue) }
}

extension MessageWriter {
    fileprivate mutating func put(_ type: rtattr_type_t, value: UInt32) {
        put(Int(type.rawValue), value: value)
    }

    fileprivate mutating func put(_ type: rtattr_type_t, address: IPAddress) {
        put(Int(type.rawValue), address: address)
    }

    /// `RTA_GATEWAY`, or `RTA_VIA` (`struct rtvia`) for one of the other family.
    fileprivate mutating func put(gateway: IPAddress, family: AddressFamily) {
        guard gateway.family != family else {
            put(RTA_GATEWAY, address: gateway)
            return
        }
        let number = UInt16(gateway.family.rawValue)
        put(Int(RTA_VIA.rawValue), withUnsafeBytes(of: number) { Array($0) } + gateway.bytes)
    }
}
