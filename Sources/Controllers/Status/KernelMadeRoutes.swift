import Kernel
import NetworkTypes

/// An address of a link, whatever the link is called.
struct AddressPlace: Hashable, Sendable {
    /// The link's number.
    let link: UInt32
    /// The own address and the subnet's length.
    let prefix: IPPrefix

    init(_ address: KernelAddress) { (link, prefix) = (address.linkIndex, address.prefix) }
}

/// Finds the address because of which the kernel made a route by itself (`fib_add_ifaddr`, net/ipv4/fib_frontend.c;
/// `addrconf_prefix_route` and `addrconf_f6i_alloc`, net/ipv6).
struct KernelMadeRoutes {
    private struct LinkAddress: Hashable {
        let link: UInt32
        let address: IPAddress
    }

    /// By the own address.
    private let owners: [LinkAddress: [KernelAddress]]
    /// By the first address of the subnet.
    private let subnets: [LinkAddress: [KernelAddress]]

    init(_ addresses: [KernelAddress]) {
        owners = Dictionary(grouping: addresses) { LinkAddress(link: $0.linkIndex, address: $0.prefix.address) }
        subnets = Dictionary(grouping: addresses) {
            LinkAddress(link: $0.linkIndex, address: $0.prefix.masked.address)
        }
    }

    /// The address; `nil` where the kernel didn't make the route of one, or where it may have been one of several.
    func origin(of route: KernelRoute) -> KernelAddress? {
        guard route.protocolNumber == .kernel, route.gateway == nil, route.nextHops.isEmpty, let link = route.outIndex
        else { return nil }
        let destination = route.destination
        let place = LinkAddress(link: link, address: destination.address)
        // To the address itself; the preferred source is that of the subnet's first address.
        if route.type == .local, destination.isHost { return Self.only(owners[place]) }
        if let source = route.preferredSource {
            guard let owner = Self.only(owners[LinkAddress(link: link, address: source)]) else { return nil }
            return Self.follows(route.type, destination, from: owner) ? owner : nil
        }
        // IPv6 names no source.
        guard route.family == .inet6 else { return nil }
        switch route.type {
        case .anycast: return destination.isHost ? Self.only(subnets[place]) : nil
        case .unicast:
            let makers = subnets[place]?.filter {
                $0.prefix.length == destination.length && !$0.flags.contains(.noPrefixRoute)
            }
            return Self.only(makers)
        default: return nil
        }
    }

    private static func only(_ addresses: [KernelAddress]?) -> KernelAddress? {
        addresses?.count == 1 ? addresses?.first : nil
    }

    /// Whether a route to a destination is one of those that an address brings along.
    private static func follows(_ type: RouteType, _ destination: IPPrefix, from owner: KernelAddress) -> Bool {
        switch type {
        // A loopback's subnet is local as a whole.
        case .unicast, .local:
            let far = owner.peer.flatMap { IPPrefix(address: $0, length: owner.prefix.length) } ?? owner.prefix
            return destination == far.masked
        case .broadcast:
            let ends = [owner.prefix.masked.address, owner.broadcast, owner.prefix.broadcast].compactMap { $0 }
            return destination.isHost && ends.contains(destination.address)
        default: return false
        }
    }
}

extension IPPrefix {
    fileprivate var isHost: Bool { self == IPPrefix(host: address) }
}
