/// A port of a pod that has a name (`containerPort`, core/v1).
public struct PodPort: FieldRecord {
    /// What it is called.
    public var name: PodPortName?
    /// Its number.
    public var port: UInt32 = 0
    /// The protocol.
    public var `protocol` = NetworkPolicyPort.Transport.tcp

    /// A port of no name.
    public init() {}

    /// Every member.
    public static let fields: FieldList<PodPort> = [
        Field("name", \.name, "What policies call it.", .required),
        Field("port", \.port, in: 1...65_535, "Its number.", .required),
        Field("protocol", \.protocol, "TCP, UDP or SCTP."),
    ]
}

/// The name of a port: small letters, digits and hyphens, fifteen at most, with a letter among them (RFC 6335, section 5.1).
public struct PodPortName: TextValue {
    /// The name.
    public let description: String

    /// Reads a name.
    public init?(_ description: String) {
        let bytes = Array(description.utf8)
        func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte) }
        func isPlain(_ byte: UInt8) -> Bool { isLetter(byte) || (48...57).contains(byte) }
        guard (1...15).contains(bytes.count), bytes.contains(where: isLetter), bytes.first != 45, bytes.last != 45,
            bytes.allSatisfy({ isPlain($0) || $0 == 45 }), !description.contains("--")
        else { return nil }
        self.description = description
    }

    /// A name.
    public static var expectation: String { "the name of a port such as http" }
}

/// A port by its number, or by the name that pods have for it.
public enum PortReference: Hashable, Sendable {
    /// The number.
    case number(UInt32)
    /// The name.
    case name(PodPortName)

    /// The number, if it is one.
    public var number: UInt32? { if case .number(let number) = self { number } else { nil } }
    /// The name, if it is one.
    public var name: PodPortName? { if case .name(let name) = self { name } else { nil } }
}

extension PortReference: FieldValue {
    private static let range: ClosedRange<UInt32> = 1...65_535

    /// A number or a text.
    public static var schema: JSON { ["anyOf": [UInt32.schema(range), ["type": "string", "examples": ["http"]]]] }

    /// Reads a number or a name.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> PortReference? {
        if json.integer != nil { return UInt32.decode(json, in: range, at: pointer, &faults).map { .number($0) } }
        if let name = json.text.flatMap({ PodPortName($0) }) { return .name(name) }
        let found = json.text.map { "'\($0.prefix(64))'" } ?? json.article
        faults.append(Fault(pointer, "a port up to 65535, or \(PodPortName.expectation), is expected, not \(found)"))
        return nil
    }

    /// As people write it.
    public var json: JSON {
        switch self {
        case .number(let number): .integer(Int64(number))
        case .name(let name): .string(name.description)
        }
    }
}
