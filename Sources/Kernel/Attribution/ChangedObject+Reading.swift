import CMnl
import NetworkTypes

extension ChangedObject {
    /// What a notification is about; none for what isn't asked for.
    ///
    /// Only what names the object is read: a routing daemon's hundred thousand routes come this way.
    static func read(_ message: NetlinkMessage, in bytes: borrowing RawSpan) throws(KernelError) -> [ChangedObject] {
        switch message.type {
        case Int(RTM_NEWLINK), Int(RTM_DELLINK): try links(message, bytes)
        case Int(RTM_NEWADDR), Int(RTM_DELADDR): try address(message.payload, bytes)
        case Int(RTM_NEWROUTE), Int(RTM_DELROUTE): try route(message.payload, bytes)
        case Int(RTM_NEWRULE), Int(RTM_DELRULE): try rule(message.payload, bytes)
        default: []
        }
    }

    /// A link that has gone is known by its name as well: what is made in its place has another number.
    private static func links(
        _ message: NetlinkMessage, _ bytes: borrowing RawSpan
    ) throws(KernelError) -> [ChangedObject] {
        let header = try bytes.header(ifinfomsg.self, of: message.payload)
        var objects = [ChangedObject.link(index: UInt32(bitPattern: header.ifi_index))]
        guard message.type == Int(RTM_DELLINK) else { return objects }
        var attributes = AttributeCursor(message.payload, skipping: MemoryLayout<ifinfomsg>.size)
        while let attribute = try attributes.next(in: bytes) {
            guard attribute.type == Int(IFLA_IFNAME), let name = InterfaceName(bytes.string(of: attribute)) else {
                continue
            }
            objects.append(.linkName(name))
        }
        return objects
    }

    private static func address(
        _ payload: Range<Int>, _ bytes: borrowing RawSpan
    ) throws(KernelError) -> [ChangedObject] {
        let header = try bytes.header(ifaddrmsg.self, of: payload)
        guard let family = AddressFamily(rawValue: header.ifa_family) else { return [] }
        var (own, other): (IPAddress?, IPAddress?)
        var attributes = AttributeCursor(payload, skipping: MemoryLayout<ifaddrmsg>.size)
        while let attribute = try attributes.next(in: bytes) {
            switch attribute.type {
            case Int(IFA_LOCAL): own = try bytes.address(of: attribute, family: family)
            case Int(IFA_ADDRESS): other = try bytes.address(of: attribute, family: family)
            default: continue
            }
        }
        guard let address = own ?? other,
            let prefix = IPPrefix(address: address, length: Int(header.ifa_prefixlen))
        else { return [] }
        return [.address(link: header.ifa_index, prefix)]
    }

    private static func route(
        _ payload: Range<Int>, _ bytes: borrowing RawSpan
    ) throws(KernelError) -> [ChangedObject] {
        let header = try bytes.header(rtmsg.self, of: payload)
        guard let family = AddressFamily(rawValue: header.rtm_family) else { return [] }
        var table = UInt32(header.rtm_table)
        var destination = IPAddress.unspecified(family)
        var priority: UInt32 = 0
        var attributes = AttributeCursor(payload, skipping: MemoryLayout<rtmsg>.size)
        while let attribute = try attributes.next(in: bytes) {
            switch UInt32(attribute.type) {
            case RTA_TABLE.rawValue: table = try bytes.value(UInt32.self, of: attribute)
            case RTA_DST.rawValue: destination = try bytes.address(of: attribute, family: family)
            case RTA_PRIORITY.rawValue: priority = try bytes.value(UInt32.self, of: attribute)
            default: continue
            }
        }
        guard let prefix = IPPrefix(address: destination, length: Int(header.rtm_dst_len)) else { return [] }
        return [.route(RoutingTable(rawValue: table), prefix, priority: priority)]
    }

    private static func rule(
        _ payload: Range<Int>, _ bytes: borrowing RawSpan
    ) throws(KernelError) -> [ChangedObject] {
        let header = try bytes.header(fib_rule_hdr.self, of: payload)
        guard let family = AddressFamily(rawValue: header.family) else { return [] }
        var priority: UInt32 = 0
        var attributes = AttributeCursor(payload, skipping: MemoryLayout<fib_rule_hdr>.size)
        while let attribute = try attributes.next(in: bytes) {
            if attribute.type == Int(FRA_PRIORITY) { priority = try bytes.value(UInt32.self, of: attribute) }
        }
        return [.rule(family, priority: priority)]
    }
}
