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
        for hop in spec.nextHops {
            var index: UInt32?
            if let name = hop.outLinkName {
                guard let link = kernel.link(name) else {
                    self = .waiting("link \(name) doesn't exist")
                    return
                }
                index = link.index
            }
            route.nextHops.append(
                KernelNextHop(gateway: hop.gateway, outIndex: index, weight: hop.weight, isOnLink: spec.onLink))
        }
        if let name = spec.outLinkName {
            guard let link = kernel.link(name) else {
                self = .waiting("link \(name) doesn't exist")
                return
            }
            guard link.flags.contains(.up) else {
                self = .waiting("link \(name) is down")
                return
            }
            route.outIndex = link.index
        }
        if let source = spec.src, !localAddresses.contains(source) {
            self = .waiting("the source address \(source) isn't on this host")
            return
        }
        self = .ready(route)
    }
}
