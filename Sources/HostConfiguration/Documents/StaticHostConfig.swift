public import NetworkTypes
public import Resources

/// Names of an address, as a line of `/etc/hosts`; the address is the document's name.
public struct StaticHostConfig: NetworkDocument {
    /// The address.
    public var name = ""
    /// Its names.
    public var hostnames: [String] = []

    /// Nobody yet.
    public init() {}

    /// The kind.
    public static let kind = "StaticHostConfig"
    /// Every member.
    public static let fields: FieldList<StaticHostConfig> = [
        Field(text: "name", \.name, "The address."),
        Field(texts: "hostnames", \.hostnames, "Its names."),
    ]

    /// The address; `nil` when the name isn't one.
    public var address: IPAddress? { IPAddress(name) }

    /// The address and at least one name, none of which breaks the line.
    public func check(_ findings: inout Findings) {
        if address == nil {
            findings.fault("\(IPAddress.expectation) is expected, not \(JSON.string(name).article)", at: "name")
        }
        if hostnames.isEmpty { findings.fault("at least one name must be given", at: "hostnames") }
        findings.require(DomainName.self, in: hostnames, at: "hostnames")
    }
}
