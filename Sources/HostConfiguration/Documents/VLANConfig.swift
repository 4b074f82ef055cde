public import Resources

/// A VLAN (IEEE 802.1Q) on a link.
public struct VLANConfig: LinkDocument {
    /// The name of the link that is made.
    public var name = ""
    /// The number of the VLAN, 1 to 4094; 0 when it isn't said.
    public var vlanID: UInt32 = 0
    /// How frames are tagged; absent is 802.1q.
    public var vlanMode: VLANProtocol?
    /// The link that carries the frames.
    public var parent = ""
    /// What is said of it as of any link.
    public var link = ConfiguredLink()

    /// A VLAN of which nothing is said.
    public init() {}

    /// The kind.
    public static let kind = "VLANConfig"
    /// Every member.
    public static let fields: FieldList<VLANConfig> = fields([
        Field("vlanID", \.vlanID, "The number of the VLAN, 1 to 4094."),
        Field("vlanMode", \.vlanMode, "How frames are tagged.", .omitsEmpty),
        Field(text: "parent", \.parent, "The link that carries the frames."),
    ])

    /// Name, number, parent, addresses and routes.
    public func check(_ findings: inout Findings) {
        checkCreated(&findings)
        if !(1...4094).contains(vlanID) {
            findings.fault("a number from 1 to 4094 is expected, not \(vlanID)", at: "vlanID")
        }
        if parent.isEmpty { findings.fault("the link that carries the frames must be given", at: "parent") }
    }
}
