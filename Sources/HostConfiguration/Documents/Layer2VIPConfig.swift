import NetworkTypes
public import Resources

/// An address that moves between the hosts of a cluster; the address is the document's name.
public struct Layer2VIPConfig: NetworkDocument {
    /// The address.
    public var name = ""
    /// The link that gets it.
    public var link = ""

    /// An address that isn't said.
    public init() {}

    /// The kind.
    public static let kind = "Layer2VIPConfig"
    /// Not yet.
    public static let isSupported = false
    /// Every member.
    public static let fields: FieldList<Layer2VIPConfig> = [
        Field(text: "name", \.name, "The address."),
        Field(text: "link", \.link, "The link that gets it."),
    ]

    /// Address and link.
    public func check(_ findings: inout Findings) { Self.check(name, link, &findings) }

    /// What addresses that move have in common.
    static func check(_ name: String, _ link: String, _ findings: inout Findings) {
        if IPAddress(name) == nil {
            findings.fault("\(IPAddress.expectation) is expected, not \(JSON.string(name).article)", at: "name")
        }
        if link.isEmpty { findings.fault("the link that gets the address must be given", at: "link") }
    }
}
