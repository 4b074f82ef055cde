import CMnl

/// macvlan and macvtap (`IFLA_MACVLAN_*`).
extension LinkMember {
    /// With whom it speaks (`MACVLAN_MODE_*`).
    public static let macvlanMode = LinkMember("macvlan.mode", Int(IFLA_MACVLAN_MODE), .uint32)
    /// Whether the link below isn't made promiscuous (`MACVLAN_FLAG_NOPROMISC`).
    public static let macvlanNoPromiscuity = LinkMember(
        "macvlan.noPromiscuity", Int(IFLA_MACVLAN_FLAGS), .part(.host16, 0x1))
    /// Whether source mode leaves out the look for the destination (`MACVLAN_FLAG_NODST`).
    public static let macvlanNoDestination = LinkMember(
        "macvlan.noDestination", Int(IFLA_MACVLAN_FLAGS), .part(.host16, 0x2))
    /// Broadcasts that may wait.
    public static let macvlanQueueLength = LinkMember(
        "macvlan.broadcastQueueLength", Int(IFLA_MACVLAN_BC_QUEUE_LEN), .uint32)
    /// Whose frames are taken in source mode.
    public static let macvlanSources = LinkMember(
        "macvlan.sources", Int(IFLA_MACVLAN_MACADDR_DATA),
        .hardwareAddresses(
            command: Int(IFLA_MACVLAN_MACADDR_MODE), set: MACVLAN_MACADDR_SET.rawValue,
            element: Int(IFLA_MACVLAN_MACADDR)))

    static let macvlan = [macvlanMode, macvlanNoPromiscuity, macvlanNoDestination, macvlanQueueLength, macvlanSources]
}

/// ipvlan (`IFLA_IPVLAN_*`).
extension LinkMember {
    /// At which layer it takes part (`IPVLAN_MODE_*`).
    public static let ipvlanMode = LinkMember("ipvlan.mode", Int(IFLA_IPVLAN_MODE), .uint16)
    /// With whom it speaks (`IPVLAN_F_*`).
    public static let ipvlanIsolation = LinkMember("ipvlan.isolation", Int(IFLA_IPVLAN_FLAGS), .uint16)

    static let ipvlan = [ipvlanMode, ipvlanIsolation]
}
