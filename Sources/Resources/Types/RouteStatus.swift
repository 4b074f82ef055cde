public import NetworkTypes

/// A route as it is in the kernel, ours or somebody else's.
public struct RouteStatus: ResourceSpec {
    /// The protocol version.
    public var family = AddressFamily.inet4
    /// Where to; absent is everywhere.
    public var dst: IPPrefix?
    /// The preferred source address.
    public var src: IPAddress?
    /// Where packets go next.
    public var gateway: IPAddress?
    /// The kernel's number of the link.
    public var outLinkIndex: UInt32?
    /// The link through which.
    public var outLinkName: InterfaceName?
    /// The routing table.
    public var table = RoutingTable.main
    /// The metric.
    public var priority: UInt32 = 0
    /// How far away the destination is.
    public var scope = RouteScope.global
    /// What the route does.
    public var type = RouteType.unicast
    /// Flags of the route.
    public var flags = RouteFlags()
    /// Who made it.
    public var `protocol` = RouteProtocol.unspec
    /// Largest packet along the route.
    public var mtu: UInt32 = 0
    /// Several next hops.
    public var nextHops: [NextHop] = []
    /// What else it has.
    public var further: [String] = []

    /// A status at its defaults.
    public init() {}

    /// Every member.
    public static let fields: FieldList<RouteStatus> = [
        Field("family", \.family, "inet4 or inet6. rtm_family."),
        Field("dst", \.dst, "Where to; empty is everywhere, the default route. RTA_DST."),
        Field("src", \.src, "The source address that this host's own packets prefer. RTA_PREFSRC.", .omitsEmpty),
        Field("gateway", \.gateway, "Where packets go next. RTA_GATEWAY, RTA_VIA."),
        Field("outLinkIndex", \.outLinkIndex, "The kernel's number of the link. RTA_OIF.", .omitsEmpty),
        Field("outLinkName", \.outLinkName, "The link through which.", .omitsEmpty),
        Field("table", \.table, "The routing table. RTA_TABLE."),
        Field("priority", \.priority, "The metric; lower is preferred. RTA_PRIORITY."),
        Field("scope", \.scope, "How far away the destination is. rtm_scope."),
        Field("type", \.type, "What the route does. rtm_type."),
        Field("flags", \.flags, "Flags of the route. rtm_flags.", .omitsEmpty),
        Field("protocol", \.protocol, "Who made it; netstrata is ours. rtm_protocol."),
        Field("mtu", \.mtu, "Largest packet in bytes along the route; 0 for none. RTAX_MTU.", .omitsEmpty),
        Field("nextHops", \.nextHops, "Several next hops that share the traffic. RTA_MULTIPATH.", .omitsEmpty),
        Field("further", \.further, "What else it has, by the words of ip-route(8): onlink, tos, nhid.", .omitsEmpty),
    ]

    /// The type's name.
    public static let typeName = "RouteStatus"
    /// What it is for.
    public static let summary = "A route as it is in the kernel, ours or somebody else's."
    /// As `talosctl get routes`.
    public static let aliases = ["route", "routes"]
    /// Written by a controller.
    public static let placement = Placement.observed
    /// What a table shows.
    public static let columns = [
        Column("DESTINATION", "dst"), Column("GATEWAY", "gateway"), Column("LINK", "outLinkName"),
        Column("METRIC", "priority"), Column("TABLE", "table", isWide: true), Column("TYPE", "type", isWide: true),
        Column("PROTOCOL", "protocol"),
    ]
    /// A connected network.
    public static let example = Example("inet4//192.0.2.0/24/0", ["outLinkName": "eth0", "protocol": "kernel"])
    /// How an id looks.
    public static let idForm = RouteID.form
    /// The parts that tell routes apart.
    public var id: String {
        RouteID.text(
            table: table, link: outLinkName, family: family, gateway: gateway, destination: dst, priority: priority)
    }
    /// As for RouteSpec.
    public static func members(fromID id: String) -> [String: JSON]? { RouteID.members(id) }
}
