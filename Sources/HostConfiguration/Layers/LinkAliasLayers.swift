import NetworkTypes
public import Resources

/// Further names of links by what they are (Talos' LinkAliasConfigController).
public enum LinkAliasLayers: LayerRule {
    /// Aliases.
    public typealias Spec = LinkAliasSpec
    /// Selectors look at links.
    public static let inputs = [LinkStatus.typeName]

    /// The alias of each link; of two documents that give one the same link, the last counts.
    public static func specs(_ sources: LayerSources) -> [LayeredSpec<LinkAliasSpec>] {
        sources.aliasChoices.flatMap { choice in
            choice.aliases.compactMap { link, alias in
                guard choice.overrulers[link] == nil else { return nil }
                var spec = LinkAliasSpec()
                (spec.linkName, spec.alias) = (link, alias)
                return LayeredSpec(spec, .configuration, from: choice.source)
            }
        }.sorted { $0.id < $1.id }
    }
}

/// A document that gives links an alias, with the links that its selector finds.
struct AliasChoice {
    let document: LinkAliasConfig
    let source: DocumentSource
    /// The links that are as the selector says, sorted by name.
    let found: [InterfaceName]
    /// Links that would be found if they were hardware.
    let virtual: [InterfaceName]
    /// The alias for each link that gets one.
    let aliases: [InterfaceName: InterfaceName]
    /// Later documents that give one of these links another alias.
    var overrulers: [InterfaceName: DocumentSource] = [:]
}

extension LayerSources {
    /// The documents about aliases, in the order of the text.
    ///
    /// A fixed name goes to the one link that its selector finds; a pattern such as `net%d` to all that have no alias yet, in
    /// the order of their hardware addresses.
    var aliasChoices: [AliasChoice] {
        var choices: [AliasChoice] = []
        var owners: [InterfaceName: Int] = [:]
        for (document, source) in configuration?.all(LinkAliasConfig.self) ?? [] where document.isCarriedOut {
            guard let selector = try? LinkExpression(document.selector.match) else { continue }
            let matching = links.filter { selector.matches($0.value) }
            let found = matching.filter { $0.value.mayBeSelected(by: selector) }
            var aliases: [InterfaceName: InterfaceName] = [:]
            if document.isPattern {
                let free = found.filter { owners[$0.key] == nil }.sorted { $0.value.order < $1.value.order }
                for (number, link) in free.enumerated() { aliases[link.key] = document.alias(number) }
            } else if found.count == 1, let link = found.keys.first {
                aliases[link] = document.alias(0)
            }
            for link in aliases.keys {
                if let earlier = owners[link] { choices[earlier].overrulers[link] = source }
                owners[link] = choices.count
            }
            choices.append(
                AliasChoice(
                    document: document, source: source, found: found.keys.sorted(),
                    virtual: matching.keys.filter { found[$0] == nil }.sorted(), aliases: aliases))
        }
        return choices
    }
}

extension LinkStatus {
    /// Only hardware, unless the selector speaks of kinds: nobody means every container's link by `link.type == 1`.
    func mayBeSelected(by selector: LinkExpression) -> Bool { isPhysical || selector.speaksOf(.kind) }

    /// The hardware address, of a bond's port the one that it had before: a port has the bond's, and would else not be found again.
    var ownAddress: HardwareAddress? { bondSlaveState?.permanentAddr ?? hardwareAddr }

    fileprivate var order: String { ((permanentAddr ?? ownAddress)?.description ?? "~") + " " + id }
}
