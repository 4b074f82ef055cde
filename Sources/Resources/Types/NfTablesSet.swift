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
    /// What its elements stand for; `nil` for a set, whose elements are in it or not.
    public var valueType: NfTablesValue.Kind?
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
            "valueType", \.valueType,
            "What each element stands for: verdict, mark, ipv4_addr, ipv6_addr or inet_service. With it the set is a map. "
                + "NFTA_SET_DATA_TYPE.", .omitsEmpty),
        Field(
            "elements", \.elements, atMost: Limit.elementCount,
            "Addresses, networks, and ranges such as 192.0.2.10-192.0.2.20, ports such as 22 and 8000-9000, hardware addresses, "
                + "names of links, or marks; what overlaps is put together. An object has the element with its value in a map, "
                + "and when the kernel takes it out (expires)."),
        Field("layer", \.layer, "Where the intent comes from; follows from the id."),
    ]

    /// The type's name.
    public static let typeName = "NfTablesSetSpec"
    /// What it is for.
    public static let summary =
        "A set or a map of addresses, ports, hardware addresses, names of links or marks that rules of the packet filter look into by its name."
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

    /// The elements that are in force at a moment.
    public func living(at moment: Moment) -> [NfTablesElement] { elements.filter { $0.isLiving(at: moment) } }

    /// The elements in order, those put together that overlap or follow each other; what has a value or an end stays by itself.
    public func normalized() -> NfTablesSetSpec {
        var spec = self
        let plain = elements.filter(\.isPlain)
        let other = elements.filter { !$0.isPlain }
        spec.elements = merged(plain.map(\.key)).map { NfTablesElement($0) }
        guard !other.isEmpty else { return spec }
        spec.elements = (spec.elements + other).sorted { $0.key.precedes($1.key) }
        return spec
    }

    private func merged(_ keys: [NfTablesKey]) -> [NfTablesKey] {
        switch type {
        case .ipv4Address, .ipv6Address: return IPRange.merged(keys.compactMap(\.addresses)).map { .addresses($0) }
        case .port: return PortRange.merged(keys.compactMap(\.ports)).map { NfTablesKey($0) }
        case .mark, .hardwareAddress, .interface: return Set(keys).sorted { $0.precedes($1) }
        case nil: return keys
        }
    }

    /// Elements of another type, values where none belong, and elements of which some value is in two.
    public func contradictions() -> [Fault] {
        guard let type else { return [] }
        var faults: [Fault] = []
        for place in elements.indices
        where !(elements[place].isPlain && valueType == nil && elements[place].key.fits(type)) {
            let pointer = JSONPointer(tokens: ["elements", String(place)])
            faults += self.faults(of: elements[place], type).map { $0.below(pointer) }
        }
        return faults.isEmpty ? overlaps() : faults
    }

    private func faults(of element: NfTablesElement, _ type: ElementType) -> [Fault] {
        guard element.key.fits(type) else {
            let words = Self.words(element.key.json)
            guard type == .interface, element.key.isWildcard else {
                return [Fault(.root, "\(words) isn't what a set of the type \(type.rawValue) holds")]
            }
            return [Fault(.root, "a set has whole names of links; a rule's interfaceName takes \(words)")]
        }
        guard let valueType else {
            guard element.value != nil else { return [] }
            return [Fault(JSONPointer(tokens: ["value"]), "only a map has values: valueType must say of what type")]
        }
        guard let value = element.value else {
            return [Fault(.root, "\(Self.words(element.key.json)) needs a value: {\"element\": …, \"value\": …}")]
        }
        if value.fits(valueType) { return [] }
        return [
            Fault(
                JSONPointer(tokens: ["value"]),
                "\(Self.words(value.json)) isn't what a map of the value type \(valueType.rawValue) has")
        ]
    }

    private static func words(_ json: JSON) -> String { json.text ?? json.canonical }

    /// Elements that say more than that they are there can't be put together.
    private func overlaps() -> [Fault] {
        guard elements.contains(where: { !$0.isPlain }) else { return [] }
        let sorted = elements.enumerated().sorted { $0.element.key.precedes($1.element.key) }
        var faults: [Fault] = []
        // What reaches furthest so far; all that is plain may overlap with what is plain.
        guard var widest = sorted.first else { return [] }
        for entry in sorted.dropFirst() {
            let arePlain = widest.element.isPlain && entry.element.isPlain
            if !arePlain, entry.element.key.overlaps(widest.element.key) {
                faults.append(
                    Fault(
                        JSONPointer(tokens: ["elements", String(entry.offset)]),
                        "\(Self.words(entry.element.key.json)) overlaps with element \(widest.offset), "
                            + "\(Self.words(widest.element.key.json)): what has a value or an end must stand alone"))
            }
            if entry.element.key.reaches(beyond: widest.element.key) { widest = entry }
        }
        return faults
    }
}
