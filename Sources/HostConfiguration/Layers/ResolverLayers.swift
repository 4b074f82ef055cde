import NetworkTypes
public import Resources

/// Name servers and search domains (Talos' ResolverConfigController).
public enum ResolverLayers: LayerRule {
    /// The servers.
    public typealias Spec = ResolverSpec
    /// The host's domain is searched in Talos' profile.
    public static let inputs = [HostnameStatus.typeName]

    /// Those of Talos' profile, of the command line and of documents.
    public static func specs(_ sources: LayerSources) -> [LayeredSpec<ResolverSpec>] {
        var specs: [LayeredSpec<ResolverSpec>] = []
        if sources.hasTalosDefaults { specs.append(LayeredSpec(talos(sources), .default)) }
        if let spec = sources.commandLine.resolverSpec { specs.append(LayeredSpec(spec, .cmdline)) }
        specs += sources.platform(\.resolvers)
        for document in sources.configuration?.documents ?? [] {
            if let spec = spec(document) {
                specs.append(LayeredSpec(spec, .configuration, from: document.source))
            } else if document.label == LegacyDocument.label, let spec = legacy(sources) {
                specs.append(LayeredSpec(spec, .configuration, origins: origins(spec, document.source)))
            }
        }
        return specs
    }

    /// The legacy document speaks of servers and of domains in two places.
    private static func origins(_ spec: ResolverSpec, _ document: DocumentSource) -> [SpecOrigin] {
        let network = document.at("machine", "network")
        let servers = SpecOrigin(network.at("nameservers"), members: ["nameServers"])
        let domains = SpecOrigin(network.at("searchDomains"), members: ["searchDomains"])
        return (spec.nameServers.isEmpty ? [] : [servers]) + (spec.searchDomains.isEmpty ? [] : [domains])
    }

    private static func talos(_ sources: LayerSources) -> ResolverSpec {
        var spec = ResolverSpec()
        spec.nameServers = ["1.1.1.1", "8.8.8.8"].compactMap { IPAddress($0) }.map { NameServer($0) }
        let document = sources.configuration?.all(ResolverConfig.self).first?.document
        let isOff =
            document?.searchDomains?.disableDefault ?? sources.configuration?.legacy?.machine.network
            .disableSearchDomain ?? false
        spec.searchDomains = isOff ? [] : sources.hostname?.domainname.map { [$0] } ?? []
        return spec
    }

    private static func spec(_ document: ConfigurationDocument) -> ResolverSpec? {
        guard let resolvers = document.network as? ResolverConfig else { return nil }
        var spec = ResolverSpec()
        spec.nameServers = resolvers.nameservers.compactMap { server in
            guard let address = server.address else { return nil }
            var entry = NameServer(address)
            entry.protocol = server.protocol ?? .do53
            entry.tlsServerName = DomainName(server.tlsServerName)
            return entry
        }
        spec.searchDomains = (resolvers.searchDomains?.domains ?? []).compactMap { DomainName($0) }
        // An empty list says that there are none.
        spec.searchDomainsOverridden = document.json["searchDomains"]?["domains"] != nil
        return spec.nameServers.isEmpty && !spec.searchDomainsOverridden ? nil : spec
    }

    private static func legacy(_ sources: LayerSources) -> ResolverSpec? {
        guard let network = sources.configuration?.legacy?.machine.network else { return nil }
        var spec = ResolverSpec()
        spec.nameServers = network.nameservers.map { NameServer($0) }
        spec.searchDomains = network.searchDomains.compactMap { DomainName($0) }
        return spec.nameServers.isEmpty && spec.searchDomains.isEmpty ? nil : spec
    }
}
