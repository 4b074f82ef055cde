public import NetworkTypes

/// Another name for a link (`ip link set … alias`; IFLA_IFALIAS).
public struct LinkAliasSpec: ResourceSpec {
    /// The link's name in the kernel.
    public var linkName: InterfaceName?
    /// The other name.
    public var alias: InterfaceName?
    /// Where the intent comes from.
    public var layer = ConfigurationLayer.api

    /// No name.
    public init() {}

    /// Every member.
    public static let fields: FieldList<LinkAliasSpec> = [
        Field("linkName", \.linkName, "The link's name in the kernel; follows from the id. IFLA_IFNAME.", .required),
        Field("alias", \.alias, "The other name, as `ip link` shows it. IFLA_IFALIAS.", .required),
        Field("layer", \.layer, "Where the intent comes from; follows from the id."),
    ]

    /// The type's name.
    public static let typeName = "LinkAliasSpec"
    /// What it is for.
    public static let summary = "Another name for a link."
    /// People's intent in layers.
    public static let placement = Placement.layered
    /// What a table shows.
    public static let columns = [Column("ALIAS", "alias"), Column("LAYER", "layer")]
    /// A name that says what the link is for.
    public static let example = Example("enp0s2", ["alias": "mgmt0"])
    /// Merged, then applied.
    public static let stages = ["LinkAliasMergeController", "LinkAliasSpecController"]
    /// How an id looks.
    public static let idForm = "<link>, such as enp0s2: \(InterfaceName.form)"
    /// The link.
    public var id: String { linkName?.description ?? "" }
    /// The link.
    public static func members(fromID id: String) -> [String: JSON]? {
        InterfaceName(id) == nil || id.contains("/") ? nil : ["linkName": .string(id)]
    }
}
