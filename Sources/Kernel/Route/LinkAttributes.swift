public import NetworkTypes

/// What to set on a link; `nil` leaves it as it is.
public struct LinkAttributes: Hashable, Sendable {
    /// `IFLA_IFNAME`; another name renames.
    public var name: InterfaceName?
    /// `IFLA_INFO_KIND`, such as `veth` or `bridge`.
    public var kind: String?
    /// `IFF_UP`.
    public var isUp: Bool?
    /// `IFF_MULTICAST`.
    public var multicast: Bool?
    /// Largest packet in bytes (`IFLA_MTU`).
    public var mtu: UInt32?
    /// `IFLA_ADDRESS`.
    public var hardwareAddress: HardwareAddress?
    /// `IFLA_IFALIAS`, up to 255 bytes; empty removes it.
    public var alias: String?
    /// The index of the link to join (`IFLA_MASTER`); 0 releases it from the one that it's in.
    public var masterIndex: UInt32?
    /// The name of a new veth's other end (`VETH_INFO_PEER`).
    public var peerName: InterfaceName?
    /// `IFLA_BR_STP_STATE`.
    public var spanningTree: Bool?
    /// `IFLA_BR_VLAN_FILTERING`.
    public var vlanFiltering: Bool?

    /// What is named here, and nothing else.
    public init(
        name: InterfaceName? = nil, kind: String? = nil, isUp: Bool? = nil, multicast: Bool? = nil,
        mtu: UInt32? = nil, hardwareAddress: HardwareAddress? = nil, alias: String? = nil, masterIndex: UInt32? = nil,
        peerName: InterfaceName? = nil, spanningTree: Bool? = nil, vlanFiltering: Bool? = nil
    ) {
        self.name = name
        self.kind = kind
        self.isUp = isUp
        self.multicast = multicast
        self.mtu = mtu
        self.hardwareAddress = hardwareAddress
        self.alias = alias
        self.masterIndex = masterIndex
        self.peerName = peerName
        self.spanningTree = spanningTree
        self.vlanFiltering = vlanFiltering
    }
}
