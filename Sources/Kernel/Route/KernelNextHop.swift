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
    /// Nothing leaves by it just now (`RTNH_F_DEAD`), which the kernel only tells: it isn't part of what a hop is.
    public var isDead = false

    /// A next hop of weight 1.
    public init(gateway: IPAddress? = nil, outIndex: UInt32? = nil, weight: UInt32 = 1, isOnLink: Bool = false) {
        self.gateway = gateway
        self.outIndex = outIndex
        self.weight = weight
        self.isOnLink = isOnLink
    }
}

extension KernelNextHop {
    /// Whether both are the same way, be it there or not.
    public static func == (left: KernelNextHop, right: KernelNextHop) -> Bool {
        (left.gateway, left.outIndex, left.weight, left.isOnLink)
            == (right.gateway, right.outIndex, right.weight, right.isOnLink)
    }

    /// Adds what `==` compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(gateway)
        hasher.combine(outIndex)
        hasher.combine(weight)
        hasher.combine(isOnLink)
    }
}
