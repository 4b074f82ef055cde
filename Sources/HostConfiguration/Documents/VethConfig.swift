import NetworkTypes
public import Resources

/// A pair of links, each the other end of the other.
public struct VethConfig: LinkDocument {
    /// The other end.
    public struct Peer: FieldRecord {
        /// The other end's name.
        public var name = ""
        /// What is said of it as of any link.
        public var link = ConfiguredLink()

        /// An end without a name.
        public init() {}

        /// Every member.
        public static let fields: FieldList<Peer> = [
            Field(text: "name", \.name, "The other end's name."),
            Field("up", \.link.up, "Whether it is up.", .omitsEmpty),
            Field("mtu", \.link.mtu, "Largest packet in bytes.", .omitsEmpty),
            Field("addresses", \.link.addresses, "The addresses that it has.", .omitsEmpty),
            Field("routes", \.link.routes, "The routes through it.", .omitsEmpty),
            Field("multicast", \.link.multicast, "Whether it takes multicast packets.", .omitsEmpty),
        ]
    }

    /// This end's name.
    public var name = ""
    /// The other end.
    public var peer = Peer()
    /// What is said of this end as of any link.
    public var link = ConfiguredLink()

    /// A pair without names.
    public init() {}

    /// The kind.
    public static let kind = "VethConfig"
    /// Every member.
    public static let fields: FieldList<VethConfig> = fields([Field("peer", \.peer, "The other end.")])

    /// The two names, which must differ, and what is said of both ends.
    public func check(_ findings: inout Findings) {
        checkCreated(&findings)
        if peer.name.isEmpty {
            findings.fault("the other end needs a name", at: "peer", "name")
        } else if InterfaceName(peer.name) == nil {
            let found = JSON.string(peer.name).article
            findings.fault("\(InterfaceName.expectation) is expected, not \(found)", at: "peer", "name")
        } else if peer.name == name {
            findings.fault("the two ends need names that differ", at: "peer", "name")
        }
        var part = Findings()
        peer.link.check(&part)
        findings.add(part, below: "peer")
    }
}
