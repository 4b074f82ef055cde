public import NetworkTypes

/// What a change is about, by what the kernel tells objects apart with.
public enum ChangedObject: Hashable, Sendable {
    /// A link by its number.
    case link(index: UInt32)
    /// A link by its name, for one that has gone.
    case linkName(InterfaceName)
    /// An address of a link.
    case address(link: UInt32, IPPrefix)
    /// A route; its links and gateways may be what was changed.
    case route(RoutingTable, IPPrefix, priority: UInt32)
    /// The rules of one priority.
    case rule(AddressFamily, priority: UInt32)
    /// The table of nftables that is followed.
    case nfTable
    /// A chain of it, or what is in the chain.
    case nfTablesChain(String)
    /// A set of it, or what is in the set.
    case nfTablesSet(String)
}

extension ChangedObject {
    /// Whether the kernel tells who changed it (measured on Linux 6.18): of links and IPv6 addresses it doesn't.
    public var hasSender: Bool {
        switch self {
        case .link, .linkName: false
        case .address(_, let prefix): prefix.family == .inet4
        case .route, .rule, .nfTable, .nfTablesChain, .nfTablesSet: true
        }
    }
}

extension KernelChange {
    /// What it changes; `nil` where no notification of rtnetlink tells of it.
    public var object: ChangedObject? {
        switch self {
        case .createLink(let attributes): attributes.name.map { .linkName($0) }
        case .setLink(let index, _), .addAlternativeNames(let index, _), .deleteAlternativeNames(let index, _),
            .deleteLink(let index):
            .link(index: index)
        case .addAddress(let address), .replaceAddress(let address), .deleteAddress(let address),
            .restoreAddress(let address):
            .address(link: address.linkIndex, address.prefix)
        case .addRoute(let route, _), .replaceRoute(let route), .deleteRoute(let route), .restoreRoute(let route):
            .route(route.table, route.destination, priority: route.priority)
        case .addRule(let rule), .deleteRule(let rule), .restoreRule(let rule):
            .rule(rule.family, priority: rule.priority)
        case .setWireGuard, .announceAddress, .setEthernet: nil
        }
    }
}
