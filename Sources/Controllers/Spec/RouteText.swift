import Kernel
import NetworkTypes
import Resources

/// How people read a route.
enum RouteText {
    static func object(_ route: KernelRoute, _ kernel: KernelState) -> String {
        var words = ["route", route.destination.isEverything ? "default" : route.destination.description]
        if route.type != .unicast { words.insert(route.type.description, at: 1) }
        if let gateway = route.gateway { words += ["via", gateway.description] }
        if let index = route.outIndex { words += ["dev", kernel.link(index: index)?.name.description ?? "\(index)"] }
        for hop in route.nextHops { words += ["nexthop", hop.gateway?.description ?? "link \(hop.outIndex ?? 0)"] }
        if route.priority != 0 { words += ["metric", String(route.priority)] }
        if route.table != .main { words += ["table", route.table.description] }
        return words.joined(separator: " ")
    }

    static func json(_ route: KernelRoute, _ kernel: KernelState) -> JSON {
        RouteStatus(route, kernel).json
    }
}

extension RouteStatus {
    /// The route as a status shows it.
    init(_ route: KernelRoute, _ kernel: KernelState) {
        self.init()
        family = route.family
        dst = route.destination.isEverything ? nil : route.destination
        src = route.preferredSource
        gateway = route.gateway
        outLinkIndex = route.outIndex
        outLinkName = route.outIndex.flatMap { kernel.name(ofLink: $0) }
        table = route.table
        priority = route.priority
        scope = route.scope
        type = route.type
        flags = route.flags
        `protocol` = route.protocolNumber
        mtu = route.mtu
        further = route.words
        nextHops = route.nextHops.map { hop in
            var nextHop = NextHop()
            nextHop.gateway = hop.gateway
            nextHop.outLinkName = hop.outIndex.flatMap { kernel.name(ofLink: $0) }
            nextHop.weight = hop.weight
            return nextHop
        }
    }
}

extension KernelRoute {
    /// What it has besides, by the words of ip-route(8).
    fileprivate var words: [String] {
        let own = [
            ("from", sourcePrefix != nil), ("tos", typeOfService != 0), ("onlink", isOnLink),
            ("nhid", nextHopID != nil),
        ]
        return own.filter(\.1).map(\.0) + further
    }
}
