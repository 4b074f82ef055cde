import NetworkTypes

/// Takes a link down for a moment, and puts back what the kernel removes meanwhile, whoever made it.
///
/// IPv4 addresses stay; IPv6 addresses go, and routes of both families (`fib_disable_ip()`, `net/ipv4/fib_frontend.c`;
/// `addrconf_ifdown()`, `net/ipv6/addrconf.c`).
struct LinkInterlude {
    private let index: UInt32
    private let addresses: [KernelAddress]
    private let routes: [KernelRoute]

    /// What is there before the link goes down.
    init(index: UInt32, addresses: [KernelAddress], routes: [KernelRoute]) {
        self.index = index
        self.addresses = addresses.filter { $0.linkIndex == index }
        self.routes = routes.filter { route in
            route.protocolNumber != .kernel
                && (route.outIndex == index || route.nextHops.contains { $0.outIndex == index })
        }
    }

    /// Takes the link down.
    var begin: KernelChange { .setLink(index: index, LinkAttributes(isUp: false)) }

    /// Sets it up again.
    var end: KernelChange { .setLink(index: index, LinkAttributes(isUp: true)) }

    /// What brings back the addresses and routes that are missing, in an order in which routes find their gateways.
    func restorations(addresses present: [KernelAddress], routes presentRoutes: [KernelRoute]) -> [KernelChange] {
        let known = Set(present.filter { $0.linkIndex == index }.map(\.prefix))
        let knownRoutes = Set(presentRoutes.map(Self.identity))
        let missing = routes.filter { !knownRoutes.contains(Self.identity($0)) }
        // Those without a gateway, and of these the nearest, lead to the gateways of the others.
        let ordered = missing.filter(\.isDirect) + missing.filter { !$0.isDirect }
        return addresses.filter { !known.contains($0.prefix) }.map { .restoreAddress($0) }
            + ordered.map { .restoreRoute($0) }
    }

    /// What tells a route from others; flags and the message's lifetimes are as they happen to be.
    private static func identity(_ route: KernelRoute) -> KernelRoute {
        var route = route
        route.message = []
        route.flags = []
        return route
    }
}

extension KernelRoute {
    fileprivate var isDirect: Bool { gateway == nil && nextHops.allSatisfy { $0.gateway == nil } }
}
