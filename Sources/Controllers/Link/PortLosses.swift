import Kernel
import NetworkTypes
import Resources
import Store

/// What others gave a link and it loses when it is set down to become a bond's port.
///
/// These are IPv6 addresses and routes (`addrconf_ifdown()`, `net/ipv6/addrconf.c`; `fib_disable_ip()`, `net/ipv4/fib_frontend.c`).
/// It has them again when it leaves; IPv4 addresses stay on it.
enum PortLosses {
    /// The member of a ledger entry's `original` that has the addresses, as dumped messages.
    static let addresses = "ipv6Addresses"
    /// The member that has the routes, as dumped messages.
    static let routes = "routes"
    /// Both.
    static let members: Set = [addresses, routes]

    /// No more routes than these are kept; whoever has more has a program that puts them there.
    static let largestCount = 10_000

    /// Those of a link, under their members; our own come back by their specs.
    static func of(_ link: KernelLink, in kernel: KernelState) -> [String: JSON] {
        let addresses = kernel.addresses.filter { address in
            address.linkIndex == link.index && address.prefix.address.family == .inet6
                && address.protocolNumber != KernelAddress.linkLocalProtocol && address.flags.contains(.permanent)
                && address.protocolNumber != RouteProtocol.netstrata.rawValue
        }
        let routes = kernel.routes.filter { $0.leadsOnly(to: link.index) && $0.isKept }.prefix(largestCount)
        var losses: [String: JSON] = [:]
        if !addresses.isEmpty { losses[Self.addresses] = .messages(addresses.map(\.message)) }
        if !routes.isEmpty { losses[Self.routes] = .messages(routes.map(\.message)) }
        return losses
    }

    /// What puts recorded ones back, addresses first: gateways are in their networks.
    ///
    /// A route in whose place there is another by now isn't put back.
    static func restoring(_ recorded: [String: JSON], to link: KernelLink, in kernel: KernelState) -> [PlannedStep] {
        let addresses = (recorded[Self.addresses]?.messages ?? []).compactMap(KernelAddress.init(message:))
            .filter { $0.linkIndex == link.index }
        let lost = (recorded[Self.routes]?.messages ?? []).compactMap(KernelRoute.init(message:))
            .filter { $0.leadsOnly(to: link.index) }
        let taken = lost.isEmpty ? [] : Set(kernel.routes.map(RoutePlace.init))
        let missing = lost.filter { !taken.contains(RoutePlace($0)) }
        return addresses.map { restoring($0, to: link) }
            + (missing.filter(\.isDirect) + missing.filter { !$0.isDirect }).map { restoring($0, kernel) }
    }

    private static func restoring(_ address: KernelAddress, to link: KernelLink) -> PlannedStep {
        PlannedStep(
            .restoreAddress(address), for: nil, finding: "", note: note,
            PlannedOperation(
                "restore address", "address \(link.name)/\(address.prefix)", after: address.prefix.json))
    }

    private static func restoring(_ route: KernelRoute, _ kernel: KernelState) -> PlannedStep {
        PlannedStep(
            .restoreRoute(route), for: nil, finding: "", note: note,
            PlannedOperation(
                "restore route", RouteText.object(route, kernel), after: RouteText.json(route, kernel)))
    }

    private static let note = "the link had it before it became a bond's port"

    /// What else has to be known for a plan that has links lose some, or puts some back.
    static func topics(for plan: KernelPlan) -> KernelTopics {
        plan.steps.contains { step in
            switch step.change {
            case .setLink(_, let attributes):
                attributes.pause == .port && attributes.masterIndex.map { $0 != 0 } ?? false
            case .restoreAddress, .restoreRoute: true
            default: false
            }
        } ? [.addresses, .routes] : []
    }
}

extension KernelRoute {
    /// Whether all its ways go over a link.
    fileprivate func leadsOnly(to link: UInt32) -> Bool {
        nextHops.isEmpty ? outIndex == link : nextHops.allSatisfy { $0.outIndex == link }
    }

    /// The kernel makes its own again, specs make ours; routes of routers' advertisements and of routing programs follow their
    /// makers' knowledge, and those by next-hop objects go with the objects.
    fileprivate var isKept: Bool {
        [.boot, .static, .unspec, .dhcp].contains(protocolNumber) && nextHopID == nil
    }
}

/// Where only one route can be: what the kernel compares when it is asked to replace one.
private struct RoutePlace: Hashable {
    let family: AddressFamily
    let table: RoutingTable
    let destination: IPPrefix
    let typeOfService: UInt8
    let priority: UInt32

    init(_ route: KernelRoute) {
        (family, table, destination) = (route.family, route.table, route.destination)
        (typeOfService, priority) = (route.typeOfService, route.priority)
    }
}
