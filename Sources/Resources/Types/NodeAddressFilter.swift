public import NetworkTypes

/// Which of the host's addresses lists of that name show.
public struct NodeAddressFilter: ResourceSpec {
    /// The filter's name; not a member, the id says it.
    public var name = ""
    /// Only addresses in one of these networks; none for all.
    public var includeSubnets: [IPPrefix] = []
    /// No address in any of these.
    public var excludeSubnets: [IPPrefix] = []

    /// A filter that lets everything through.
    public init() {}

    /// Every member.
    public static let fields: FieldList<NodeAddressFilter> = [
        Field(
            "includeSubnets", \.includeSubnets, "Only addresses in one of these networks; none for all.", .omitsEmpty),
        Field("excludeSubnets", \.excludeSubnets, "No address in any of these networks.", .omitsEmpty),
    ]

    /// The type's name.
    public static let typeName = "NodeAddressFilter"
    /// What it is for.
    public static let summary = "Which addresses the NodeAddress lists with its name show."
    /// Beside what it filters.
    public static let placement = Placement.plain(namespace: Namespace.network)
    /// What a table shows.
    public static let columns = [Column("INCLUDE", "includeSubnets"), Column("EXCLUDE", "excludeSubnets")]
    /// What isn't private.
    public static let example = Example("public", ["excludeSubnets": ["10.0.0.0/8", "192.168.0.0/16"]])
    /// How an id looks.
    public static let idForm = "a name of small letters, digits and dashes, such as public"
    /// The name.
    public var id: String { name }
    /// The id is no member.
    public static func members(fromID id: String) -> [String: JSON]? {
        let isName = id.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") }
        return isName && !id.isEmpty ? [:] : nil
    }
}
