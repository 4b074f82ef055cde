import CMnl

/// tun and tap (`IFLA_TUN_*`), which rtnetlink tells and /dev/net/tun sets.
extension LinkMember {
    /// What packets it has: `IFF_TUN` or `IFF_TAP`.
    public static let tunMode = LinkMember("tun.mode", Int(IFLA_TUN_TYPE), .uint8)
    /// The number of the user who may open it; 4294967295 for nobody in particular.
    public static let tunOwner = LinkMember("tun.owner", Int(IFLA_TUN_OWNER), .uint32)
    /// The number of the group that may open it; 4294967295 for none.
    public static let tunGroup = LinkMember("tun.group", Int(IFLA_TUN_GROUP), .uint32)
    /// Whether several programs' queues share it.
    public static let tunMultiQueue = LinkMember("tun.multiQueue", Int(IFLA_TUN_MULTI_QUEUE), .uint8)
    /// Whether packets come with a `struct virtio_net_hdr`.
    public static let tunHeader = LinkMember("tun.vnetHeader", Int(IFLA_TUN_VNET_HDR), .uint8)
    /// Whether packets come with a `struct tun_pi`.
    public static let tunPacketInfo = LinkMember("tun.packetInfo", Int(IFLA_TUN_PI), .uint8)

    static let tun = [tunMode, tunOwner, tunGroup, tunMultiQueue, tunHeader, tunPacketInfo]
}
