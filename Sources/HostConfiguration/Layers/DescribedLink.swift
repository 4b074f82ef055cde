import NetworkTypes
import Resources

/// A link of which a document says something: the part that is the same for all kinds.
struct DescribedLink {
    /// A value, and where it is said.
    struct Said<Value> {
        let value: Value
        let source: DocumentSource
    }

    let name: InterfaceName
    let addresses: [Said<ConfiguredAddress>]
    let routes: [Said<ConfiguredRoute>]

    /// A link of today's documents.
    init(_ name: InterfaceName, _ link: ConfiguredLink, _ source: DocumentSource) {
        self.name = name
        addresses = link.addresses.enumerated().map { Said(value: $1, source: source.at("addresses", $0)) }
        routes = link.routes.enumerated().map { Said(value: $1, source: source.at("routes", $0)) }
    }

    /// A link of the legacy document.
    init(
        _ name: InterfaceName, legacy addresses: [String], _ cidr: String, _ routes: [LegacyRoute],
        _ source: DocumentSource
    ) {
        self.name = name
        let said = addresses.enumerated().map { ($1, source.at("addresses", $0)) } + [(cidr, source.at("cidr"))]
        self.addresses = said.compactMap { text, source in
            ConfiguredAddress(legacy: text).map { Said(value: $0, source: source) }
        }
        self.routes = routes.enumerated().map { index, route in
            Said(value: ConfiguredRoute(route), source: source.at("routes", index))
        }
    }
}

extension LayerSources {
    /// The links of all documents in their order; what a document makes has its own name, others are looked up.
    var describedLinks: [DescribedLink] {
        guard let configuration else { return [] }
        let documents = configuration.documents.flatMap { document -> [DescribedLink] in
            guard let network = document.network as? any LinkDocument else { return [] }
            let own = network is LinkConfig ? link(network.name) : InterfaceName(network.name)
            var described = own.map { [DescribedLink($0, network.link, document.source)] } ?? []
            if let peer = (network as? VethConfig)?.peer, let name = InterfaceName(peer.name) {
                described.append(DescribedLink(name, peer.link, document.source.at("peer")))
            }
            return described
        }
        return legacyDevices.flatMap(\.described) + documents
    }
}
