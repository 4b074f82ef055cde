import NetworkTypes
public import Resources

/// Routes (Talos' RouteConfigController).
public enum RouteLayers: LayerRule {
    /// Routes.
    public typealias Spec = RouteSpec
    /// Documents may call links by other names.
    public static let inputs = [LinkStatus.typeName]

    /// The metric of a route of which none is said.
    static let defaultMetric: UInt32 = 1024

    /// Those of the command line, of all documents about links, and those that lead nowhere.
    public static func specs(_ sources: LayerSources) -> [LayeredSpec<RouteSpec>] {
        let linked = sources.describedLinks.flatMap { described in
            described.routes.map { LayeredSpec(spec($0.value, described.name), .configuration, from: $0.source) }
        }
        let blackholes = sources.configuration?.all(BlackholeRouteConfig.self) ?? []
        return sources.commandLine.routes.map { LayeredSpec($0, .cmdline) } + sources.platform(\.routes) + linked
            + blackholes.compactMap { document, source in
                blackhole(document).map { LayeredSpec($0, .configuration, from: source) }
            }
    }

    /// What a document's route asks for; its own `metric: 0` is the kernel's, which a host's routes have as a rule.
    static func spec(_ route: ConfiguredRoute, _ link: InterfaceName) -> RouteSpec {
        var spec = RouteSpec()
        (spec.dst, spec.gateway, spec.src, spec.outLinkName) = (route.destination, route.gateway, route.source, link)
        spec.priority = route.metric ?? defaultMetric
        spec.mtu = route.mtu
        spec.table = route.table == .unspec ? .main : route.table
        return spec
    }

    static func blackhole(_ document: BlackholeRouteConfig) -> RouteSpec? {
        guard let destination = document.destination else { return nil }
        var spec = RouteSpec()
        (spec.dst, spec.type, spec.family) = (destination, .blackhole, destination.family)
        spec.priority = document.metric ?? defaultMetric
        return spec
    }
}
