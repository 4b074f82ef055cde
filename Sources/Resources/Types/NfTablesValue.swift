public import NetworkTypes

/// What a map has for an element.
public enum NfTablesValue: Hashable, Sendable {
    /// What becomes of the packet.
    case verdict(NfTablesVerdict)
    /// An address that its source or destination becomes.
    case address(IPAddress)
    /// A mark, or a port.
    case number(UInt32)

    /// What the values of a map are, by the words of nft(8).
    public enum Kind: String, ChoiceValue {
        /// What becomes of packets.
        case verdict
        /// Marks.
        case mark
        /// IPv4 addresses.
        case ipv4Address = "ipv4_addr"
        /// IPv6 addresses.
        case ipv6Address = "ipv6_addr"
        /// Ports.
        case port = "inet_service"

        /// The same as a type of elements; `nil` for verdicts, which only values are.
        public var elementType: NfTablesSetSpec.ElementType? { NfTablesSetSpec.ElementType(rawValue: rawValue) }

        /// The family of the addresses; `nil` where they aren't of IP.
        public var family: AddressFamily? { elementType?.family }
    }

    /// The verdict, of a map of verdicts.
    public var verdict: NfTablesVerdict? { if case .verdict(let verdict) = self { verdict } else { nil } }

    /// The address, of a map of addresses.
    public var address: IPAddress? { if case .address(let address) = self { address } else { nil } }

    /// The number, of a map of marks or ports.
    public var number: UInt32? { if case .number(let number) = self { number } else { nil } }

    /// Whether a map of such values may hold it.
    func fits(_ kind: Kind) -> Bool {
        switch (kind, self) {
        case (.verdict, .verdict), (.mark, .number): true
        case (.ipv4Address, .address(let address)), (.ipv6Address, .address(let address)):
            address.family == kind.family
        case (.port, .number(let number)): (1...65_535).contains(number)
        default: false
        }
    }
}

extension NfTablesValue: FieldValue {
    /// A text, or a number of a port or a mark.
    public static var schema: JSON {
        TextOrNumber.schema(["accept", "drop", "jump web", "192.0.2.7", "0x10"])
    }

    /// Reads a text or a number.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> NfTablesValue? {
        if let number = TextOrNumber.number(json) { return .number(number) }
        if let text = json.text {
            if let address = IPAddress(text) { return .address(address) }
            if let verdict = NfTablesVerdict(text), verdict.chain.map({ NfTablesName($0) != nil }) ?? true {
                return .verdict(verdict)
            }
        }
        faults.append(
            Fault(
                pointer,
                "accept, drop, return, jump or goto with a chain, an address, a mark or a port is expected, not "
                    + json.article))
        return nil
    }

    /// As people read it.
    public var json: JSON {
        switch self {
        case .verdict(let verdict): .string(verdict.description)
        case .address(let address): .string(address.description)
        case .number(let number): .integer(Int64(number))
        }
    }
}
