public import NetworkTypes

/// A field value that is written as text.
public protocol TextValue: FieldValue, LosslessStringConvertible {
    /// What is expected, for faults: "an IP address such as 192.0.2.1".
    static var expectation: String { get }
}

extension TextValue {
    /// `string`, described by the expectation.
    public static var schema: JSON { ["type": "string", "description": .string(expectation)] }

    /// Reads the text form.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> Self? {
        if let text = json.text, let value = Self(text) { return value }
        faults.append(Fault(pointer, "\(expectation) is expected, not \(json.article)"))
        return nil
    }

    /// The text form.
    public var json: JSON { .string(description) }

    /// The text form.
    public func write(to writer: inout JSONWriter) { writer.write(description) }
}

extension IPAddress: TextValue {
    /// An address.
    public static var expectation: String { "an IP address such as 192.0.2.1 or 2001:db8::1" }
}

extension IPPrefix: TextValue {
    /// A prefix.
    public static var expectation: String { "an address with its prefix length such as 192.0.2.0/24 or 2001:db8::/64" }
}

extension HardwareAddress: TextValue {
    /// A link-layer address.
    public static var expectation: String { "a hardware address such as 02:00:00:00:00:01" }
}

extension InterfaceName: TextValue {
    /// An interface name.
    public static var expectation: String { "an interface name (\(InterfaceName.form))" }
}

extension AlternativeName: TextValue {
    /// A further name of an interface.
    public static var expectation: String { "a further name of a link (1 to 127 characters, no '/', ':' or space)" }
}

extension DomainName: TextValue {
    /// A host's or a domain's name.
    public static var expectation: String {
        "a name of letters, digits and hyphens with dots between, such as node-1 or node-1.example.com (RFC 1123)"
    }
}

extension NetworkHost: TextValue {
    /// A host.
    public static var expectation: String { "an IP address or a host name such as time.example.com" }
}

extension Endpoint: TextValue {
    /// A port of a host.
    public static var expectation: String {
        "a host and a port such as proxy.example.com:3128, 192.0.2.1:80 or [2001:db8::1]:80"
    }
}

extension Moment: TextValue {
    /// A moment.
    public static var expectation: String { "a moment such as 2026-01-31T12:30:00Z (RFC 3339)" }
}

extension AddressFamily: TextValue {
    /// A family.
    public static var expectation: String { "inet4 or inet6" }
    /// The two names.
    public static var schema: JSON { ["type": "string", "enum": .array(allCases.map(\.json))] }
}

extension NamedNumber where Self: FieldValue {
    /// The known names, or any number.
    public static var schema: JSON {
        [
            "anyOf": [
                ["type": "string", "examples": .array(names.map { .string($0.1) })],
                ["type": "integer", "minimum": 0, "maximum": .integer(Int64(clamping: RawValue.max))],
            ]
        ]
    }

    /// Reads a name, or a number as text or as number.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> Self? {
        if let text = json.text, let value = Self(text) { return value }
        if let number = json.integer, let raw = RawValue(exactly: number) { return Self(rawValue: raw) }
        let known = names.map(\.1).joined(separator: ", ")
        faults.append(
            Fault(pointer, "one of \(known), or a number up to \(RawValue.max), is expected, not \(json.article)"))
        return nil
    }

    /// The name, or the number as text.
    public var json: JSON { .string(description) }
}

extension RouteScope: FieldValue {}
extension RouteType: FieldValue {}
extension RouteProtocol: FieldValue {}
extension AddressProtocol: FieldValue {}
extension RoutingTable: FieldValue {}
extension RuleAction: FieldValue {}
extension LinkType: FieldValue {}
extension OperationalState: FieldValue {}

extension NamedFlags where Self: FieldValue {
    /// A comma separated list of names.
    public static var schema: JSON {
        ["type": "string", "description": .string("Comma separated: " + names.map(\.1).joined(separator: ", "))]
    }

    /// Reads the comma separated list.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> Self? {
        if let text = json.text, let value = Self(text) { return value }
        let known = names.map(\.1).joined(separator: ", ")
        faults.append(Fault(pointer, "a comma separated list of \(known) is expected, not \(json.article)"))
        return nil
    }

    /// The names joined by commas.
    public var json: JSON { .string(description) }
}

extension AddressFlags: FieldValue {}
extension LinkFlags: FieldValue {}
extension LACPState: FieldValue {}
extension RouteFlags: FieldValue {}
