public import NetworkTypes
public import Resources

/// The lists of the host's own addresses (Talos' NodeAddressController).
public enum NodeAddressRule: Derivation {
    /// From addresses and links, and how people want to see them.
    public static let sources: [any DerivationSource] = [addresses, links, filters, algorithms]

    private static let addresses = FactSource(AddressStatus.self) { _, status in Candidate(status) }
    /// Those that are up.
    private static let links = FactSource(LinkStatus.self) { _, link in link.isUp ? true : nil }
    private static let filters = FactSource(NodeAddressFilter.self) { $1 }
    private static let algorithms = FactSource(NodeAddressSortAlgorithm.self) { $1.algorithm }

    /// The link name of addresses that the host is reached at but doesn't have, such as a cloud's.
    private static let external = "external"
    /// Networks whose addresses are of no use to others: SideroLink's tunnel, and the address of Talos' own DNS.
    private static let tunnel = IPPrefix("fdae:41e4:649b:9303::/64")
    private static let ownDNS = IPAddress("fd54:616c:6f73:0:204f:5320:444e:531")

    /// An address by which others may reach the host.
    private struct Candidate: Equatable {
        let link: String
        let address: IPPrefix
        var isExternal: Bool { link == external }

        /// `nil` for one by which nobody else reaches the host.
        init?(_ status: AddressStatus) {
            let address = status.address.address
            guard status.scope.rawValue < RouteScope.link.rawValue, address != ownDNS, !address.isLoopback,
                !address.isMulticast, !address.isLinkLocal, let link = status.linkName?.description
            else { return nil }
            (self.link, self.address) = (link, status.address)
        }
    }

    /// default, current, routed, accumulative, and the last three through each filter.
    public static func derive(_ resources: DerivationInput, previous: [String: NodeAddress]) -> [String: NodeAddress] {
        // What somebody says counts before what the configuration says.
        let said = resources[algorithms]
        let algorithm = said["default"] ?? said.min { $0.key < $1.key }?.value ?? .v1
        let candidates = resources.sorted(addresses).map(\.fact)
        let up = resources[links]
        let current = candidates.filter { up[$0.link] != nil || $0.isExternal }
        let lists = [
            "current": current.map(\.address),
            "routed": current.filter { !$0.isExternal && tunnel?.contains($0.address.address) != true }.map(\.address),
            "accumulative": candidates.map(\.address) + (previous["accumulative"]?.addresses ?? []),
        ]
        let filters = resources.sorted(filters)
        var derived: [String: NodeAddress] = [:]
        func add(_ name: String, _ addresses: [IPPrefix]) {
            var list = NodeAddress()
            (list.name, list.addresses, list.sortAlgorithm) = (name, algorithm.sorted(addresses), algorithm)
            derived[name] = list
        }
        for (name, addresses) in lists {
            add(name, addresses)
            for filter in filters {
                add("\(name)-\(filter.id)", addresses.filter(filter.fact.shows))
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
