public import NetworkTypes
public import Resources

/// A VRF: links whose routes are in a table of their own.
public struct VRFConfig: PortDocument {
    /// The name of the link that is made.
    public var name = ""
    /// Its hardware address; absent leaves it.
    public var hardwareAddr: HardwareAddress?
    /// The links that belong to it.
    public var links: [String] = []
    /// Those by what they are.
    public var linkSelectors: [PortSelector] = []
    /// The table of its routes.
    public var table = RoutingTable.unspec
    /// What is said of it as of any link.
    public var link = ConfiguredLink()

    /// A VRF of which nothing is said.
    public init() {}

    /// The kind.
    public static let kind = "VRFConfig"
    /// Every member.
    public static let fields: FieldList<VRFConfig> = fields([
        Field("hardwareAddr", \.hardwareAddr, "The hardware address.", .omitsEmpty),
        Field(texts: "links", \.links, "The links that belong to it."),
        selectorField,
        Field("table", \.table, "The table of its routes."),
    ])

    /// Name and table; the tables that every host has are others'.
    public func check(_ findings: inout Findings) {
        checkCreated(&findings)
        checkPorts(&findings)
        if table == .unspec {
            findings.fault("the number of the VRF's routing table must be given", at: "table")
        } else if RoutingTable.names.contains(where: { $0.0 == table.rawValue }) {
            findings.fault("a VRF has a table of its own, which \(table) isn't", at: "table")
        }
    }
}
