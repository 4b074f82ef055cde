import CMnl
import NetworkTypes

extension KernelAddress {
    /// An address from its dumped message, such as one that was kept; `nil` for what isn't one.
    public init?(message: [UInt8]) {
        guard let address = try? Self.read(message.span.bytes, message.indices) else { return nil }
        self = address
    }

    /// Of a link-local address that the kernel made of the hardware address (`IFAPROT_KERNEL_LL`).
    public static let linkLocalProtocol = UInt8(IFAPROT_KERNEL_LL)

    /// `INFINITY_LIFE_TIME` (`net/addrconf.h` of the kernel's source): an address without an end.
    static let forever = UInt32.max

    /// Reads the payload of an `RTM_NEWADDR`: `nil` for a family other than IPv4 and IPv6.
    static func read(_ bytes: borrowing RawSpan, _ payload: Range<Int>) throws(KernelError) -> KernelAddress? {
        let header = try bytes.header(ifaddrmsg.self, of: payload)
        guard let family = AddressFamily(rawValue: header.ifa_family) else { return nil }
        var address = KernelAddress(
            linkIndex: header.ifa_index, prefix: .everything(family), scope: RouteScope(rawValue: header.ifa_scope),
            flags: AddressFlags(rawValue: UInt32(header.ifa_flags)), message: bytes.array(of: payload))
        var own: IPAddress?
        var other: IPAddress?
        var attributes = AttributeCursor(payload, skipping: MemoryLayout<ifaddrmsg>.size)
        while let attribute = try attributes.next(in: bytes) {
            switch attribute.type {
            case Int(IFA_LOCAL): own = try bytes.address(of: attribute, family: family)
            case Int(IFA_ADDRESS): other = try bytes.address(of: attribute, family: family)
            default: try address.take(attribute, family: family, in: bytes)
            }
        }
        guard let local = own ?? other, let prefix = IPPrefix(address: local, length: Int(header.ifa_prefixlen)) else {
            throw .malformed("RTM_NEWADDR: no address, or a prefix of \(header.ifa_prefixlen) bits")
        }
        address.prefix = prefix
        if let other, other != local { address.peer = other }
        return address
    }

    private mutating func take(
        _ attribute: Attribute, family: AddressFamily, in bytes: borrowing RawSpan
    ) throws(KernelError) {
        switch attribute.type {
        case Int(IFA_BROADCAST): broadcast = try bytes.address(of: attribute, family: family)
        case Int(IFA_ANYCAST): anycast = try bytes.address(of: attribute, family: family)
        case Int(IFA_MULTICAST): multicast = try bytes.address(of: attribute, family: family)
        case Int(IFA_LABEL): label = bytes.string(of: attribute)
        // The header has room for the lower 8 flags only.
        case Int(IFA_FLAGS): flags = AddressFlags(rawValue: try bytes.value(UInt32.self, of: attribute))
        case Int(IFA_RT_PRIORITY): priority = try bytes.value(UInt32.self, of: attribute)
        case Int(IFA_PROTO): protocolNumber = try bytes.value(UInt8.self, of: attribute)
        case Int(IFA_CACHEINFO):
            let lifetimes = try bytes.value(ifa_cacheinfo.self, of: attribute)
            validLifetime = lifetimes.ifa_valid == Self.forever ? nil : lifetimes.ifa_valid
            preferredLifetime = lifetimes.ifa_prefered == Self.forever ? nil : lifetimes.ifa_prefered
        default: break
        }
    }
}
