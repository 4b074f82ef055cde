public import NetworkTypes

/// Some of the host's own addresses, in order, without those of one link only.
///
/// `current` are those on links that are up; `routed` the same without what only translation or a tunnel makes reachable;
/// `accumulative` all there ever were; `default` is the one that stands for the host, as long as it is there. A
/// `NodeAddressFilter` named `x` adds `current-x`, `routed-x` and `accumulative-x`.
public struct NodeAddress: ResourceSpec {
    /// Which of them; not a member, the id says it.
    public var name = ""
    /// The addresses with their prefix lengths.
    public var addresses: [IPPrefix] = []
    /// How they are sorted.
    public var sortAlgorithm = AddressSortAlgorithm.v1

    /// No address.
    public init() {}

    /// Every member.
    public static let fields: FieldList<NodeAddress> = [
        Field("addresses", \.addresses, "The addresses with their prefix lengths, each once."),
        Field("sortAlgorithm", \.sortAlgorithm, "How they are sorted."),
    ]

    /// The type's name.
    public static let typeName = "NodeAddress"
    /// The plural.
    public static let plural = "nodeaddresses"
    /// What it is for.
    public static let summary =
        "The host's own addresses: all on links that are up, those that others reach, all there ever were, the default."
    /// Written by a controller.
    public static let placement = Placement.observed
    /// What a table shows.
    public static let columns = [
        Column("ADDRESSES", "addresses"), Column("SORTALGORITHM", "sortAlgorithm", isWide: true),
    ]
    /// A host with one address.
    public static let example = Example("current", ["addresses": ["192.0.2.10/24"], "sortAlgorithm": "v1"])
    /// How an id looks.
    public static let idForm =
        "default, current, routed, accumulative, or one of the last three, a dash and a filter's name"
    /// Which addresses.
    public var id: String { name }
    /// The id is no member.
    public static func members(fromID id: String) -> [String: JSON]? { NodeAddressFilter.members(fromID: id) }
}
