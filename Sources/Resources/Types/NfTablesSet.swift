public import NetworkTypes

/// A set of values that rules look into by its name (`nft add set`; `NFT_MSG_NEWSET`).
public struct NfTablesSetSpec: ResourceSpec {
    /// What its elements are, by the words of nft(8).
    public enum ElementType: String, ChoiceValue {
        /// IPv4 addresses, networks and ranges.
        case ipv4Address = "ipv4_addr"
        /// IPv6 addresses, networks and ranges.
        case ipv6Address = "ipv6_addr"

        /// The family of the addresses.
        public var family: AddressFamily { self == .ipv4Address ? .inet4 : .inet6 }
    }

    /// Its name.
    public var name: NfTablesName?
    /// What its elements are.
    public var type: ElementType?
    /// The elements.
    public var elements: [IPRange] = []
    /// Where the intent comes from.
    public var layer = ConfigurationLayer.api

    /// A set about which nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<NfTablesSetSpec> = [
        Field("name", \.name, "Its name; follows from the id.", .required),
        Field("type", \.type, "What its elements are: ipv4_addr or ipv6_addr. NFTA_SET_KEY_TYPE.", .required),
        Field(
            "elements", \.elements, atMost: Limit.elementCount,
            "Addresses, networks, and ranges such as 192.0.2.10-192.0.2.20; what overlaps is put together."),
        Field("layer", \.layer, "Where the intent comes from; follows from the id."),
    ]

    /// The type's name.
    public static let typeName = "NfTablesSetSpec"
    /// What it is for.
    public static let summary = "A set of addresses that rules of the packet filter look into by its name."
    /// People's intent in layers.
    public static let placement = Placement.layered
    /// What a table shows.
    public static let columns = [Column("TYPE", "type"), Column("LAYER", "layer")]
    /// Whom nobody wants.
    public static let example = Example(
        "blocked", ["type": "ipv4_addr", "elements": ["192.0.2.7", "198.51.100.0/24"]])
    /// Merged, then applied.
    public static let stages = ["NfTablesSetMergeController", NfTablesObjects.controller]
    /// How an id looks.
    public static let idForm = "the set's name, such as blocked"
    /// The name.
    public var id: String { name?.description ?? "" }
    /// The name.
    public static func members(fromID id: String) -> [String: JSON]? { NfTablesName(id).map { ["name": $0.json] } }

    /// The elements in order, those put together that overlap or follow each other.
    public func normalized() -> NfTablesSetSpec {
        var spec = self
        spec.elements = IPRange.merged(elements)
        return spec
    }

    /// Elements of another family.
    public func contradictions() -> [Fault] {
        var faults: [Fault] = []
        if let family = type?.family {
            for (place, element) in elements.enumerated() where element.family != family {
                faults.append(
                    Fault(
                        JSONPointer(tokens: ["elements", String(place)]), "\(element) isn't \(family), as the set is"))
            }
        }
        return faults
    }
}

extension IPRange: TextValue {
    /// Addresses.
    public static var expectation: String {
        "an address, a network or a range such as 192.0.2.1, 192.0.2.0/24 or 192.0.2.10-192.0.2.20"
    }
}
