public import NetworkTypes

/// What a map has for an element.
public enum NfTablesValue: Hashable, Sendable {
    /// What becomes of the packet.
    case verdict(NfTablesMapVerdict)
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

        /// The family of the addresses; `nil` where they aren't of IP.
        public var family: AddressFamily? {
            switch self {
            case .ipv4Address: .inet4
            case .ipv6Address: .inet6
            case .verdict, .mark, .port: nil
            }
        }
    }

    /// The verdict, of a map of verdicts.
    public var verdict: NfTablesMapVerdict? { if case .verdict(let verdict) = self { verdict } else { nil } }

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

/// What becomes of a packet by a map of verdicts.
public enum NfTablesMapVerdict: Hashable, Sendable, LosslessStringConvertible {
    case accept
    case drop
    case `return`
    /// The rules of a chain come next, and then those after the one that looked into the map.
    case jump(NfTablesName)
    /// The rules of a chain come next, and no more of this one.
    case goto(NfTablesName)

    /// Reads `accept`, `drop`, `return`, `jump web` or `goto web`.
    public init?(_ description: String) {
        let words = description.split(separator: " ", omittingEmptySubsequences: false)
        switch (words.first, words.count) {
        case ("accept", 1): self = .accept
        case ("drop", 1): self = .drop
        case ("return", 1): self = .return
        case ("jump", 2), ("goto", 2):
            guard let chain = NfTablesName(String(words[1])) else { return nil }
            self = words[0] == "jump" ? .jump(chain) : .goto(chain)
        default: return nil
        }
    }

    /// As nft(8) has it.
    public var description: String {
        switch self {
        case .accept: "accept"
        case .drop: "drop"
        case .return: "return"
        case .jump(let chain): "jump \(chain)"
        case .goto(let chain): "goto \(chain)"
        }
    }

    /// The chain that it leads to.
    public var target: NfTablesName? {
        switch self {
        case .jump(let chain), .goto(let chain): chain
        case .accept, .drop, .return: nil
        }
    }
}

extension NfTablesValue: FieldValue {
    /// A text, or a number of a port or a mark.
    public static var schema: JSON {
        [
            "anyOf": [
                ["type": "string", "examples": ["accept", "drop", "jump web", "192.0.2.7", "0x10"]],
                ["type": "integer", "minimum": 0, "maximum": 4_294_967_295],
            ]
        ]
    }

    /// Reads a text or a number.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> NfTablesValue? {
        if let text = json.text {
            if let verdict = NfTablesMapVerdict(text) { return .verdict(verdict) }
            if let address = IPAddress(text) { return .address(address) }
            if text.hasPrefix("0x"), let number = UInt32(text.dropFirst(2), radix: 16) { return .number(number) }
        } else if let number = json.integer.flatMap({ UInt32(exactly: $0) }) {
            return .number(number)
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
