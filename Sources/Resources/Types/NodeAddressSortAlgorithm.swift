public import NetworkTypes

/// How lists of the host's addresses are sorted.
public enum AddressSortAlgorithm: String, ChoiceValue {
    /// IPv4 first, by address.
    case v1
    /// The same, but an address with a longer prefix comes before those of the network in which it lies.
    case v2

    /// The prefixes in order, each once.
    public func sorted(_ prefixes: some Sequence<IPPrefix>) -> [IPPrefix] {
        Set(prefixes).sorted(by: self == .v1 ? { $0 < $1 } : IPPrefix.isNarrower)
    }
}

/// The choice of a sort algorithm for the host.
public struct NodeAddressSortAlgorithm: ResourceSpec {
    /// The algorithm.
    public var algorithm = AddressSortAlgorithm.v1

    /// The first algorithm, which hosts have that say nothing.
    public init() {}

    /// Every member.
    public static let fields: FieldList<NodeAddressSortAlgorithm> = [
        Field(
            "algorithm", \.algorithm,
            "v1: IPv4 first, by address; v2: besides, longer prefixes before the networks in which they lie.")
    ]

    /// The type's name.
    public static let typeName = "NodeAddressSortAlgorithm"
    /// What it is for.
    public static let summary = "How NodeAddress lists are sorted; v1 where there is none."
    /// Beside what it sorts.
    public static let placement = Placement.plain(namespace: Namespace.network)
    /// What a table shows.
    public static let columns = [Column("ALGORITHM", "algorithm")]
    /// Longer prefixes first.
    public static let example = Example("default", ["algorithm": "v2"])
    /// How an id looks.
    public static let idForm = "default"
    /// There is one.
    public var id: String { "default" }
    /// There is one.
    public static func members(fromID id: String) -> [String: JSON]? { id == "default" ? [:] : nil }
}
