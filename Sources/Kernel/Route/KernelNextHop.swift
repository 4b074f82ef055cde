public import NetworkTypes

/// One of several ways of a route (`struct rtnexthop`, `linux/rtnetlink.h`).
public struct KernelNextHop: Hashable, Sendable {
    /// `RTA_GATEWAY`, or `RTA_VIA` when it's of the other family.
    public var gateway: IPAddress?
    /// The index of the link that packets leave by.
    public var outIndex: UInt32?
    /// Its share, 1 to 256: the kernel's `rtnh_hops` and one.
    public var weight: UInt32
    /// The gateway is reached on the link whatever the addresses say (`RTNH_F_ONLINK`).
    public var isOnLink: Bool

    /// A next hop of weight 1.
    public init(gateway: IPAddress? = nil, outIndex: UInt32? = nil, weight: UInt32 = 1, isOnLink: Bool = false) {
        self.gateway = gateway
        self.outIndex = outIndex
        self.weight = weight
        self.isOnLink = isOnLink
    }
}
