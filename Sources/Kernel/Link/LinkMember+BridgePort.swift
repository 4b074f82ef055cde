import CMnl

/// Ports of bridges (`IFLA_BRPORT_*`).
extension LinkMember {
    private static func port(_ name: String, _ type: Int, _ format: Format = .uint8) -> LinkMember {
        LinkMember("bridgePort.\(name)", type, format, at: .port(of: "bridge"))
    }

    /// What a way through it costs in the spanning tree.
    public static let bridgePortCost = port("cost", Int(IFLA_BRPORT_COST), .uint32)
    /// Its priority in the spanning tree.
    public static let bridgePortPriority = port("priority", Int(IFLA_BRPORT_PRIORITY), .uint16)
    /// Whether frames may leave by the port by which they came.
    public static let bridgePortHairpin = port("hairpin", Int(IFLA_BRPORT_MODE))
    /// Whether other isolated ports are out of reach.
    public static let bridgePortIsolated = port("isolated", Int(IFLA_BRPORT_ISOLATED))
    /// Whether senders' addresses are learnt.
    public static let bridgePortLearning = port("learning", Int(IFLA_BRPORT_LEARNING))
    /// Whether unicast frames to unknown addresses are sent.
    public static let bridgePortUnicastFlood = port("unicastFlood", Int(IFLA_BRPORT_UNICAST_FLOOD))
    /// Whether multicast frames that nobody asked for are sent.
    public static let bridgePortMulticastFlood = port("multicastFlood", Int(IFLA_BRPORT_MCAST_FLOOD))
    /// Whether broadcast frames are sent.
    public static let bridgePortBroadcastFlood = port("broadcastFlood", Int(IFLA_BRPORT_BCAST_FLOOD))
    /// Whether it goes off when a bridge speaks behind it.
    public static let bridgePortGuard = port("bpduGuard", Int(IFLA_BRPORT_GUARD))
    /// Whether the root may not be behind it.
    public static let bridgePortRootBlock = port("rootBlock", Int(IFLA_BRPORT_PROTECT))
    /// Whether a leave ends a membership at once.
    public static let bridgePortFastLeave = port("fastLeave", Int(IFLA_BRPORT_FAST_LEAVE))
    /// Whether ARP and ND that the bridge can answer aren't sent.
    public static let bridgePortNeighborSuppression = port("neighborSuppression", Int(IFLA_BRPORT_NEIGH_SUPPRESS))
    /// Whether the bridge answers ARP for those behind it.
    public static let bridgePortProxyARP = port("proxyARP", Int(IFLA_BRPORT_PROXYARP))
    /// Whether multicast is sent to each member for itself.
    public static let bridgePortMulticastToUnicast = port("multicastToUnicast", Int(IFLA_BRPORT_MCAST_TO_UCAST))
    /// Whether a router is behind it (`MDB_RTR_TYPE_*`).
    public static let bridgePortMulticastRouter = port("multicastRouter", Int(IFLA_BRPORT_MULTICAST_ROUTER))
    /// Whether only senders that the bridge knows may speak.
    public static let bridgePortLocked = port("locked", Int(IFLA_BRPORT_LOCKED))
    /// Its VLANs.
    public static let bridgePortVLANs = LinkMember(
        "bridgePort.vlans", Int(IFLA_BRIDGE_VLAN_INFO), .vlans, at: .portVLANs)

    static let bridgePort = [
        bridgePortCost, bridgePortPriority, bridgePortHairpin, bridgePortIsolated, bridgePortLearning,
        bridgePortUnicastFlood, bridgePortMulticastFlood, bridgePortBroadcastFlood, bridgePortGuard,
        bridgePortRootBlock, bridgePortFastLeave, bridgePortNeighborSuppression, bridgePortProxyARP,
        bridgePortMulticastToUnicast, bridgePortMulticastRouter, bridgePortLocked,
    ]
}
