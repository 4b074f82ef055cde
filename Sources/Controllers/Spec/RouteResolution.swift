import Kernel
import NetworkTypes
import Resources

/// A route spec with its links as the kernel's numbers, or what it waits for.
enum RouteResolution {
    case ready(KernelRoute)
    case waiting(String)

    init(_ spec: RouteSpec, _ kernel: KernelState, _ localAddresses: Set<IPAddress>) {
        let family = spec.family ?? .inet4
        var route = KernelRoute(family: family, destination: spec.dst ?? .everything(family))
        route.table = spec.table
        route.preferredSource = spec.src
        route.gateway = spec.gateway
        // IPv6 takes no metric for IP6_RT_PRIO_USER (linux/ipv6_route.h).
        route.priority = family == .inet6 && spec.priority == 0 ? 1024 : spec.priority
        route.scope = family == .inet6 ? .global : spec.scope ?? .global
        route.type = spec.type
        route.protocolNumber = .netstrata
        route.isOnLink = spec.onLink
        route.mtu = spec.mtu
        for name in [spec.outLinkName].compactMap({ $0 }) + spec.nextHops.compactMap(\.outLinkName) {
            guard let link = kernel.link(name) else {
                self = .waiting("link \(name) doesn't exist")
                return
            }
            guard link.flags.contains(.up) else {
                self = .waiting("link \(name) is down")
                return
            }
            if let reason = link.reasonAgainst(family) {
                self = .waiting(reason)
                return
            }
        }
        func index(_ name: InterfaceName?) -> UInt32? { name.flatMap { kernel.link($0)?.index } }
        route.outIndex = index(spec.outLinkName)
        route.nextHops = spec.nextHops.map {
            KernelNextHop(
                gateway: $0.gateway, outIndex: index($0.outLinkName), weight: $0.weight, isOnLink: spec.onLink)
        }
        // The kernel gives a single next hop back as a plain route (`fib_dump_info`, net/ipv4/fib_semantics.c).
        if route.nextHops.count == 1, let hop = route.nextHops.first {
            route.gateway = hop.gateway
            route.outIndex = hop.outIndex ?? route.outIndex
            route.nextHops = []
        }
        if let source = spec.src, !localAddresses.contains(source) {
            self = .waiting("the source address \(source) isn't on this host")
            return
        }
        self = .ready(route)
    }
}

extension KernelLink {
    /// Why the kernel won't have addresses and routes of a family on the link; `nil` when it will.
    func reasonAgainst(_ family: AddressFamily) -> String? {
        // `IPV6_MIN_MTU`; below it the kernel turns IPv6 off on the link (`addrconf_notify`, net/ipv6/addrconf.c).
        guard family == .inet6, mtu < 1280 else { return nil }
        return "link \(name) has MTU \(mtu), and IPv6 needs at least 1280 (RFC 8200 §5)"
    }
}
