public import NetworkTypes

/// A host whose addresses are known without asking a server (hosts(5)).
public struct StaticHost: ResourceSpec {
    /// Its name, in small letters.
    public var hostname: DomainName?
    /// Its addresses.
    public var addresses: [IPAddress] = []
    /// Where the intent comes from.
    public var layer = ConfigurationLayer.api

    /// A host without a name.
    public init() {}

    /// Every member.
    public static let fields: FieldList<StaticHost> = [
        Field("hostname", \.hostname, "The host's name in small letters; follows from the id.", .required),
        Field("addresses", \.addresses, "Its addresses, one at least.", .required),
        Field("layer", \.layer, "Where the intent comes from; follows from the id."),
    ]

    /// The type's name.
    public static let typeName = "StaticHost"
    /// What it is for.
    public static let summary = "A host whose addresses are known without asking a server, as in /etc/hosts."
    /// People's intent in layers.
    public static let placement = Placement.layered
    /// What a table shows.
    public static let columns = [Column("ADDRESSES", "addresses"), Column("LAYER", "layer")]
    /// A printer.
    public static let example = Example("printer.example.com", ["addresses": ["192.0.2.99", "2001:db8::99"]])
    /// Merged; /etc/hosts follows from it.
    public static let stages = ["StaticHostMergeController"]
    /// Through files of the host.
    public static let consequences: [Consequence] = [.files(.hosts)]
    /// It is done when the file is written.
    public static func report(on id: String) -> (type: String, id: String) {
        (ApplyStatus.typeName, "\(EtcFileSpec.typeName)/\(EtcFileSpec.Name.hosts.rawValue)")
    }
    /// How an id looks.
    public static let idForm = "a host name in small letters, such as printer.example.com"
    /// The name.
    public var id: String { hostname?.description ?? "" }

    /// The name; only small letters are the id's own spelling.
    public static func members(fromID id: String) -> [String: JSON]? {
        DomainName(id) == nil ? nil : ["hostname": .string(id)]
    }

    /// The name in small letters, each address once.
    public func normalized() -> StaticHost {
        var spec = self
        spec.hostname = hostname?.lowercased
        var seen: Set<IPAddress> = []
        spec.addresses = addresses.filter { seen.insert($0).inserted }
        return spec
    }

    /// No address.
    public func contradictions() -> [Fault] {
        addresses.isEmpty ? [Fault(JSONPointer(tokens: ["addresses"]), "a host needs an address")] : []
    }
}
