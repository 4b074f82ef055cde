public import NetworkTypes

/// The protocol that an IP packet carries (`IPPROTO_*`, `linux/in.h`).
public struct NfTablesProtocol: NamedNumber, FieldValue {
    /// The number in the packet.
    public let rawValue: UInt8
    /// Wraps the number.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// ICMP.
    public static let icmp = NfTablesProtocol(rawValue: 1)
    /// TCP.
    public static let tcp = NfTablesProtocol(rawValue: 6)
    /// UDP.
    public static let udp = NfTablesProtocol(rawValue: 17)
    /// ICMPv6.
    public static let icmpv6 = NfTablesProtocol(rawValue: 58)

    /// The names.
    public static let names: [(UInt8, String)] = [
        (1, "icmp"), (6, "tcp"), (17, "udp"), (58, "icmpv6"), (132, "sctp"), (33, "dccp"), (136, "udplite"),
        (50, "esp"), (51, "ah"), (47, "gre"),
    ]

    /// Those whose packets have ports, in the first four bytes.
    public static let withPorts: [NfTablesProtocol] = [6, 17, 132, 33, 136].map { NfTablesProtocol(rawValue: $0) }

    /// Whether its packets have ports.
    public var hasPorts: Bool { Self.withPorts.contains(self) }
    /// Whether it is one of the two ICMPs.
    public var isICMP: Bool { self == .icmp || self == .icmpv6 }
}

/// What an ICMP or ICMPv6 message is, by name or number; what a name means follows from the protocol.
public struct NfTablesICMPType: TextValue {
    /// The name, or the number as text.
    public let description: String

    /// Reads a name that one of the two protocols has, or a number up to 255.
    public init?(_ description: String) {
        let isNamed = (Self.inet4 + Self.inet6).contains { $0.name == description }
        guard isNamed || Self.number(description) != nil else { return nil }
        self.description = description
    }

    /// A type.
    public static var expectation: String { "a type of ICMP messages such as echo-request, or a number up to 255" }

    /// A name, or a number.
    public static var schema: JSON {
        let words = Set((inet4 + inet6).map(\.name)).sorted()
        return ["anyOf": [["type": "string", "examples": .array(words.map { .string($0) })], UInt32.schema(0...255)]]
    }

    /// Reads a text or a number.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> NfTablesICMPType? {
        if let text = json.text ?? json.integer.map(String.init), let type = NfTablesICMPType(text) { return type }
        faults.append(Fault(pointer, "\(expectation) is expected, not \(json.article)"))
        return nil
    }

    /// The names that a protocol has.
    public static func names(of protocol: NfTablesProtocol) -> [String] {
        (`protocol` == .icmp ? inet4 : inet6).map(\.name)
    }

    /// The number in the message; `nil` where the protocol has no such name.
    public func number(of protocol: NfTablesProtocol) -> UInt8? {
        let known = `protocol` == .icmp ? Self.inet4 : Self.inet6
        return known.first { $0.name == description }?.number ?? Self.number(description)
    }

    private static func number(_ text: String) -> UInt8? {
        text.utf8.allSatisfy { (48...57).contains($0) } ? UInt8(text) : nil
    }

    /// RFC 792, RFC 950, RFC 1256.
    private static let inet4: [(number: UInt8, name: String)] = [
        (0, "echo-reply"), (3, "destination-unreachable"), (4, "source-quench"), (5, "redirect"), (8, "echo-request"),
        (9, "router-advertisement"), (10, "router-solicitation"), (11, "time-exceeded"), (12, "parameter-problem"),
        (13, "timestamp-request"), (14, "timestamp-reply"), (15, "info-request"), (16, "info-reply"),
        (17, "address-mask-request"), (18, "address-mask-reply"),
    ]

    /// RFC 4443, RFC 2710, RFC 4861, RFC 3810.
    private static let inet6: [(number: UInt8, name: String)] = [
        (1, "destination-unreachable"), (2, "packet-too-big"), (3, "time-exceeded"), (4, "parameter-problem"),
        (128, "echo-request"), (129, "echo-reply"), (130, "mld-listener-query"), (131, "mld-listener-report"),
        (132, "mld-listener-done"), (133, "nd-router-solicit"), (134, "nd-router-advert"), (135, "nd-neighbor-solicit"),
        (136, "nd-neighbor-advert"), (137, "nd-redirect"), (143, "mld2-listener-report"),
    ]
}
