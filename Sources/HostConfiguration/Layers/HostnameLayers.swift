import NetworkTypes
public import Resources

/// The host's name (Talos' HostnameConfigController).
public enum HostnameLayers: LayerRule {
    /// The name.
    public typealias Spec = HostnameSpec
    /// A name can be made of the address.
    public static let inputs = [NodeAddress.typeName]

    /// The name that the command line gives, the one that a document gives, and one that is made where a document asks for it.
    public static func specs(_ sources: LayerSources) -> [LayeredSpec<HostnameSpec>] {
        let document = sources.configuration?.all(HostnameConfig.self).first
        let legacy = sources.configuration?.legacy?.machine.network.hostname ?? ""
        let legacySource = sources.configuration?.legacySource?.at("machine", "network", "hostname")
        return [
            automatic(document?.document, sources).flatMap { spec($0, .default, automaticSource(sources)) },
            sources.commandLine.hostnameSpec.map { LayeredSpec($0, .cmdline) },
            document.flatMap { spec($0.document.hostname, .configuration, $0.source.at("hostname")) }
                ?? spec(legacy, .configuration, legacySource),
        ].compactMap { $0 } + sources.platform(\.hostnames)
    }

    /// A name that nobody thought of: always the same one, or in Talos' profile one of the host's address.
    private static func automatic(_ document: HostnameConfig?, _ sources: LayerSources) -> String? {
        guard let configuration = sources.configuration, document?.auto != .off else { return nil }
        if document?.auto == .stable || configuration.legacy?.machine.features.stableHostname == true {
            return sources.host.identity.isEmpty ? nil : AutomaticHostname.stable(identity: sources.host.identity)
        }
        guard sources.hasTalosDefaults else { return nil }
        return sources.addresses["default"]?.addresses.first.map { AutomaticHostname.address($0.address) }
    }

    /// Who asks for such a name; `nil` where only Talos' profile does.
    private static func automaticSource(_ sources: LayerSources) -> DocumentSource? {
        let document = sources.configuration?.all(HostnameConfig.self).first
        if let document, document.document.auto != nil { return document.source.at("auto") }
        guard sources.configuration?.legacy?.machine.features.stableHostname == true else { return nil }
        return sources.configuration?.legacySource?.at("machine", "features", "stableHostname")
    }

    private static func spec(
        _ name: String, _ layer: ConfigurationLayer, _ source: DocumentSource?
    ) -> LayeredSpec<HostnameSpec>? {
        var spec = HostnameSpec()
        spec.hostname = DomainName(name)
        guard spec.hostname != nil, spec.contradictions().isEmpty else { return nil }
        return LayeredSpec(spec, layer, from: source)
    }
}
