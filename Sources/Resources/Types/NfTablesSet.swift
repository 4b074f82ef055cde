public import NetworkTypes

/// A set of values that rules look into by its name (`nft add set`; `NFT_MSG_NEWSET`).
public struct NfTablesSetSpec: ResourceSpec {
    /// What its elements are, by the words of nft(8).
    public enum ElementType: String, ChoiceValue {
        /// IPv4 addresses, networks and ranges.
        case ipv4Address = "ipv4_addr"
        /// IPv6 addresses, networks and ranges.
        case ipv6Address = "ipv6_addr"
        /// Ports, and ranges of them.
        case port = "inet_service"
        /// Hardware addresses of Ethernet.
        case hardwareAddress = "ether_addr"
        /// Names of links.
        case interface = "ifname"
        /// Marks.
        case mark

        /// The family of the addresses; `nil` where they aren't of IP.
        public var family: AddressFamily? {
            switch self {
            case .ipv4Address: .inet4
            case .ipv6Address: .inet6
            case .port, .hardwareAddress, .interface, .mark: nil
            }
        }
    }

    /// Its name.
    public var name: NfTablesName?
    /// What its elements are.
    public var type: ElementType?
    /// The elements.
    public var elements: [NfTablesElement] = []
    /// Where the intent comes from.
    public var layer = ConfigurationLayer.api

    /// A set about which nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<NfTablesSetSpec> = [
        Field("name", \.name, "Its name; follows from the id.", .required),
        Field(
            "type", \.type,
            "What its elements are: ipv4_addr, ipv6_addr, inet_service, ether_addr, ifname or mark. NFTA_SET_KEY_TYPE.",
            .required),
        Field(
            "elements", \.elements, atMost: Limit.elementCount,
            "Addresses, networks, and ranges such as 192.0.2.10-192.0.2.20, ports such as 22 and 8000-9000, hardware addresses, "
                + "names of links, or marks; what overlaps is put together."),
        Field("layer", \.layer, "Where the intent comes from; follows from the id."),
    ]

    /// The type's name.
    public static let typeName = "NfTablesSetSpec"
    /// What it is for.
    public static let summary =
        "A set of addresses, ports, hardware addresses, names of links or marks that rules of the packet filter look into by its name."
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
        switch type {
        case .ipv4Address, .ipv6Address:
            spec.elements = IPRange.merged(elements.compactMap(\.addresses)).map { .addresses($0) }
        case .port: spec.elements = PortRange.merged(elements.compactMap(\.ports)).map { NfTablesElement($0) }
        case .mark: spec.elements = unique { if case .number(let number) = $0 { number } else { nil } }
        case .hardwareAddress, .interface: spec.elements = unique { $0.json.text }
        case nil: break
        }
        return spec
    }

    /// The elements in order, none twice.
    private func unique<Key: Comparable & Hashable>(_ key: (NfTablesElement) -> Key?) -> [NfTablesElement] {
        Dictionary(elements.compactMap { element in key(element).map { ($0, element) } }) { first, _ in first }
            .sorted { $0.key < $1.key }.map(\.value)
    }

    /// Elements of another type.
    public func contradictions() -> [Fault] {
        guard let type else { return [] }
        return elements.enumerated().filter { !$1.fits(type) }.map { place, element in
            Fault(
                JSONPointer(tokens: ["elements", String(place)]),
                "\(element.json.text ?? element.json.canonical) isn't what a set of the type \(type.rawValue) holds")
        }
    }
}
