import NetworkTypes
public import Resources

/// DHCP and shared addresses (Talos' OperatorConfigController and OperatorVIPConfigController).
public enum OperatorLayers: LayerRule {
    /// Operators.
    public typealias Spec = OperatorSpec
    /// Links are looked up, and in Talos' profile all of them ask for addresses.
    public static let inputs = [LinkStatus.typeName]

    private static let defaultMetric: UInt32 = 1024

    /// Those of Talos' profile, of the command line and of documents.
    public static func specs(_ sources: LayerSources) -> [LayeredSpec<OperatorSpec>] {
        let lines = sources.commandLine.operators.map { LayeredSpec($0, .cmdline) }
        let devices = sources.legacyDevices.flatMap { specs($0, sources) }
        let documents = (sources.configuration?.documents ?? []).compactMap { document in
            spec(document, sources).map { LayeredSpec($0, .configuration, from: document.source) }
        }
        return defaults(sources) + lines + sources.platform(\.operators) + devices + documents
    }

    /// DHCP for IPv4 on every physical link of which nothing is said, as long as no document speaks of links.
    private static func defaults(_ sources: LayerSources) -> [LayeredSpec<OperatorSpec>] {
        guard sources.hasTalosDefaults, !speaksOfLinks(sources) else { return [] }
        let line = sources.commandLine
        let mentioned = Set(line.ignoredLinks + line.links.compactMap(\.name) + sources.legacyDevices.map(\.name))
            .union(ignoredDevices(sources))
        return sources.links.filter { $0.value.isPhysical && !mentioned.contains($0.key) }.keys.sorted().map { name in
            LayeredSpec(dhcp4(name, defaultMetric), .default)
        }
    }

    private static func speaksOfLinks(_ sources: LayerSources) -> Bool {
        (sources.configuration?.documents ?? []).contains { document in
            document.network is any LinkDocument || document.network is DHCPv4Config || document.network is DHCPv6Config
        }
    }

    /// Links that the legacy document says to leave alone.
    private static func ignoredDevices(_ sources: LayerSources) -> Set<InterfaceName> {
        let devices = sources.configuration?.legacy?.machine.network.interfaces ?? []
        return Set(devices.filter { $0.ignore == true }.compactMap { sources.link($0.interface) })
    }

    private static func dhcp4(_ link: InterfaceName, _ metric: UInt32) -> OperatorSpec {
        var spec = OperatorSpec()
        var dhcp = OperatorSpec.DHCP4()
        (dhcp.routeMetric, dhcp.clientIdentifier) = (metric, OperatorSpec.ClientIdentifier(.mac))
        (spec.operator, spec.linkName, spec.requireUp, spec.dhcp4) = (.dhcp4, link, true, dhcp)
        return spec
    }

    private static func dhcp6(_ link: InterfaceName, _ metric: UInt32) -> OperatorSpec {
        var spec = OperatorSpec()
        var dhcp = OperatorSpec.DHCP6()
        (dhcp.routeMetric, dhcp.clientIdentifier) = (metric, OperatorSpec.ClientIdentifier(.mac))
        (spec.operator, spec.linkName, spec.requireUp, spec.dhcp6) = (.dhcp6, link, true, dhcp)
        return spec
    }

    private static func vip(_ address: IPAddress, _ link: InterfaceName) -> OperatorSpec {
        var spec = OperatorSpec()
        var shared = OperatorSpec.VirtualAddress()
        (shared.ip, shared.gratuitousARP) = (address, true)
        (spec.operator, spec.linkName, spec.requireUp, spec.vip) = (.vip, link, true, shared)
        return spec
    }

    private static func spec(_ document: ConfigurationDocument, _ sources: LayerSources) -> OperatorSpec? {
        switch document.network {
        case let dhcp as DHCPv4Config:
            guard let link = sources.link(dhcp.name) else { return nil }
            var spec = dhcp4(link, dhcp.routeMetric == 0 ? defaultMetric : dhcp.routeMetric)
            spec.dhcp4?.skipHostnameRequest = dhcp.ignoreHostname ?? false
            spec.dhcp4?.skipRoutes = dhcp.ignoreRoutes ?? false
            spec.dhcp4?.clientIdentifier = OperatorSpec.ClientIdentifier(dhcp.clientIdentifier, dhcp.duidRaw)
            return spec
        case let dhcp as DHCPv6Config:
            guard let link = sources.link(dhcp.name) else { return nil }
            var spec = dhcp6(link, dhcp.routeMetric == 0 ? defaultMetric : dhcp.routeMetric)
            spec.dhcp6?.skipHostnameRequest = dhcp.ignoreHostname ?? false
            spec.dhcp6?.clientIdentifier = OperatorSpec.ClientIdentifier(dhcp.clientIdentifier, dhcp.duidRaw)
            return spec
        case let shared as Layer2VIPConfig:
            guard let address = IPAddress(shared.name), let link = sources.link(shared.link) else { return nil }
            return vip(address, link)
        default: return nil
        }
    }

    private static func specs(_ expanded: ExpandedDevice, _ sources: LayerSources) -> [LayeredSpec<OperatorSpec>] {
        let device = expanded.device
        let own = specs(device.dhcp, device.dhcpOptions, device.vip, expanded.name, expanded.source)
        return own
            + expanded.vlans.flatMap { name, vlan, source in
                specs(vlan.dhcp, vlan.dhcpOptions, vlan.vip, name, source)
            }
    }

    private static func specs(
        _ asks: Bool?, _ options: LegacyDHCPOptions?, _ shared: LegacyVIP?, _ link: InterfaceName,
        _ source: DocumentSource
    ) -> [LayeredSpec<OperatorSpec>] {
        var specs: [LayeredSpec<OperatorSpec>] = []
        func add(_ spec: OperatorSpec, _ member: String) {
            specs.append(LayeredSpec(spec, .configuration, from: source.at(member)))
        }
        if asks == true {
            let metric = options?.routeMetric ?? 0
            if options?.ipv4 ?? true { add(dhcp4(link, metric == 0 ? defaultMetric : metric), "dhcp") }
            if options?.ipv6 ?? false { add(dhcp6(link, metric == 0 ? defaultMetric : metric), "dhcp") }
        }
        if let address = shared?.ip { add(vip(address, link), "vip") }
        return specs
    }
}

extension OperatorSpec.ClientIdentifier {
    /// What a document says of the client; by its hardware address when it says nothing.
    fileprivate init(_ kind: Kind?, _ duid: HardwareAddress?) {
        self.init(kind ?? .mac)
        duidRawHex = duid?.bytes.hexadecimal ?? ""
    }
}
