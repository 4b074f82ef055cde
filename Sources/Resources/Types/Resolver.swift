public import NetworkTypes

/// The servers that the host should ask for names (resolv.conf(5)).
public struct ResolverSpec: ResourceSpec {
    /// The servers, in order.
    public var nameServers: [NameServer] = []
    /// Their addresses.
    public var dnsServers: [IPAddress] = []
    /// Domains in which short names are looked up.
    public var searchDomains: [DomainName] = []
    /// Whether the search domains replace those of lower layers.
    public var searchDomainsOverridden = false
    /// Where the intent comes from.
    public var layer = ConfigurationLayer.api

    /// No server.
    public init() {}

    /// Every member.
    public static let fields: FieldList<ResolverSpec> = [
        Field("nameServers", \.nameServers, "The servers, in the order in which they are asked.", .omitsEmpty),
        Field(
            "dnsServers", \.dnsServers,
            "Their addresses alone; a merged spec repeats them here. Either this or nameServers can be written.",
            .omitsEmpty),
        Field("searchDomains", \.searchDomains, "Domains in which short names are looked up, in order."),
        Field(
            "searchDomainsOverridden", \.searchDomainsOverridden,
            "The search domains replace those of lower layers instead of coming before them.", .omitsEmpty),
        Field("layer", \.layer, "Where the intent comes from; follows from the id."),
    ]

    /// The type's name.
    public static let typeName = "ResolverSpec"
    /// What it is for.
    public static let summary = "The servers that the host should ask for names, and its search domains."
    /// People's intent in layers.
    public static let placement = Placement.layered
    /// What a table shows.
    public static let columns = [
        Column("LAYER", "layer"), Column("RESOLVERS", "nameServers.addr"), Column("SEARCHDOMAINS", "searchDomains"),
    ]
    /// Two servers and a domain.
    public static let example = Example(
        "resolvers",
        ["nameServers": [["addr": "192.0.2.53"], ["addr": "2001:db8::53"]], "searchDomains": ["example.com"]])
    /// Merged, then given to the host's resolver.
    public static let stages = ["ResolverMergeController", "ResolverSpecController"]
    /// Through files of the host.
    public static let consequences: [Consequence] = [.files(.resolvers, after: "ResolverStatusController")]
    /// How an id looks.
    public static let idForm = "resolvers"
    /// There is one.
    public var id: String { "resolvers" }
    /// There is one.
    public static func members(fromID id: String) -> [String: JSON]? { id == "resolvers" ? [:] : nil }

    /// Servers in one form: only what is merged repeats their addresses.
    public func normalized() -> ResolverSpec {
        var spec = self
        if nameServers.isEmpty { spec.nameServers = dnsServers.map(NameServer.init) }
        spec.dnsServers = []
        return spec
    }

    /// Two lists of servers that differ.
    public func contradictions() -> [Fault] {
        guard !nameServers.isEmpty, !dnsServers.isEmpty, dnsServers != nameServers.compactMap(\.addr) else { return [] }
        return [Fault(JSONPointer(tokens: ["dnsServers"]), "nameServers says others; leave one of the two out")]
    }
}

/// The servers that the host asks for names.
public struct ResolverStatus: ResourceSpec {
    /// The servers' addresses, in order.
    public var dnsServers: [IPAddress] = []
    /// The servers, in order.
    public var nameServers: [NameServer] = []
    /// Domains in which short names are looked up.
    public var searchDomains: [DomainName] = []
    /// What the servers were given to.
    public var destination = ""

    /// No server.
    public init() {}

    /// Every member.
    public static let fields: FieldList<ResolverStatus> = [
        Field("dnsServers", \.dnsServers, "The servers' addresses, in order."),
        Field("nameServers", \.nameServers, "The servers, in order.", .omitsEmpty),
        Field("searchDomains", \.searchDomains, "Domains in which short names are looked up."),
        Field(
            "destination", \.destination, oneOf: ["", "file", "systemd-resolved"],
            "What the servers were given to: file (resolv.conf), systemd-resolved, or empty for nothing yet."),
    ]

    /// The type's name.
    public static let typeName = "ResolverStatus"
    /// What it is for.
    public static let summary = "The servers that the host asks for names, and its search domains."
    /// As `talosctl get resolvers`.
    public static let aliases = ["resolver", "resolvers"]
    /// Written by a controller.
    public static let placement = Placement.observed
    /// What a table shows.
    public static let columns = [
        Column("RESOLVERS", "dnsServers"), Column("SEARCHDOMAINS", "searchDomains"),
        Column("DESTINATION", "destination"),
    ]
    /// One server.
    public static let example = Example(
        "resolvers",
        ["dnsServers": ["192.0.2.53"], "nameServers": [["addr": "192.0.2.53"]], "destination": "file"])
    /// How an id looks.
    public static let idForm = ResolverSpec.idForm
    /// There is one.
    public var id: String { "resolvers" }
    /// There is one.
    public static func members(fromID id: String) -> [String: JSON]? { ResolverSpec.members(fromID: id) }
}
