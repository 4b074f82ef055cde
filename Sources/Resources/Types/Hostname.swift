public import NetworkTypes

/// The name that the host should have (`sethostname(2)`).
public struct HostnameSpec: ResourceSpec {
    /// The name without its domain.
    public var hostname: DomainName?
    /// The domain that the host is in.
    public var domainname: DomainName?
    /// Where the intent comes from.
    public var layer = ConfigurationLayer.api

    /// No name.
    public init() {}

    /// Every member.
    public static let fields: FieldList<HostnameSpec> = [
        Field(
            "hostname", \.hostname,
            "The host's name, 63 bytes at most; what stands after a dot becomes its domain. RFC 1123 §2.1.", .required),
        Field("domainname", \.domainname, "The domain that the host is in; empty for none."),
        Field("layer", \.layer, "Where the intent comes from; follows from the id."),
    ]

    /// The type's name.
    public static let typeName = "HostnameSpec"
    /// What it is for.
    public static let summary = "The name that the host should have."
    /// People's intent in layers.
    public static let placement = Placement.layered
    /// What a table shows.
    public static let columns = [
        Column("HOSTNAME", "hostname"), Column("DOMAINNAME", "domainname"), Column("LAYER", "layer"),
    ]
    /// A host in a domain.
    public static let example = Example("hostname", ["hostname": "node-1", "domainname": "example.com"])
    /// Merged, then applied.
    public static let stages = ["HostnameMergeController", "HostnameSpecController"]
    /// Through files of the host.
    public static let consequences: [Consequence] = [
        .files(.hosts, .hostname, after: "HostnameStatusController")
    ]
    /// How an id looks.
    public static let idForm = "hostname"
    /// There is one.
    public var id: String { "hostname" }
    /// There is one.
    public static func members(fromID id: String) -> [String: JSON]? { id == "hostname" ? [:] : nil }

    /// What stands after the first dot is the domain.
    public func normalized() -> HostnameSpec {
        guard let parts = hostname?.split else { return self }
        var spec = self
        spec.hostname = parts.host
        spec.domainname = domainname ?? parts.domain
        return spec
    }

    /// Two domains, or a name that is too long with its domain.
    public func contradictions() -> [Fault] {
        let spec = normalized()
        var faults: [Fault] = []
        if let said = hostname?.split.domain, let domainname, said != domainname {
            faults.append(
                Fault(
                    JSONPointer(tokens: ["domainname"]),
                    "the host name says the domain \(said) and this says \(domainname); leave one of them out"))
        }
        if let host = spec.hostname, let domain = spec.domainname, DomainName("\(host).\(domain)") == nil {
            faults.append(
                Fault(
                    JSONPointer(tokens: ["domainname"]),
                    "host and domain together have more than \(DomainName.maximumByteCount) bytes (RFC 1035 §2.3.4)"))
        }
        return faults
    }
}

/// The name that the host has.
public struct HostnameStatus: ResourceSpec {
    /// The name without its domain.
    public var hostname: DomainName?
    /// The domain that the host is in.
    public var domainname: DomainName?

    /// Nothing known.
    public init() {}

    /// Every member.
    public static let fields: FieldList<HostnameStatus> = [
        Field("hostname", \.hostname, "The host's name without its domain."),
        Field("domainname", \.domainname, "The domain that the host is in; empty for none."),
    ]

    /// The type's name.
    public static let typeName = "HostnameStatus"
    /// What it is for.
    public static let summary = "The name that the host has."
    /// As `talosctl get hostname`.
    public static let aliases = ["hostname"]
    /// Written by a controller.
    public static let placement = Placement.observed
    /// What a table shows.
    public static let columns = [Column("HOSTNAME", "hostname"), Column("DOMAINNAME", "domainname")]
    /// A host in a domain.
    public static let example = HostnameSpec.example
    /// How an id looks.
    public static let idForm = HostnameSpec.idForm
    /// There is one.
    public var id: String { "hostname" }
    /// There is one.
    public static func members(fromID id: String) -> [String: JSON]? { HostnameSpec.members(fromID: id) }
}
