public import NetworkTypes
public import Resources

/// A link that leads nowhere, for addresses of the host itself.
public struct DummyLinkConfig: LinkDocument {
    /// The link's name.
    public var name = ""
    /// Its hardware address; absent leaves it.
    public var hardwareAddr: HardwareAddress?
    /// What is said of it as of any link.
    public var link = ConfiguredLink()

    /// A link of which nothing is said.
    public init() {}

    /// The kind.
    public static let kind = "DummyLinkConfig"
    /// Every member.
    public static let fields: FieldList<DummyLinkConfig> = fields([
        Field("hardwareAddr", \.hardwareAddr, "The hardware address.", .omitsEmpty)
    ])

    /// Name, addresses and routes.
    public func check(_ findings: inout Findings) { checkCreated(&findings) }
}
