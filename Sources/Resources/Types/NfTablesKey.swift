public import NetworkTypes

/// What an element of a set says of packets; what it may be follows from the set's type.
public enum NfTablesKey: Hashable, Sendable {
    /// Addresses.
    case addresses(IPRange)
    /// More than one port.
    case ports(PortRange)
    /// A port or a mark.
    case number(UInt32)
    /// A hardware address of Ethernet.
    case hardwareAddress(HardwareAddress)
    /// The name of a link.
    case interface(InterfaceName)

    /// Reads what people write.
    init?(_ text: String) {
        if let range = IPRange(text) {
            self = .addresses(range)
        } else if let address = HardwareAddress(text), address.bytes.count == 6 {
            self = .hardwareAddress(address)
        } else if let ports = PortRange(text) {
            self = NfTablesKey(ports)
        } else if let number = TextOrNumber.number(.string(text)) {
            self = .number(number)
        } else if let name = InterfaceName(text) {
            self = .interface(name)
        } else {
            return nil
        }
    }

    /// One port, or more.
    init(_ ports: PortRange) { self = ports.lo == ports.hi ? .number(UInt32(ports.lo)) : .ports(ports) }

    /// The addresses.
    public var addresses: IPRange? { if case .addresses(let range) = self { range } else { nil } }

    /// The ports, of an element of a set of ports.
    public var ports: PortRange? {
        switch self {
        case .ports(let ports): ports
        case .number(let number): UInt16(exactly: number).map { PortRange($0) }
        default: nil
        }
    }

    /// The hardware address.
    var hardwareAddress: HardwareAddress? { if case .hardwareAddress(let address) = self { address } else { nil } }

    /// Whether it stands for all names of links that begin so, as in a rule.
    var isWildcard: Bool { interface?.description.hasSuffix("*") ?? false }

    /// The name of the link.
    var interface: InterfaceName? { if case .interface(let name) = self { name } else { nil } }

    /// Whether some value is in both.
    func overlaps(_ other: NfTablesKey) -> Bool {
        switch (self, other) {
        case (.addresses(let range), .addresses(let others)): range.first <= others.last && others.first <= range.last
        case (.ports, _), (_, .ports):
            ports.flatMap { own in other.ports.map { own.lo <= $0.hi && $0.lo <= own.hi } } ?? false
        default: self == other
        }
    }

    /// Whether it stands before another in a set.
    func precedes(_ other: NfTablesKey) -> Bool {
        switch (self, other) {
        case (.addresses(let range), .addresses(let others)):
            (range.first, range.last) < (others.first, others.last)
        case (.hardwareAddress(let address), .hardwareAddress(let other)):
            address.bytes.lexicographicallyPrecedes(other.bytes)
        case (.interface(let name), .interface(let other)): name.description < other.description
        default: (first, last) < (other.first, other.last)
        }
    }

    /// Whether its last value comes after that of another.
    func reaches(beyond other: NfTablesKey) -> Bool {
        if case .addresses(let range) = self, case .addresses(let others) = other { return range.last > others.last }
        return other.precedes(self) && last >= other.last
    }

    private var first: UInt32 { ports.map { UInt32($0.lo) } ?? number }
    private var last: UInt32 { ports.map { UInt32($0.hi) } ?? number }
    private var number: UInt32 { if case .number(let number) = self { number } else { 0 } }

    /// Whether a set of a type may hold it.
    func fits(_ type: NfTablesSetSpec.ElementType) -> Bool {
        switch (type, self) {
        case (.ipv4Address, .addresses(let range)), (.ipv6Address, .addresses(let range)): range.family == type.family
        case (.port, _): ports != nil
        case (.interface, .interface): !isWildcard
        case (.hardwareAddress, .hardwareAddress), (.mark, .number): true
        default: false
        }
    }
}

extension NfTablesKey: FieldValue {
    /// A text, or a number of a port or a mark.
    public static var schema: JSON {
        TextOrNumber.schema(["192.0.2.0/24", "8000-9000", "02:00:00:00:00:01", "eth0", "0x10"])
    }

    /// Reads a text or a number.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> NfTablesKey? {
        if let text = json.text, let element = NfTablesKey(text) { return element }
        if let number = TextOrNumber.number(json) { return .number(number) }
        faults.append(
            Fault(
                pointer,
                "an address, a network, a range, a port, a hardware address, a link's name or a mark is expected, "
                    + "not \(json.article)"))
        return nil
    }

    /// As people read it.
    public var json: JSON {
        switch self {
        case .addresses(let range): .string(range.description)
        case .ports(let ports): ports.json
        case .number(let number): .integer(Int64(number))
        case .hardwareAddress(let address): .string(address.description)
        case .interface(let name): .string(name.description)
        }
    }
}
