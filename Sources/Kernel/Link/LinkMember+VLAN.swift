import CMnl

/// VLANs (`IFLA_VLAN_*`, IEEE 802.1Q).
extension LinkMember {
    /// The VLAN's number.
    public static let vlanID = LinkMember("vlan.id", Int(IFLA_VLAN_ID), .uint16)
    /// The tag's EtherType: 0x8100 or 0x88A8.
    public static let vlanProtocol = LinkMember("vlan.protocol", Int(IFLA_VLAN_PROTOCOL), .network16)
    /// Whether the tag is taken off what programs receive (`VLAN_FLAG_REORDER_HDR`).
    public static let vlanReordersHeader = LinkMember("vlan.reorderHeader", Int(IFLA_VLAN_FLAGS), .bit(0x1))
    /// Whether it is announced by GVRP (`VLAN_FLAG_GVRP`).
    public static let vlanGVRP = LinkMember("vlan.gvrp", Int(IFLA_VLAN_FLAGS), .bit(0x2))
    /// Whether it can be up while the link below isn't (`VLAN_FLAG_LOOSE_BINDING`).
    public static let vlanLooseBinding = LinkMember("vlan.looseBinding", Int(IFLA_VLAN_FLAGS), .bit(0x4))
    /// Whether it is announced by MVRP (`VLAN_FLAG_MVRP`).
    public static let vlanMVRP = LinkMember("vlan.mvrp", Int(IFLA_VLAN_FLAGS), .bit(0x8))
    /// Whether its carrier is that of the bridge's ports in the VLAN (`VLAN_FLAG_BRIDGE_BINDING`).
    public static let vlanBridgeBinding = LinkMember("vlan.bridgeBinding", Int(IFLA_VLAN_FLAGS), .bit(0x10))
    /// Which priority inside the host a tag's priority becomes.
    public static let vlanIngress = LinkMember(
        "vlan.ingress", Int(IFLA_VLAN_INGRESS_QOS), .mappings(UInt16(IFLA_VLAN_QOS_MAPPING)))
    /// Which priority of the tag a priority inside the host becomes.
    public static let vlanEgress = LinkMember(
        "vlan.egress", Int(IFLA_VLAN_EGRESS_QOS), .mappings(UInt16(IFLA_VLAN_QOS_MAPPING)))

    static let vlan = [
        vlanID, vlanProtocol, vlanReordersHeader, vlanGVRP, vlanLooseBinding, vlanMVRP, vlanBridgeBinding, vlanIngress,
        vlanEgress,
    ]
}
