import NetworkTypes
import Resources

/// A link of which a document says something: the part that is the same for all kinds.
struct DescribedLink {
    let name: InterfaceName
    let link: ConfiguredLink
    let source: DocumentSource
}

extension LayerSources {
    /// The links of all documents in their order; what a document makes has its own name, others are looked up.
    var describedLinks: [DescribedLink] {
        guard let configuration else { return [] }
        let documents = configuration.documents.flatMap { document -> [DescribedLink] in
            guard let network = document.network as? any LinkDocument else { return [] }
            let own = network is LinkConfig ? link(network.name) : InterfaceName(network.name)
            var described = own.map { [DescribedLink(name: $0, link: network.link, source: document.source)] } ?? []
            if let peer = (network as? VethConfig)?.peer, let name = InterfaceName(peer.name) {
                described.append(DescribedLink(name: name, link: peer.link, source: document.source))
            }
            return described
        }
        return legacyDevices.flatMap(\.described) + documents
    }
}
