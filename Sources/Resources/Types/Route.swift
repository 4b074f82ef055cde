public import NetworkTypes

/// A route that should exist (`ip route add`; rtnetlink `RTM_NEWROUTE`).
public struct RouteSpec: ResourceSpec {
    /// The protocol version; derived where an address says it.
    public var family: AddressFamily?
    /// Where to; absent is everywhere, the default route.
    public var dst: IPPrefix?
    /// The source address that packets of this host prefer.
    public var src: IPAddress?
    /// Where packets go next.
    public var gateway: IPAddress?
    /// The link through which.
    public var outLinkName: InterfaceName?
    /// The routing table.
    public var table = RoutingTable.main
    /// The metric; lower is preferred.
    public var priority: UInt32 = 0
    /// How far away the destination is.
    public var scope: RouteScope?
    /// What the route does.
    public var type = RouteType.unicast
    /// Flags of the route.
    public var flags = RouteFlags()
    /// Where the route comes from; the kernel gets our own number.
    public var `protocol` = RouteProtocol.static
    /// Largest packet along the route.
    public var mtu: UInt32 = 0
    /// Whether the gateway is taken as reachable on the link without an address that says so.
    public var onLink = false
    /// Several next hops that share the traffic.
    public var nextHops: [NextHop] = []
    /// Where the intent comes from.
    public var layer = ConfigurationLayer.api

    /// A route about which nothing is said.
    public init() {}

    /// What a route that somebody asks for can do; the kernel makes the other types by itself or not at all.
    public static let types: [RouteType] = [.unicast, .local, .blackhole, .unreachable, .prohibit, .throw]

    /// Every member.
    public static let fields: FieldList<RouteSpec> = [
        Field("family", \.family, "inet4 or inet6. rtm_family."),
        Field("dst", \.dst, "Where to; empty is everywhere, the default route. RTA_DST."),
        Field("src", \.src, "The source address that this host's own packets prefer. RTA_PREFSRC.", .omitsEmpty),
        Field(
            "gateway", \.gateway, "Where packets go next; an IPv6 gateway for IPv4 is RFC 8950. RTA_GATEWAY, RTA_VIA."),
        Field("outLinkName", \.outLinkName, "The link through which. RTA_OIF.", .omitsEmpty),
        Field("table", \.table, "The routing table. RTA_TABLE."),
        Field("priority", \.priority, "The metric; lower is preferred; IPv6 takes 0 for 1024. RTA_PRIORITY."),
        Field("scope", \.scope, "How far away the destination is; follows from the gateway. rtm_scope."),
        Field("type", \.type, "unicast, blackhole, unreachable, prohibit, throw or local. rtm_type."),
        Field("flags", \.flags, "Flags of the route. rtm_flags.", .omitsEmpty),
        Field("protocol", \.protocol, "Where the route comes from; the kernel gets Netstrata's own number, 117."),
        Field(
            "mtu", \.mtu, in: 0...65_535, "Largest packet in bytes along the route; 0 for none. RTAX_MTU.", .omitsEmpty),
        Field("onLink", \.onLink, "Take the gateway as reachable on the link. RTNH_F_ONLINK.", .omitsEmpty),
        Field("nextHops", \.nextHops, "Several next hops that share the traffic. RTA_MULTIPATH.", .omitsEmpty),
        Field("layer", \.layer, "Where the intent comes from; follows from the id."),
    ]

