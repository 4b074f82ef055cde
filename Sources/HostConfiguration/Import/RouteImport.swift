import NetworkTypes
import Resources

/// Routes as elements of the documents of their links, and as documents of their own.
struct RouteImport {
    private var routes: [RouteStatus]
    /// Blackholes, a document each.
    private(set) var blackholes: [ImportSection] = []
    private var remarks: [String] = []
    private let kernelCount: Int
    private var known: Set<Key> = []

    /// What tells routes apart for the kernel: of two with one key, only one can be asked for.
    private struct Key: Hashable {
        let table: RoutingTable
        let destination: IPPrefix
        let metric: UInt32
        let link: InterfaceName?
    }

    init(_ statuses: [RouteStatus]) {
        let foreign = statuses.filter { $0.protocol != .kernel && $0.table != .local }
        kernelCount = statuses.count - foreign.count
        routes = foreign.sorted { Self.order($0) < Self.order($1) }
        var names: Set<IPPrefix> = []
        for route in routes where route.type == .blackhole { addBlackhole(route, &names) }
        routes.removeAll { $0.type == .blackhole }
    }

    private static func order(_ route: RouteStatus) -> (UInt32, UInt8, IPPrefix, UInt32, String) {
        let table = route.table == .main ? 0 : route.table.rawValue
        return (table, route.family.rawValue, destination(route), route.priority, route.id)
    }

    private static func destination(_ route: RouteStatus) -> IPPrefix { route.dst ?? .everything(route.family) }

    /// Takes the routes through a link that a document describes.
    mutating func take(through link: InterfaceName) -> (elements: [JSON], remarks: [String]) {
        var elements: [JSON] = []
        var remarks: [String] = []
        for route in routes where route.outLinkName == link {
            switch element(route, link) {
            case .success(let element): elements.append(element)
            case .failure(let reason): remarks.append("\(Self.words(route)): \(reason.words)")
            }
        }
        routes.removeAll { $0.outLinkName == link }
        return (elements, remarks)
    }

    /// Takes the routes through a link that no document describes, as words.
    mutating func leave(through link: InterfaceName) -> [String] {
        let left = routes.filter { $0.outLinkName == link }.map(Self.words)
        routes.removeAll { $0.outLinkName == link }
        return left
    }

    /// What no link's document has.
    var rest: ImportSection {
        let others = routes.map { route in
            "\(Self.words(route)): "
                + (route.nextHops.isEmpty
                    ? "no document can say a route of type \(route.type)" : "no document can say several next hops")
        }
        let count =
            kernelCount == 0 ? [] : ["\(kernelCount) routes that the kernel made of addresses, and its table local"]
        let all = remarks + others + count
        return ImportSection(title: all.isEmpty ? [] : ["routes"], remarks: all)
    }

    private struct Reason: Error { let words: String }

    private mutating func element(_ route: RouteStatus, _ link: InterfaceName) -> Result<JSON, Reason> {
        if let reason = Self.maker(route) { return .failure(reason) }
        var configured = ConfiguredRoute()
        (configured.destination, configured.gateway) = (Self.destination(route), route.gateway)
        (configured.source, configured.mtu, configured.metric) = (route.src, route.mtu, route.priority)
        if route.table != .main { configured.table = route.table }
        let differences = Self.differences(route, RouteLayers.spec(configured, link).normalized())
        guard differences.isEmpty else { return .failure(Self.unsaid(differences)) }
        let isPlain = route.family == .inet6 && route.gateway == nil
        let key = Key(
            table: route.table, destination: Self.destination(route), metric: route.priority, link: isPlain ? link : nil
        )
        guard known.insert(key).inserted else {
            return .failure(Reason(words: "another route has its destination and its metric"))
        }
        var json = configured.json
        if route.table == .main { json["table"] = nil }
        if route.priority == RouteLayers.defaultMetric { json["metric"] = nil }
        return .success(json)
    }

