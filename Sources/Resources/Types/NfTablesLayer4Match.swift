public import NetworkTypes

/// The protocol that packets carry, and what of it.
public struct NfTablesLayer4Match: FieldRecord {
    /// The protocol.
    public var `protocol`: NfTablesProtocol?
    /// The ports that they come from.
    public var matchSourcePort: NfTablesPortMatch?
    /// The ports that they go to.
    public var matchDestinationPort: NfTablesPortMatch?
    /// What ICMP messages say.
    public var matchICMPType: NfTablesICMPTypeMatch?

    /// Nothing said.
    public init() {}

    /// A protocol, and the ports that packets go to.
    public init(_ protocol: NfTablesProtocol, to ports: [PortRange] = []) {
        self.protocol = `protocol`
        if !ports.isEmpty { matchDestinationPort = NfTablesPortMatch(ports) }
    }

    /// Every member.
    public static let fields: FieldList<NfTablesLayer4Match> = [
        Field("protocol", \.protocol, "The protocol: a name, or a number up to 255 (IPPROTO_*).", .required),
        Field("matchSourcePort", \.matchSourcePort, "The ports that packets come from.", .omitsEmpty),
        Field("matchDestinationPort", \.matchDestinationPort, "The ports that packets go to.", .omitsEmpty),
        Field("matchICMPType", \.matchICMPType, "What ICMP or ICMPv6 messages say.", .omitsEmpty),
    ]

    /// Ports and types that the protocol doesn't have.
    public func contradictions() -> [Fault] {
        guard let number = `protocol` else { return [] }
        var faults: [Fault] = []
        for (name, ports) in [("matchSourcePort", matchSourcePort), ("matchDestinationPort", matchDestinationPort)]
        where ports != nil && !number.hasPorts {
            let known = NfTablesProtocol.withPorts.map(\.description).joined(separator: ", ")
            faults.append(Fault(JSONPointer(tokens: [name]), "\(number) has no ports; these have: \(known)"))
        }
        guard let types = matchICMPType?.types else { return faults }
        guard number.isICMP else {
            faults.append(
                Fault(JSONPointer(tokens: ["matchICMPType"]), "\(number) has no such types; icmp and icmpv6 have"))
            return faults
        }
        for (place, type) in types.enumerated() where type.number(of: number) == nil {
            let known = NfTablesICMPType.names(of: number).joined(separator: ", ")
            faults.append(
                Fault(
                    JSONPointer(tokens: ["matchICMPType", "types", String(place)]),
                    "\(number) has no type \(type); it has \(known), and numbers up to 255"))
        }
        return faults
    }
}

/// Some ports.
public struct NfTablesPortMatch: FieldRecord {
    /// The ports.
    public var ranges: [PortRange] = []
    /// A set of ports in place of them.
    public var set: NfTablesName?
    /// Whether all others are meant instead.
    public var invert = false

    /// None.
    public init() {}

    /// Ports of some ranges.
    public init(_ ranges: [PortRange]) { self.ranges = ranges }

    /// Every member.
    public static let fields: FieldList<NfTablesPortMatch> = [
        Field("ranges", \.ranges, "Ports, and ranges of them such as 8000-9000.", .omitsEmpty),
        Field("set", \.set, "An NfTablesSet of ports in place of ranges.", .omitsEmpty),
        Field("invert", \.invert, "Whether all others are meant instead.", .omitsEmpty),
    ]

    /// No port.
    public func contradictions() -> [Fault] {
        NfTablesName.faults(set, beside: "ranges", isEmpty: ranges.isEmpty, "at least one port is needed")
    }
}

/// Some types of ICMP messages.
public struct NfTablesICMPTypeMatch: FieldRecord {
    /// The types.
    public var types: [NfTablesICMPType] = []

    /// None.
    public init() {}

    /// Some types by their words.
    public init(_ types: [NfTablesICMPType]) { self.types = types }

    /// Every member.
    public static let fields: FieldList<NfTablesICMPTypeMatch> = [
        Field("types", \.types, "Types by name, such as echo-request, or by number.", .required)
    ]

    /// No type, and one that is said twice.
    public func contradictions() -> [Fault] {
        if types.isEmpty { return [Fault(JSONPointer(tokens: ["types"]), "at least one type is needed")] }
        return types.repetitions("types")
    }
}
