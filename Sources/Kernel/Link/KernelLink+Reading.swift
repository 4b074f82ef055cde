import CMnl
import NetworkTypes

extension KernelLink {
    /// Reads the payload of an `RTM_NEWLINK`: `nil` for a link whose name `InterfaceName` doesn't take.
    static func read(_ bytes: borrowing RawSpan, _ payload: Range<Int>) throws(KernelError) -> KernelLink? {
        let header = try bytes.header(ifinfomsg.self, of: payload)
        var attributes = AttributeCursor(payload, skipping: MemoryLayout<ifinfomsg>.size)
        // The placeholder stays only when no IFLA_IFNAME comes, and then the link is left out.
        guard let placeholder = InterfaceName("?") else { return nil }
        var link = KernelLink(
            index: UInt32(bitPattern: header.ifi_index), name: placeholder, type: LinkType(rawValue: header.ifi_type),
            flags: LinkFlags(rawValue: header.ifi_flags), mtu: 0)
        var hasName = false
        while let attribute = try attributes.next(in: bytes) {
            if attribute.type == Int(IFLA_IFNAME), let name = InterfaceName(bytes.string(of: attribute)) {
                link.name = name
                hasName = true
            } else {
                try link.take(attribute, in: bytes)
            }
        }
        // Numbers of another namespace are other links here.
        if link.lowerNamespaceID != nil { (link.distantIndex, link.lowerIndex) = (link.lowerIndex, nil) }
        link.leaveOutRootsTimes()
        return hasName ? link : nil
    }

    private mutating func take(_ attribute: Attribute, in bytes: borrowing RawSpan) throws(KernelError) {
        switch attribute.type {
        case Int(IFLA_MTU): mtu = try bytes.value(UInt32.self, of: attribute)
        case Int(IFLA_ADDRESS): hardwareAddress = bytes.hardwareAddress(of: attribute)
        case Int(IFLA_BROADCAST): broadcastAddress = bytes.hardwareAddress(of: attribute)
        case Int(IFLA_PERM_ADDRESS): permanentAddress = bytes.hardwareAddress(of: attribute)
        case Int(IFLA_OPERSTATE):
            operationalState = OperationalState(rawValue: try bytes.value(UInt8.self, of: attribute))
        case Int(IFLA_CARRIER): hasCarrier = try bytes.value(UInt8.self, of: attribute) != 0
        case Int(IFLA_MASTER): masterIndex = try bytes.index(of: attribute)
        case Int(IFLA_LINK): lowerIndex = try bytes.index(of: attribute)
        case Int(IFLA_LINK_NETNSID): lowerNamespaceID = try bytes.value(Int32.self, of: attribute)
        case Int(IFLA_IFALIAS): alias = bytes.string(of: attribute)
        case Int(IFLA_QDISC): queueDiscipline = bytes.string(of: attribute)
        case Int(IFLA_PROP_LIST): try takeProperties(attribute, in: bytes)
        case Int(IFLA_LINKINFO): try takeInformation(attribute, in: bytes)
        default: try take(attribute, as: LinkMember.link(attribute.type), in: bytes)
        }
    }

    private mutating func take(
        _ attribute: Attribute, as members: [LinkMember], in bytes: borrowing RawSpan
    ) throws(KernelError) {
        for member in members { values[member] = try member.read(attribute, in: bytes) }
    }

    private mutating func takeProperties(_ list: Attribute, in bytes: borrowing RawSpan) throws(KernelError) {
        var properties = AttributeCursor(nestedIn: list)
        while let property = try properties.next(in: bytes) {
            guard property.type == Int(IFLA_ALT_IFNAME) else { continue }
            alternativeNames.append(bytes.string(of: property))
        }
    }

    /// The kinds come before their data: `rtnl_link_fill()` in `net/core/rtnetlink.c` writes them first.
    private mutating func takeInformation(_ nest: Attribute, in bytes: borrowing RawSpan) throws(KernelError) {
        var information = AttributeCursor(nestedIn: nest)
        while let attribute = try information.next(in: bytes) {
            switch attribute.type {
            case Int(IFLA_INFO_KIND): kind = bytes.string(of: attribute)
            case Int(IFLA_INFO_SLAVE_KIND): slaveKind = bytes.string(of: attribute)
            case Int(IFLA_INFO_DATA): try takeData(attribute, in: bytes)
            case Int(IFLA_INFO_SLAVE_DATA):
                try takeNest(attribute, in: bytes) { [slaveKind] type in LinkMember.port(type, of: slaveKind) }
            default: break
            }
        }
    }

    private mutating func takeData(_ data: Attribute, in bytes: borrowing RawSpan) throws(KernelError) {
        let nests = LinkMember.nests(of: kind)
        var attributes = AttributeCursor(nestedIn: data)
        while let attribute = try attributes.next(in: bytes) {
            try take(attribute, as: LinkMember.data(attribute.type, of: kind), in: bytes)
            guard nests.contains(attribute.type) else { continue }
            try takeNest(attribute, in: bytes) { [kind] type in LinkMember.data(type, of: kind, in: attribute.type) }
        }
    }

    private mutating func takeNest(
        _ nest: Attribute, in bytes: borrowing RawSpan, _ members: (Int) -> [LinkMember]
    ) throws(KernelError) {
        var data = AttributeCursor(nestedIn: nest)
        while let attribute = try data.next(in: bytes) {
            try take(attribute, as: members(attribute.type), in: bytes)
        }
    }
}

extension RawSpan {
    /// An interface's index; 0 stands for none.
    func index(of attribute: Attribute) throws(KernelError) -> UInt32? {
        let index = try value(UInt32.self, of: attribute)
        return index == 0 ? nil : index
    }
}
