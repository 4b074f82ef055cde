public import NetworkTypes

/// The other end of a virtual Ethernet pair.
public struct VirtualEthernet: FieldRecord {
    /// Its name.
    public var peerName: InterfaceName?
    /// A peer without a name.
    public init() {}
    /// A peer with a name.
    public init(peerName: InterfaceName?) { self.peerName = peerName }
    /// Every member.
    public static let fields: FieldList<VirtualEthernet> = [
        Field("peerName", \.peerName, "The name of the other end. IFLA_IFNAME in VETH_INFO_PEER.", .required)
    ]
}
