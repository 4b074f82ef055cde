import NetworkTypes
public import Resources

/// Hosts whose addresses are known (Talos' StaticHostController).
public enum StaticHostLayers: LayerRule {
    /// The hosts.
    public typealias Spec = StaticHost
    /// In Talos' profile the host knows itself.
    public static let inputs = [HostnameStatus.typeName, NodeAddress.typeName]

    /// The host itself in Talos' profile, and those of documents.
    public static func specs(_ sources: LayerSources) -> [LayeredSpec<StaticHost>] {
        var entries = Entries()
        for document in sources.configuration?.documents ?? [] {
            if let host = document.network as? StaticHostConfig, let address = host.address {
                entries.add(host.hostnames, address, document.source)
            } else if document.label == LegacyDocument.label {
                let network = document.source.at("machine", "network")
                let hosts = sources.configuration?.legacy?.machine.network.extraHostEntries ?? []
                for (index, host) in hosts.enumerated() {
                    guard let address = host.ip else { continue }
                    entries.add(host.aliases, address, network.at("extraHostEntries", index))
                }
            }
        }
        return ownNames(sources) + entries.specs
    }

    private static func ownNames(_ sources: LayerSources) -> [LayeredSpec<StaticHost>] {
        guard sources.hasTalosDefaults, let name = sources.hostname?.hostname,
            let addresses = sources.addresses["current"]?.addresses.map(\.address), !addresses.isEmpty
        else { return [] }
        let names = [name] + (sources.hostname?.domainname.flatMap { DomainName("\(name).\($0)") }.map { [$0] } ?? [])
        return names.map { name in
            var spec = StaticHost()
            (spec.hostname, spec.addresses) = (name, addresses)
            return LayeredSpec(spec, .default)
        }
    }

    /// Several documents may speak of one host.
    private struct Entries {
        private var hosts: [DomainName: (spec: StaticHost, sources: [DocumentSource])] = [:]

        mutating func add(_ names: [String], _ address: IPAddress, _ source: DocumentSource) {
            for name in names.compactMap({ DomainName($0)?.lowercased }) {
                var entry = hosts[name] ?? (spec: StaticHost(), sources: [])
                entry.spec.hostname = name
                entry.spec.addresses.append(address)
                entry.sources.append(source)
                hosts[name] = entry
            }
        }

        var specs: [LayeredSpec<StaticHost>] {
            hosts.values.map { spec, sources in
                let members = sources.count > 1 ? ["addresses"] : nil
                return LayeredSpec(spec, .configuration, origins: sources.map { SpecOrigin($0, members: members) })
            }
        }
    }
}
