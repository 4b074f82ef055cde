import CMnl

/// What links of every kind have.
extension LinkMember {
    /// `IFF_UP`.
    public static let up = LinkMember("up", Int(IFF_UP.rawValue), .uint32, at: .flags)
    /// `IFF_MULTICAST`.
    public static let multicast = LinkMember("multicast", Int(IFF_MULTICAST.rawValue), .uint32, at: .flags)
    /// `IFF_PROMISC`: frames for others are taken too.
    public static let promiscuous = LinkMember("promiscuous", Int(IFF_PROMISC.rawValue), .uint32, at: .flags)
    /// Largest packet in bytes, link header left out.
    public static let mtu = LinkMember("mtu", Int(IFLA_MTU), .uint32, at: .link)
    /// The hardware address.
    public static let hardwareAddress = LinkMember("hardwareAddress", Int(IFLA_ADDRESS), .bytes, at: .link)
    /// The index of the bridge, bond or VRF that it belongs to; 0 for none.
    public static let master = LinkMember("master", Int(IFLA_MASTER), .uint32, at: .link)
    /// The index of the link below.
    public static let lower = LinkMember("lower", Int(IFLA_LINK), .uint32, at: .link)
    /// Packets that may wait to be sent.
    public static let transmitQueueLength = LinkMember("transmitQueueLength", Int(IFLA_TXQLEN), .uint32, at: .link)
    /// The group of links that `ip link … group` speaks of.
    public static let group = LinkMember("group", Int(IFLA_GROUP), .uint32, at: .link)
    /// Most bytes of what is split by the hardware.
    public static let maximumGSOSize = LinkMember("maximumGSOSize", Int(IFLA_GSO_MAX_SIZE), .uint32, at: .link)
    /// Most parts of what is split by the hardware.
    public static let maximumGSOSegments = LinkMember("maximumGSOSegments", Int(IFLA_GSO_MAX_SEGS), .uint32, at: .link)
    /// Most bytes of what is put together on receipt.
    public static let maximumGROSize = LinkMember("maximumGROSize", Int(IFLA_GRO_MAX_SIZE), .uint32, at: .link)
    /// Names besides the first.
    public static let alternativeNames = LinkMember(
        "alternativeNames", Int(IFLA_PROP_LIST), .names, at: .properties)

    /// Those that `KernelLink.values` holds; the others are properties of it.
    static let general = [transmitQueueLength, group, maximumGSOSize, maximumGSOSegments, maximumGROSize]
}
