import NetworkTypes
public import Resources

/// Sets a link that is there: a physical one, or one that something else makes.
public struct LinkConfig: LinkDocument {
    /// The link's name, an alias or one of its alternative names.
    public var name = ""
    /// What is said of it.
    public var link = ConfiguredLink()

    /// A link of which nothing is said.
    public init() {}

    /// The kind.
    public static let kind = "LinkConfig"
    /// Every member.
    public static let fields: FieldList<LinkConfig> = fields([])

    /// Addresses and routes.
    public func check(_ findings: inout Findings) {
        requireName(&findings)
        if !name.isEmpty, InterfaceName(name) == nil {
            findings.fault("\(InterfaceName.expectation) is expected, not \(JSON.string(name).article)", at: "name")
        }
        link.check(&findings)
    }
}
