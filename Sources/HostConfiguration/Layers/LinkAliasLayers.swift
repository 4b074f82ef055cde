import NetworkTypes
public import Resources

/// Further names of links by what they are (Talos' LinkAliasConfigController).
public enum LinkAliasLayers: LayerRule {
    /// Aliases.
    public typealias Spec = LinkAliasSpec
    /// Selectors look at links.
    public static let inputs = [LinkStatus.typeName]

    /// A fixed name goes to the one link that its selector finds; a pattern such as `net%d` to all that have no alias yet, in
    /// the order of their hardware addresses.
    public static func specs(_ sources: LayerSources) -> [LayeredSpec<LinkAliasSpec>] {
        var aliases: [InterfaceName: LayeredSpec<LinkAliasSpec>] = [:]
        func give(_ alias: String, to link: InterfaceName, _ source: DocumentSource) {
            var spec = LinkAliasSpec()
            (spec.linkName, spec.alias) = (link, InterfaceName(alias))
            if spec.alias != nil { aliases[link] = LayeredSpec(spec, .configuration, from: source) }
        }
        for (document, source) in sources.configuration?.all(LinkAliasConfig.self) ?? [] {
            guard let selector = try? LinkExpression(document.selector.match) else { continue }
            let found = sources.links.filter { $0.value.mayBeSelected(by: selector) && selector.matches($0.value) }
            if document.name.contains("%d") {
                let free = found.filter { aliases[$0.key] == nil }.sorted { $0.value.order < $1.value.order }
                for (number, link) in free.enumerated() {
                    give(document.name.replacing("%d", with: String(number)), to: link.key, source)
                }
            } else if found.count == 1, let link = found.keys.first {
                give(document.name, to: link, source)
            }
        }
        return aliases.values.sorted { $0.id < $1.id }
    }
}

extension LinkStatus {
    /// Only hardware, unless the selector speaks of kinds: nobody means every container's link by `link.type == 1`.
    fileprivate func mayBeSelected(by selector: LinkExpression) -> Bool { isPhysical || selector.speaksOf(.kind) }

    fileprivate var order: String { ((permanentAddr ?? hardwareAddr)?.description ?? "~") + " " + id }
}
