public import NetworkTypes

/// From which addresses packets come, or to which they go.
public struct NfTablesAddressMatch: FieldRecord {
    /// The networks that are meant, of both families.
    public var includeSubnets: [IPPrefix] = []
    /// What of them isn't.
    public var excludeSubnets: [IPPrefix] = []
    /// A set of addresses in place of networks.
    public var set: NfTablesName?
    /// Whether all other addresses are meant instead.
    public var invert = false

    /// No address.
    public init() {}

    /// Some networks without others.
    public init(_ include: [IPPrefix], except exclude: [IPPrefix] = [], isInverted: Bool = false) {
        (includeSubnets, excludeSubnets, invert) = (include, exclude, isInverted)
    }

    /// Every member.
    public static let fields: FieldList<NfTablesAddressMatch> = [
        Field(
            "includeSubnets", \.includeSubnets, atMost: Limit.elementCount,
            "The networks that are meant, of both families; none is no address.", .omitsEmpty),
        Field(
            "excludeSubnets", \.excludeSubnets, atMost: Limit.elementCount, "What of them isn't meant.", .omitsEmpty),
        Field(
            "set", \.set, "An NfTablesSet in place of networks; packets of another family than the set's aren't in it.",
            .omitsEmpty),
        Field("invert", \.invert, "Whether all other addresses are meant instead.", .omitsEmpty),
    ]

    /// Exceptions from nothing, and networks beside a set.
    public func contradictions() -> [Fault] {
        if set != nil, !includeSubnets.isEmpty || !excludeSubnets.isEmpty {
            return [
                Fault(
                    JSONPointer(tokens: ["set"]), "either a set or networks can be meant: give them rules of their own")
            ]
        }
        guard includeSubnets.isEmpty, !excludeSubnets.isEmpty else { return [] }
        return [
            Fault(
                JSONPointer(tokens: ["excludeSubnets"]),
                "includeSubnets must say from what this is left out, such as 0.0.0.0/0 and ::/0")
        ]
    }

    /// The addresses of a family that are meant, before `invert`, in order and apart from each other.
    public func ranges(_ family: AddressFamily) -> [IPRange] {
        func ranges(_ prefixes: [IPPrefix]) -> [IPRange] { prefixes.filter { $0.family == family }.map { IPRange($0) } }
        return IPRange.subtracting(ranges(excludeSubnets), from: ranges(includeSubnets))
    }
}

/// Which hardware addresses packets come from; of Ethernet links.
public struct NfTablesMACMatch: FieldRecord {
    /// The addresses.
    public var addresses: [HardwareAddress] = []
    /// A set of hardware addresses in place of them.
    public var set: NfTablesName?
    /// Whether all others are meant instead.
    public var invert = false

    /// No address.
    public init() {}

    /// Every member.
    public static let fields: FieldList<NfTablesMACMatch> = [
        Field("addresses", \.addresses, "The hardware addresses, six bytes each.", .omitsEmpty),
        Field("set", \.set, "An NfTablesSet of hardware addresses in place of addresses.", .omitsEmpty),
        Field("invert", \.invert, "Whether all others are meant instead.", .omitsEmpty),
    ]

    /// None, and those that no Ethernet link has.
    public func contradictions() -> [Fault] {
        let faults = NfTablesName.faults(
            set, beside: "addresses", isEmpty: addresses.isEmpty, "at least one address is needed")
        if !faults.isEmpty { return faults }
        return addresses.enumerated().filter { $1.bytes.count != 6 }.map { place, address in
            Fault(JSONPointer(tokens: ["addresses", String(place)]), "\(address) hasn't six bytes")
        } + addresses.repetitions("addresses")
    }
}
