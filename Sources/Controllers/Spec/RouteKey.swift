import Kernel
import NetworkTypes

/// What tells two routes apart for the kernel: of two routes with one key, the second replaces the first or is refused.
///
/// IPv4: table, destination, type of service and metric (`fib_find_alias`, net/ipv4/fib_trie.c). IPv6: table, destination
/// and metric, and the link for routes without a gateway, which can't share one as ECMP (`fib6_add_rt2node`,
/// net/ipv6/ip6_fib.c). Talos' ids carry the gateway too, so two ids can mean one kernel route.
struct RouteKey: Hashable, CustomStringConvertible {
    let table: RoutingTable
    let destination: IPPrefix
    let typeOfService: UInt8
    let priority: UInt32
    private(set) var link: UInt32

    init(_ route: KernelRoute) {
        table = route.table
        destination = route.destination
        typeOfService = route.typeOfService
        priority = route.priority
        let isPlain =
            route.family == .inet6 && route.gateway == nil && route.nextHops.isEmpty && !route.type.hasNoDevice
        link = isPlain ? route.outIndex ?? 0 : 0
    }

    /// The destination and the metric alone.
    var withoutLink: RouteKey {
        var key = self
        key.link = 0
        return key
    }

    /// The key in the ledger.
    var description: String {
        let name = "\(table)/\(destination)/\(priority)"
        return link == 0 ? name : "\(name)/\(link)"
    }
}
