import NetworkTypes
public import Resources

/// Settings of Ethernet devices (Talos' EthernetConfigController).
public enum EthernetLayers: LayerRule {
    /// Settings of Ethernet devices.
    public typealias Spec = EthernetSpec
    /// Documents may call links by other names.
    public static let inputs = [LinkStatus.typeName]

    /// Those of each document.
    public static func specs(_ sources: LayerSources) -> [LayeredSpec<EthernetSpec>] {
        (sources.configuration?.all(EthernetConfig.self) ?? []).compactMap { document, source in
            guard let link = sources.link(document.name) else { return nil }
            var spec = EthernetSpec()
            spec.linkName = link
            (spec.rings, spec.features, spec.channels) = (document.rings, document.features, document.channels)
            spec.wakeOnLan = document.wakeOnLan
            return LayeredSpec(spec, .configuration, from: source)
        }
    }
}
