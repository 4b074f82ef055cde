public import NetworkTypes
public import Resources

/// What every document about a link may say of it.
public struct ConfiguredLink: Hashable, Sendable {
    /// Whether it is up; absent leaves it.
    public var up: Bool?
    /// Largest packet in bytes; 0 leaves it.
    public var mtu: UInt32 = 0
    /// The addresses that it has.
    public var addresses: [ConfiguredAddress] = []
    /// The routes through it.
    public var routes: [ConfiguredRoute] = []
    /// Whether it takes multicast packets; absent leaves it.
    public var multicast: Bool?

    func check(_ findings: inout Findings) {
        for (index, address) in addresses.enumerated() {
            var part = Findings()
            address.check(&part)
            findings.add(part, below: "addresses", String(index))
        }
        for (index, route) in routes.enumerated() {
            var part = Findings()
            route.check(&part)
            findings.add(part, below: "routes", String(index))
        }
    }
}

/// An address of a link.
public struct ConfiguredAddress: FieldRecord {
    /// The address with its prefix length.
    public var address: IPPrefix?
    /// The metric of the connected route; lower is preferred.
    public var routePriority: UInt32?
    /// What is special about it; absent for nothing.
    ///
    /// Neither this nor what follows is Talos': without them a host with such addresses can't be described.
    public var flags: AddressFlags?
    /// Where an IPv4 address is valid; absent is global.
    public var scope: RouteScope?
    /// The broadcast address of an IPv4 address: absent the subnet's, 0.0.0.0 for none.
    public var broadcast: IPAddress?

    /// No address yet.
    public init() {}

    /// Every member.
    public static let fields: FieldList<ConfiguredAddress> = [
        Field("address", \.address, "The address with its prefix length."),
        Field("routePriority", \.routePriority, "The metric of the connected route.", .omitsEmpty),
        Field("flags", \.flags, "What is special: nodad, noprefixroute and so on; not Talos'.", .omitsEmpty),
        Field("scope", \.scope, "Where an IPv4 address is valid: global, link, host; not Talos'.", .omitsEmpty),
        Field(
            "broadcast", \.broadcast, "The broadcast address: absent the subnet's, 0.0.0.0 for none; not Talos'.",
            .omitsEmpty),
    ]

    func check(_ findings: inout Findings) {
        guard let address else {
            return findings.fault("an address with its prefix length must be given", at: "address")
        }
        if address.address.isUnspecified { findings.fault("\(address) isn't an address of a link", at: "address") }
        let allowed: AddressFlags = address.family == .inet4 ? .managedIPv4 : .managed
        if let flags, !flags.isSubset(of: allowed) {
            findings.fault("of an address of \(address.family) only \(allowed) can be said, not \(flags)", at: "flags")
        }
        if scope != nil, address.family == .inet6 {
            findings.fault("the scope of an IPv6 address follows from the address", at: "scope")
        }
        if let broadcast, address.family == .inet6 || broadcast.family == .inet6 {
            findings.fault("only IPv4 has broadcast addresses", at: "broadcast")
        }
    }
}

/// A route through a link.
public struct ConfiguredRoute: FieldRecord {
    /// Where to; absent is everywhere, the default route.
    public var destination: IPPrefix?
    /// Where packets go next.
    public var gateway: IPAddress?
    /// The source address that this host's own packets prefer.
    public var source: IPAddress?
    /// The metric; absent is the default, 1024.
    public var metric: UInt32?
    /// Largest packet in bytes along the route; 0 for none.
    public var mtu: UInt32 = 0
    /// The routing table; `unspec` stands for main.
    public var table = RoutingTable.unspec

    /// A route about which nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<ConfiguredRoute> = [
        Field("destination", \.destination, "Where to; absent is everywhere.", .omitsEmpty),
        Field("gateway", \.gateway, "Where packets go next.", .omitsEmpty),
        Field("source", \.source, "The source address that this host's own packets prefer.", .omitsEmpty),
        Field("metric", \.metric, "The metric; lower is preferred; 1024 when it isn't said.", .omitsEmpty),
        Field("mtu", \.mtu, "Largest packet in bytes along the route.", .omitsEmpty),
        Field("table", \.table, "The routing table; main when it isn't said."),
    ]

    func check(_ findings: inout Findings) {
        if destination == nil, gateway == nil {
            findings.fault("a route needs a destination or a gateway")
        }
        // IPv4 by an IPv6 gateway is RFC 8950; there is nothing the other way round.
        if let destination, let gateway, destination.family == .inet6, gateway.family == .inet4 {
            findings.fault("\(gateway) isn't a gateway for \(destination)", at: "gateway")
        }
        if let source, let family = destination?.family ?? gateway?.family, source.family != family {
            findings.fault("\(source) isn't \(family) as the route is", at: "source")
        }
    }
}

/// A document about a link: it makes one, or it sets one that is there.
public protocol LinkDocument: NetworkDocument {
    /// What is said of the link as of any.
    var link: ConfiguredLink { get set }
    /// The document's own name.
    var name: String { get set }
}

extension LinkDocument {
    /// It is.
    public var describesLink: Bool { true }

    /// The name, the fields of the kind, and those that all links have.
    static func fields(_ own: [Field<Self>]) -> FieldList<Self> {
        let first = [Field<Self>(text: "name", \.name, "The link's name.")]
        return FieldList(
            first + own + [
                Field("up", \.link.up, "Whether it is up.", .omitsEmpty),
                Field("mtu", \.link.mtu, "Largest packet in bytes.", .omitsEmpty),
                Field("addresses", \.link.addresses, "The addresses that it has.", .omitsEmpty),
                Field("routes", \.link.routes, "The routes through it.", .omitsEmpty),
                Field("multicast", \.link.multicast, "Whether it takes multicast packets.", .omitsEmpty),
            ])
    }

    /// The name of a link that is made, and what is said of the link.
    func checkCreated(_ findings: inout Findings) {
        requireName(&findings)
        if !name.isEmpty, InterfaceName(name) == nil {
            findings.fault("\(InterfaceName.expectation) is expected, not \(JSON.string(name).article)", at: "name")
        }
        link.check(&findings)
    }
}