    /// The type's name.
    public static let typeName = "RouteSpec"
    /// What it is for.
    public static let summary = "A route that should exist."
    /// People's intent in layers.
    public static let placement = Placement.layered
    /// What a table shows.
    public static let columns = [
        Column("DESTINATION", "dst"), Column("GATEWAY", "gateway"), Column("LINK", "outLinkName"),
        Column("METRIC", "priority"), Column("TABLE", "table"), Column("TYPE", "type", isWide: true),
        Column("LAYER", "layer"),
    ]
    /// A network behind a gateway.
    public static let example = Example("inet4/192.0.2.1/198.51.100.0/24/1024", ["outLinkName": "eth0"])
    /// Merged, then applied.
    public static let stages = ["RouteMergeController", "RouteSpecController"]
    /// How an id looks.
    public static let idForm = RouteID.form
    /// The parts that tell routes apart.
    public var id: String {
        RouteID.text(
            table: table, link: outLinkName, family: family ?? .inet4, gateway: gateway, destination: dst,
            priority: priority)
    }
    /// Table, link, family, gateway, destination and metric.
    public static func members(fromID id: String) -> [String: JSON]? { RouteID.members(id) }

    /// Everywhere as no destination, host bits cleared, the scope that follows.
    public func normalized() -> RouteSpec {
        var spec = self
        spec.family = family ?? dst?.family ?? gateway?.family ?? .inet4
        spec.dst = dst?.isEverything == true ? nil : dst?.masked
        spec.gateway = gateway?.isUnspecified == true ? nil : gateway
        spec.scope = scope ?? impliedScope(spec)
        return spec
    }

    private func impliedScope(_ spec: RouteSpec) -> RouteScope {
        if spec.family == .inet6 { return .global }
        if type == .local || spec.dst?.address.isLoopback == true { return .host }
        return spec.gateway == nil && nextHops.isEmpty && type == .unicast ? .link : .global
    }

    /// Families that differ, and members that exclude each other.
    public func contradictions() -> [Fault] {
        var faults: [Fault] = []
        func fault(_ member: String, _ detail: String) { faults.append(Fault(JSONPointer(tokens: [member]), detail)) }
        let family = self.family ?? dst?.family ?? gateway?.family ?? .inet4
        if let dst, dst.family != family { fault("dst", "\(dst) isn't \(family)") }
        if let src, src.family != family { fault("src", "\(src) isn't \(family)") }
        if let gateway, gateway.family != family, family == .inet6 { fault("gateway", "\(gateway) isn't inet6") }
        if !Self.types.contains(type) {
            fault("type", "one of \(Self.types.map(\.description).joined(separator: ", ")) is expected")
        }
        if type.hasNoDevice, gateway != nil || outLinkName != nil || !nextHops.isEmpty {
            fault("type", "a \(type) route has neither gateway nor link nor next hops")
        }
        if !nextHops.isEmpty, gateway != nil { fault("nextHops", "give either a gateway or next hops") }
        if type == .unicast, gateway == nil, outLinkName == nil, nextHops.isEmpty {
            fault("gateway", "a route needs a gateway, a link (outLinkName) or next hops, or the type blackhole")
        }
        if onLink, outLinkName == nil { fault("onLink", "an on-link gateway needs outLinkName") }
        if mtu != 0, mtu < 68 { fault("mtu", "at least 68 bytes are needed (RFC 791 §3.2), or 0 for none") }
        if table == .unspec { fault("table", "a table from 1 to \(UInt32.max) is expected") }
        return faults
    }
}

/// One of several next hops.
public struct NextHop: FieldRecord {
    /// Where packets go next.
    public var gateway: IPAddress?
    /// The link through which.
    public var outLinkName: InterfaceName?
    /// The share of the traffic.
    public var weight: UInt32 = 1
    /// A next hop about which nothing is said.
    public init() {}
    /// Every member.
    public static let fields: FieldList<NextHop> = [
        Field("gateway", \.gateway, "Where packets go next.", .omitsEmpty),
        Field("outLinkName", \.outLinkName, "The link through which.", .omitsEmpty),
        Field("weight", \.weight, in: 1...256, "The share of the traffic. rtnh_hops + 1."),
    ]
    /// One of the two ways to say where.
    public func contradictions() -> [Fault] {
        gateway == nil && outLinkName == nil ? [Fault(.root, "a next hop needs a gateway or a link (outLinkName)")] : []
    }
}
