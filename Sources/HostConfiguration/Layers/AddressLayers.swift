import NetworkTypes
public import Resources

/// Addresses of links (Talos' AddressConfigController).
public enum AddressLayers: LayerRule {
    /// Addresses.
    public typealias Spec = AddressSpec
    /// Documents may call links by other names.
    public static let inputs = [LinkStatus.typeName]

    /// Those of the command line and of all documents about links.
    public static func specs(_ sources: LayerSources) -> [LayeredSpec<AddressSpec>] {
        var specs = sources.commandLine.addresses.map { LayeredSpec($0, .cmdline) }
        if sources.hasTalosDefaults, let loopback = loopback { specs.append(LayeredSpec(loopback, .default)) }
        return specs + sources.platform(\.addresses)
            + sources.describedLinks.flatMap { described in
                described.addresses.compactMap { said in
                    spec(said.value, described.name).map { LayeredSpec($0, .configuration, from: said.source) }
                }
            }
    }

    static func spec(_ address: ConfiguredAddress, _ link: InterfaceName) -> AddressSpec? {
        guard let prefix = address.address else { return nil }
        var spec = AddressSpec()
        (spec.address, spec.linkName, spec.priority) = (prefix, link, address.routePriority ?? 0)
        (spec.flags, spec.scope, spec.broadcast) = (address.flags ?? [], address.scope, address.broadcast)
        return spec
    }

    private static var loopback: AddressSpec? {
        guard let address = IPPrefix("127.0.0.1/8") else { return nil }
        var spec = AddressSpec()
        (spec.address, spec.linkName, spec.scope) = (address, InterfaceName("lo"), .host)
        return spec
    }
}
