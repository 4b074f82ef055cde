import CMnl
import NetworkTypes

extension KernelRoute {
    /// A route from its dumped message, such as one that was kept; `nil` for what isn't one.
    public init?(message: [UInt8]) {
        guard let route = try? Self.read(message.span.bytes, message.indices) else { return nil }
        self = route
    }

    /// Reads the payload of an `RTM_NEWROUTE`: `nil` for another family, or an entry of the route cache.
    static func read(_ bytes: borrowing RawSpan, _ payload: Range<Int>) throws(KernelError) -> KernelRoute? {
        let header = try bytes.header(rtmsg.self, of: payload)
        guard let family = AddressFamily(rawValue: header.rtm_family),
            header.rtm_flags & RouteFlags.cloned.rawValue == 0
        else { return nil }
        var route = KernelRoute(
            family: family, table: RoutingTable(rawValue: UInt32(header.rtm_table)), destination: .everything(family),
            typeOfService: header.rtm_tos, scope: RouteScope(rawValue: header.rtm_scope),
            type: RouteType(rawValue: header.rtm_type), protocolNumber: RouteProtocol(rawValue: header.rtm_protocol),
            flags: RouteFlags(rawValue: header.rtm_flags & ~NextHopFlags.all),
            isOnLink: header.rtm_flags & NextHopFlags.onLink != 0, message: bytes.array(of: payload))
        var destination = IPAddress.unspecified(family)
        var source = IPAddress.unspecified(family)
        var attributes = AttributeCursor(payload, skipping: MemoryLayout<rtmsg>.size)
        while let attribute = try attributes.next(in: bytes) {
            switch UInt32(attribute.type) {
            case RTA_DST.rawValue: destination = try bytes.address(of: attribute, family: family)
            case RTA_SRC.rawValue: source = try bytes.address(of: attribute, family: family)
            default: try route.take(attribute, in: bytes)
            }
        }
        guard let prefix = IPPrefix(address: destination, length: Int(header.rtm_dst_len)),
            let sourcePrefix = IPPrefix(address: source, length: Int(header.rtm_src_len))
        else { throw .malformed("RTM_NEWROUTE: \(header.rtm_dst_len) and \(header.rtm_src_len) bits") }
        route.destination = prefix
        if header.rtm_src_len > 0 { route.sourcePrefix = sourcePrefix }
        return route
    }

    private mutating func take(_ attribute: Attribute, in bytes: borrowing RawSpan) throws(KernelError) {
        switch UInt32(attribute.type) {
        case RTA_TABLE.rawValue: table = RoutingTable(rawValue: try bytes.value(UInt32.self, of: attribute))
        case RTA_GATEWAY.rawValue: gateway = try bytes.address(of: attribute, family: family)
        case RTA_VIA.rawValue: gateway = try bytes.via(attribute)
        case RTA_OIF.rawValue: outIndex = try bytes.index(of: attribute)
        case RTA_PREFSRC.rawValue: preferredSource = try bytes.address(of: attribute, family: family)
        case RTA_PRIORITY.rawValue: priority = try bytes.value(UInt32.self, of: attribute)
        case RTA_NH_ID.rawValue: nextHopID = try bytes.value(UInt32.self, of: attribute)
        case RTA_MULTIPATH.rawValue: nextHops = try KernelNextHop.readAll(attribute, family: family, in: bytes)
        case RTA_METRICS.rawValue:
            var metrics = AttributeCursor(nestedIn: attribute)
            while let metric = try metrics.next(in: bytes) {
                guard metric.type == Int(RTAX_MTU) else {
                    further.append("metric \(metric.type)")
                    continue
                }
                mtu = try bytes.value(UInt32.self, of: metric)
            }
        case RTA_FLOW.rawValue: further.append("realm")
        case RTA_ENCAP_TYPE.rawValue: further.append("encap")
        case RTA_PREF.rawValue:
            // 0 is medium (RFC 4191 §2.1).
            if try bytes.value(UInt8.self, of: attribute) != 0 { further.append("pref") }
        case RTA_CACHEINFO.rawValue:
            if try bytes.value(rta_cacheinfo.self, of: attribute).rta_expires != 0 { further.append("expires") }
        default: break
        }
    }
}

extension KernelNextHop {
    /// Reads `RTA_MULTIPATH`: structs of a length each, with attributes after them.
    fileprivate static func readAll(
        _ multipath: Attribute, family: AddressFamily, in bytes: borrowing RawSpan
    ) throws(KernelError) -> [KernelNextHop] {
        var hops: [KernelNextHop] = []
        var rest = multipath.payload
        while !rest.isEmpty {
            let header = try bytes.header(rtnexthop.self, of: rest)
            let length = Int(header.rtnh_len)
            guard length >= MemoryLayout<rtnexthop>.size, length <= rest.count else {
                throw .malformed("rtnexthop: length \(length) of \(rest.count)")
            }
            var hop = KernelNextHop(
                outIndex: header.rtnh_ifindex == 0 ? nil : UInt32(bitPattern: header.rtnh_ifindex),
                weight: UInt32(header.rtnh_hops) + 1,
                isOnLink: UInt32(header.rtnh_flags) & NextHopFlags.onLink != 0)
            hop.isDead = UInt32(header.rtnh_flags) & UInt32(RTNH_F_DEAD) != 0
            var attributes = AttributeCursor(
                rest.lowerBound..<(rest.lowerBound + length), skipping: MemoryLayout<rtnexthop>.size)
            while let attribute = try attributes.next(in: bytes) {
                switch UInt32(attribute.type) {
                case RTA_GATEWAY.rawValue: hop.gateway = try bytes.address(of: attribute, family: family)
                case RTA_VIA.rawValue: hop.gateway = try bytes.via(attribute)
                default: break
                }
            }
            hops.append(hop)
            rest = min(rest.lowerBound + netlinkAligned(length), rest.upperBound)..<rest.upperBound
        }
        return hops
    }
}

extension RawSpan {
    /// A gateway that says of which family it is (`struct rtvia`, `linux/rtnetlink.h`).
    fileprivate func via(_ attribute: Attribute) throws(KernelError) -> IPAddress {
        let number = try value(UInt16.self, of: attribute)
        guard let family = UInt8(exactly: number).flatMap(AddressFamily.init(rawValue:)) else {
            throw .malformed("RTA_VIA: family \(number)")
        }
        let start = attribute.payload.lowerBound + MemoryLayout<UInt16>.size
        return try address(in: start..<attribute.payload.upperBound, family: family)
    }
}
