import NetworkTypes

/// Which queue a packet that comes in goes to (receive side scaling, RSS); what is absent is left.
public struct EthernetHashing: FieldRecord {
    /// Over how many queues packets are spread equally; 0 is all that there are.
    public var queues: UInt32?
    /// The queue for each value of the hash.
    public var table: [UInt32]?
    /// The hash's key.
    public var key: HashKey?
    /// The hash.
    public var function: Function?
    /// What of a packet is hashed.
    public var fields: HashedFlows?

    /// Nothing is said.
    public init() {}

    /// How a hash is computed (`ETH_RSS_HASH_*`, `linux/ethtool.h`).
    public enum Function: String, ChoiceValue {
        case toeplitz, xor, crc32
    }

    /// Every member.
    public static let fields: FieldList<EthernetHashing> = [
        Field(
            "queues", \.queues,
            "Over how many queues, from the first, packets are spread equally; 0 is all, as without a setting.",
            .omitsEmpty),
        Field(
            "table", \.table,
            "The queue for each value of the hash; a table shorter than the device's is repeated. ETHTOOL_A_RSS_INDIR.",
            .omitsEmpty),
        Field("key", \.key, "The hash's key. ETHTOOL_A_RSS_HKEY.", .omitsEmpty),
        Field("function", \.function, "How the hash is computed. ETHTOOL_A_RSS_HFUNC.", .omitsEmpty),
        Field("fields", \.fields, "What of a packet is hashed, by kind of packet. ETHTOOL_SRXFH.", .omitsEmpty),
    ]

    /// The table is said in one way at most, and isn't empty.
    public func contradictions() -> [Fault] {
        var faults: [Fault] = []
        func fault(_ detail: String) { faults.append(Fault(JSONPointer(tokens: ["table"]), detail)) }
        if queues != nil, table != nil { fault("queues say it already; only one of them can be given") }
        if table?.isEmpty == true { fault("at least one queue is needed") }
        return faults
    }
}

/// The key of a hash over packets; as text it is pairs of hexadecimal digits with colons between, as ethtool(8) has it.
public struct HashKey: Hashable, Sendable, LosslessStringConvertible {
    /// The bytes, mostly 40 or 52.
    public let bytes: [UInt8]

    /// A key of some bytes; `nil` for none and for more than 256.
    public init?(bytes: [UInt8]) {
        guard (1...256).contains(bytes.count) else { return nil }
        self.bytes = bytes
    }

    /// Reads pairs of hexadecimal digits.
    public init?(_ description: String) {
        let parts = description.split(separator: ":", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { $0.utf8.count == 2 ? UInt8($0, radix: 16) : nil }
        guard bytes.count == parts.count else { return nil }
        self.init(bytes: bytes)
    }

    /// Small letters.
    public var description: String { bytes.hexadecimal(separator: ":") }
}

extension HashKey: TextValue {
    /// A key.
    public static var expectation: String { "a key in hexadecimal such as 6d:5a:56:da" }
}

/// What of a packet is hashed (`RXH_*`, `linux/ethtool.h`).
public enum HashedField: String, ChoiceValue {
    /// The Ethernet destination, and the VLAN's number.
    case ethernetDestination = "ether-dst"
    case vlan
    /// The protocol above IP.
    case `protocol`
    /// IP addresses.
    case source = "src"
    case destination = "dst"
    /// Ports of TCP, UDP and SCTP.
    case sourcePort = "src-port"
    case destinationPort = "dst-port"
    /// The packet is thrown away.
    case discard
}

/// What is hashed of which packets; what is absent is left.
public struct HashedFlows: FieldRecord {
    /// TCP.
    public var tcp4, tcp6: [HashedField]?
    /// UDP.
    public var udp4, udp6: [HashedField]?
    /// SCTP.
    public var sctp4, sctp6: [HashedField]?
    /// IPsec.
    public var ipsec4, ipsec6: [HashedField]?
    /// All else.
    public var ip4, ip6: [HashedField]?

    /// Nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<HashedFlows> = [
        Field("tcp4", \.tcp4, "TCP over IPv4. TCP_V4_FLOW.", .omitsEmpty),
        Field("tcp6", \.tcp6, "TCP over IPv6. TCP_V6_FLOW.", .omitsEmpty),
        Field("udp4", \.udp4, "UDP over IPv4. UDP_V4_FLOW.", .omitsEmpty),
        Field("udp6", \.udp6, "UDP over IPv6. UDP_V6_FLOW.", .omitsEmpty),
        Field("sctp4", \.sctp4, "SCTP over IPv4. SCTP_V4_FLOW.", .omitsEmpty),
        Field("sctp6", \.sctp6, "SCTP over IPv6. SCTP_V6_FLOW.", .omitsEmpty),
        Field("ipsec4", \.ipsec4, "IPsec over IPv4. AH_ESP_V4_FLOW.", .omitsEmpty),
        Field("ipsec6", \.ipsec6, "IPsec over IPv6. AH_ESP_V6_FLOW.", .omitsEmpty),
        Field("ip4", \.ip4, "Other IPv4. IPV4_FLOW.", .omitsEmpty),
        Field("ip6", \.ip6, "Other IPv6. IPV6_FLOW.", .omitsEmpty),
    ]
}