    private mutating func addBlackhole(_ route: RouteStatus, _ names: inout Set<IPPrefix>) {
        let destination = Self.destination(route)
        var document = BlackholeRouteConfig()
        (document.name, document.metric) = (destination.description, route.priority)
        let differences = RouteLayers.blackhole(document).map { Self.differences(route, $0.normalized()) } ?? []
        var reason = Self.maker(route) ?? (differences.isEmpty ? nil : Self.unsaid(differences))
        if reason == nil, !names.insert(destination).inserted {
            reason = Reason(words: "another document has its destination as its name")
        }
        if let reason { return remarks.append("\(Self.words(route)): \(reason.words)") }
        let members: [String: JSON] =
            route.priority == RouteLayers.defaultMetric ? [:] : ["metric": .integer(Int64(route.priority))]
        blackholes.append(
            ImportSection(
                document: ImportSection.document(BlackholeRouteConfig.kind, name: document.name, members)))
    }
}

extension RouteImport {
    /// Who makes it again and again, where that is somebody.
    private static func maker(_ route: RouteStatus) -> Reason? {
        let own: Set<RouteProtocol> = [.unspec, .boot, .static, .netstrata]
        guard !own.contains(route.protocol) else { return nil }
        return Reason(words: "its protocol is \(route.protocol); who made it goes on doing so")
    }

    private static func unsaid(_ differences: [String]) -> Reason {
        Reason(words: "a document can't say \(differences.joined(separator: ", "))")
    }

    private static func differences(_ route: RouteStatus, _ spec: RouteSpec) -> [String] {
        var words: [String] = []
        if route.type != spec.type { words.append("its type \(route.type)") }
        if route.table != spec.table { words.append("its table \(route.table)") }
        if route.dst != spec.dst { words.append("its destination") }
        if route.gateway != spec.gateway { words.append("its gateway") }
        if !spec.type.hasNoDevice, route.outLinkName != spec.outLinkName { words.append("its link") }
        if route.priority != spec.priority { words.append("its metric \(route.priority)") }
        if route.family == .inet4, route.scope != spec.scope { words.append("its scope \(route.scope)") }
        if route.src != spec.src { words.append("its source") }
        if route.mtu != spec.mtu { words.append("its MTU \(route.mtu)") }
        if !route.nextHops.isEmpty { words.append("several next hops") }
        return words + route.further.map(further)
    }

    /// What ip-route(8) calls a metric (`RTAX_*`, `linux/rtnetlink.h`) that is known by its number alone.
    private static func further(_ words: String) -> String {
        let names = [
            1: "lock", 3: "window", 4: "rtt", 5: "rttvar", 6: "ssthresh", 7: "cwnd", 8: "advmss", 9: "reordering",
            10: "hoplimit", 11: "initcwnd", 12: "features", 13: "rto_min", 14: "initrwnd", 15: "quickack",
            16: "congctl",
        ]
        let parts = words.split(separator: " ")
        guard parts.count == 2, parts[0] == "metric", let number = Int(parts[1]), let name = names[number] else {
            return "'\(words)'"
        }
        return "its \(name)"
    }

    /// The route as ip-route(8) shows it, as far as it tells it from others.
    private static func words(_ route: RouteStatus) -> String {
        var words = ["route", (route.dst ?? .everything(route.family)).description]
        if let gateway = route.gateway { words += ["via", gateway.description] }
        for hop in route.nextHops {
            words +=
                ["nexthop"] + (hop.gateway.map { ["via", $0.description] } ?? [])
                + (hop.outLinkName.map { ["dev", $0.description] } ?? [])
        }
        if let link = route.outLinkName, !route.type.hasNoDevice { words += ["dev", link.description] }
        if route.table != .main { words += ["table", route.table.description] }
        if route.priority != 0 { words += ["metric", String(route.priority)] }
        return words.joined(separator: " ")
    }
}
