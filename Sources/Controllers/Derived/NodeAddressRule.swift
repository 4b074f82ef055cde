public import NetworkTypes
public import Resources

/// The lists of the host's own addresses (Talos' NodeAddressController).
public enum NodeAddressRule: Derivation {
    /// From addresses and links, and how people want to see them.
    public static let sources = [
        AddressStatus.typeName, LinkStatus.typeName, NodeAddressFilter.typeName, NodeAddressSortAlgorithm.typeName,
    ]

    /// The link name of addresses that the host is reached at but doesn't have, such as a cloud's.
    private static let external = "external"
    /// Networks whose addresses are of no use to others: SideroLink's tunnel, and the address of Talos' own DNS.
    private static let tunnel = IPPrefix("fdae:41e4:649b:9303::/64")
    private static let ownDNS = IPAddress("fd54:616c:6f73:0:204f:5320:444e:531")

    private struct Candidate {
        let link: String
        let address: IPPrefix
        let isUp: Bool
        var isExternal: Bool { link == external }
    }

    /// default, current, routed, accumulative, and the last three through each filter.
    public static func derive(_ resources: DerivationInput, previous: [String: NodeAddress]) -> [String: NodeAddress] {
        // What somebody says counts before what the configuration says.
        let algorithms = resources.all(NodeAddressSortAlgorithm.self)
        let algorithm = (algorithms.first { $0.id == "default" } ?? algorithms.first)?.spec.algorithm ?? .v1
        let candidates = candidates(resources)
        let current = candidates.filter { $0.isUp || $0.isExternal }
        let lists = [
            "current": current.map(\.address),
            "routed": current.filter { !$0.isExternal && tunnel?.contains($0.address.address) != true }.map(\.address),
            "accumulative": candidates.map(\.address) + (previous["accumulative"]?.addresses ?? []),
        ]
        let filters = resources.all(NodeAddressFilter.self)
        var derived: [String: NodeAddress] = [:]
        func add(_ name: String, _ addresses: [IPPrefix]) {
            var list = NodeAddress()
            (list.name, list.addresses, list.sortAlgorithm) = (name, algorithm.sorted(addresses), algorithm)
            derived[name] = list
        }
        for (name, addresses) in lists {
            add(name, addresses)
            for filter in filters {
                add("\(name)-\(filter.id)", addresses.filter(filter.spec.shows))
            }
        }
        if let address = standing(current, algorithm, previous["default"]) { add("default", [address]) }
        return derived
    }

    /// The address that stands for the host: the one before as long as it is there, else the first link's first.
    private static func standing(
        _ current: [Candidate], _ algorithm: AddressSortAlgorithm, _ previous: NodeAddress?
    ) -> IPPrefix? {
        if let previous, previous.sortAlgorithm == algorithm, let address = previous.addresses.first,
            current.contains(where: { $0.address == address })
        {
            return address
        }
        let own = current.filter { !$0.isExternal }
        let first = own.map(\.link).min()
        return algorithm.sorted(own.filter { $0.link == first }.map(\.address)).first
    }

    /// The addresses by which others may reach the host.
    private static func candidates(_ resources: DerivationInput) -> [Candidate] {
        let up = Set(resources.all(LinkStatus.self).filter(\.spec.isUp).map(\.id))
        return resources.all(AddressStatus.self).compactMap { _, status in
            let address = status.address.address
            guard status.scope.rawValue < RouteScope.link.rawValue, address != ownDNS, !address.isLoopback,
                !address.isMulticast, !address.isLinkLocal, let link = status.linkName?.description
            else { return nil }
            return Candidate(link: link, address: status.address, isUp: up.contains(link))
        }
    }
}

extension LinkStatus {
    /// Whether it can pass packets, as far as its driver tells.
    fileprivate var isUp: Bool {
        (operationalState == .up || operationalState == .unknown) && (!isPhysical || linkState)
    }
}

extension NodeAddressFilter {
    /// Whether lists with the filter's name show an address.
    public func shows(_ prefix: IPPrefix) -> Bool {
        let isIncluded = includeSubnets.isEmpty || includeSubnets.contains { $0.contains(prefix.address) }
        return isIncluded && !excludeSubnets.contains { $0.contains(prefix.address) }
    }
}
