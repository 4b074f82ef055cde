import CMnl

/// Bridges (`IFLA_BR_*`); times are in hundredths of a second (`USER_HZ`).
extension LinkMember {
    /// How long a port listens, and how long it learns.
    public static let bridgeForwardDelay = LinkMember("bridge.forwardDelay", Int(IFLA_BR_FORWARD_DELAY), .uint32)
    /// How often the root speaks.
    public static let bridgeHelloTime = LinkMember("bridge.helloTime", Int(IFLA_BR_HELLO_TIME), .uint32)
    /// After how long what the root said is forgotten.
    public static let bridgeMaxAge = LinkMember("bridge.maxAge", Int(IFLA_BR_MAX_AGE), .uint32)
    /// After how long an address that sends nothing is forgotten.
    public static let bridgeAgeingTime = LinkMember("bridge.ageingTime", Int(IFLA_BR_AGEING_TIME), .uint32)
    /// Whether it takes part in the spanning tree protocol (IEEE 802.1D).
    public static let bridgeSpanningTree = LinkMember("bridge.stp", Int(IFLA_BR_STP_STATE), .uint32)
    /// Who becomes the root.
    public static let bridgePriority = LinkMember("bridge.priority", Int(IFLA_BR_PRIORITY), .uint16)
    /// Which link-local groups are forwarded, a bit for each.
    public static let bridgeGroupForwardMask = LinkMember(
        "bridge.groupForwardMask", Int(IFLA_BR_GROUP_FWD_MASK), .uint16)
    /// Whether ports filter by VLAN.
    public static let bridgeVLANFiltering = LinkMember("bridge.vlanFiltering", Int(IFLA_BR_VLAN_FILTERING), .uint8)
    /// The EtherType of the tags that are looked at.
    public static let bridgeVLANProtocol = LinkMember("bridge.vlanProtocol", Int(IFLA_BR_VLAN_PROTOCOL), .network16)
    /// The VLAN of a new port; 0 for none.
    public static let bridgeDefaultPVID = LinkMember("bridge.defaultPVID", Int(IFLA_BR_VLAN_DEFAULT_PVID), .uint16)
    /// Whether each VLAN's frames are counted.
    public static let bridgeVLANStatistics = LinkMember(
        "bridge.vlanStatistics", Int(IFLA_BR_VLAN_STATS_ENABLED), .uint8)
    /// Whether they are counted for each port.
    public static let bridgeVLANStatisticsPerPort = LinkMember(
        "bridge.vlanStatisticsPerPort", Int(IFLA_BR_VLAN_STATS_PER_PORT), .uint8)
    /// Whether link-local frames teach nothing (`BR_BOOLOPT_NO_LL_LEARN`).
    public static let bridgeIgnoresLinkLocal = LinkMember(
        "bridge.ignoresLinkLocal", Int(IFLA_BR_MULTI_BOOLOPT), .bit(1 << BR_BOOLOPT_NO_LL_LEARN.rawValue))
    /// The VLANs of the bridge itself.
    public static let bridgeVLANs = LinkMember("bridge.vlans", Int(IFLA_BRIDGE_VLAN_INFO), .vlans, at: .bridgeVLANs)

    static let bridge =
        [
            bridgeForwardDelay, bridgeHelloTime, bridgeMaxAge, bridgeAgeingTime, bridgeSpanningTree, bridgePriority,
            bridgeGroupForwardMask, bridgeVLANFiltering, bridgeVLANProtocol, bridgeDefaultPVID, bridgeVLANStatistics,
            bridgeVLANStatisticsPerPort, bridgeIgnoresLinkLocal, bridgeRootID, bridgeID,
        ] + bridgeMulticast

    /// Which bridge is the root of the spanning tree, and which this one is (`struct ifla_bridge_id`).
    fileprivate static let bridgeRootID = LinkMember("bridge.rootID", Int(IFLA_BR_ROOT_ID), .bytes)
    fileprivate static let bridgeID = LinkMember("bridge.id", Int(IFLA_BR_BRIDGE_ID), .bytes)
    fileprivate static let rootsTimes = [bridgeForwardDelay, bridgeHelloTime, bridgeMaxAge]
}

extension KernelLink {
    /// Leaves out the times that the kernel tells of a bridge but that are another's.
    ///
    /// Where another bridge is the root of the tree, its times count, and the bridge's own aren't told (`br_fill_info()`,
    /// `net/bridge/br_netlink.c`).
    mutating func leaveOutRootsTimes() {
        let (root, own) = (values.removeValue(forKey: .bridgeRootID), values.removeValue(forKey: .bridgeID))
        guard root != own else { return }
        for member in LinkMember.rootsTimes { values[member] = nil }
    }
}
