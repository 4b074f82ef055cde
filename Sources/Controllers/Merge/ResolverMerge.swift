import NetworkTypes
public import Resources

extension ResolverSpec: MergeableSpec {
    /// A merged spec repeats its servers' addresses, a layer doesn't.
    public static let isMergedAlone = false

    /// Layer by layer, from the lowest.
    ///
    /// Rows of one layer are put together. The machine configuration and what somebody PUT replace the servers below, if they
    /// name any; other layers leave the servers of a family that they don't name themselves. Search domains come before those
    /// below, or replace them where `searchDomainsOverridden` says so. Without a server nothing comes of it.
    public static func merged(_ layers: [ResolverSpec]) -> ResolverSpec? {
        var merged = layers[0].normalized()
        for layer in layers.dropFirst() { merged.add(layer.normalized()) }
        guard !merged.nameServers.isEmpty else { return nil }
        merged.dnsServers = merged.nameServers.compactMap(\.addr)
        merged.searchDomainsOverridden = false
        return merged
    }

    private mutating func add(_ higher: ResolverSpec) {
        let isDecisive = higher.layer >= .configuration
        if higher.layer == layer {
            nameServers += higher.nameServers
        } else if isDecisive {
            if !higher.nameServers.isEmpty { nameServers = higher.nameServers }
        } else {
            let families = Set(higher.nameServers.compactMap(\.addr?.family))
            nameServers = higher.nameServers + nameServers.filter { !families.contains($0.addr?.family ?? .inet4) }
        }
        if isDecisive, higher.searchDomainsOverridden {
            searchDomains = higher.searchDomains
        } else {
            searchDomains = higher.searchDomains.filter { !searchDomains.contains($0) } + searchDomains
        }
        layer = higher.layer
    }
}
