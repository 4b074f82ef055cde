/// A map in which a rule looks up what a packet has (nft(8), VERDICT MAP STATEMENT and MAP STATEMENT).
public struct NfTablesLookup: FieldRecord {
    /// What of a packet is looked up.
    public enum Key: String, ChoiceValue {
        case sourceAddress, destinationAddress, sourcePort, destinationPort, inputLink, outputLink, sourceMAC, mark

        /// Whether it is an address of IP.
        public var isAddress: Bool { self == .sourceAddress || self == .destinationAddress }
        /// Whether it is a port.
        public var isPort: Bool { self == .sourcePort || self == .destinationPort }

        /// Of which types the keys of the map may be.
        public var types: [NfTablesSetSpec.ElementType] {
            switch self {
            case .sourceAddress, .destinationAddress: [.ipv4Address, .ipv6Address]
            case .sourcePort, .destinationPort: [.port]
            case .inputLink, .outputLink: [.interface]
            case .sourceMAC: [.hardwareAddress]
            case .mark: [.mark]
            }
        }
    }

    /// What of a packet is looked up.
    public var key: Key?
    /// The map.
    public var map: NfTablesName?

    /// Nothing said.
    public init() {}

    /// A lookup from its parts.
    public init(_ key: Key, in map: NfTablesName) { (self.key, self.map) = (key, map) }

    /// Every member.
    public static let fields: FieldList<NfTablesLookup> = [
        Field(
            "key", \.key,
            "What of a packet is looked up: sourceAddress, destinationAddress, sourcePort, destinationPort, inputLink, "
                + "outputLink, sourceMAC or mark.", .required),
        Field("map", \.map, "An NfTablesSet with a valueType. What isn't in it doesn't match.", .required),
    ]
}

extension NfTablesRuleSpec {
    /// The maps that the rule looks into, where each is said, and what their values have to be.
    public var lookups: [(path: [String], lookup: NfTablesLookup, values: [NfTablesValue.Kind])] {
        [
            (["verdictMap"], verdictMap, [.verdict]), (["setMark", "map"], setMark?.map, [.mark]),
            (["nat", "map"], nat?.map, nat?.type == .redirect ? [.port] : [.ipv4Address, .ipv6Address]),
        ].compactMap { path, lookup, values in lookup.map { (path, $0, values) } }
    }

    /// Ports that are looked up of packets that have none.
    func lookupFaults() -> [Fault] {
        lookups.filter { $0.lookup.key?.isPort == true && matchLayer4?.protocol?.hasPorts != true }.map {
            Fault(
                JSONPointer(tokens: $0.path + ["key"]), "matchLayer4 must name a protocol that has ports")
        }
    }
}
