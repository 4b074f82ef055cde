import CMnl

/// `RTNH_F_*` (`linux/rtnetlink.h`), which share a field with `RTM_F_*` in a route's header.
enum NextHopFlags {
    /// The gateway is reached on the link whatever the addresses say.
    static let onLink = UInt32(RTNH_F_ONLINK)
    /// Those that the kernel tells, and doesn't want to be told.
    static let told = UInt32(RTNH_F_DEAD | RTNH_F_LINKDOWN | RTNH_F_OFFLOAD | RTNH_F_TRAP | RTNH_F_UNRESOLVED)
    /// All of them.
    static let all = told | onLink | UInt32(RTNH_F_PERVASIVE)
}

/// The `RTM_F_*` that the kernel tells, and doesn't want to be told.
enum ToldRouteFlags {
    static let all = UInt32(RTM_F_CLONED | RTM_F_OFFLOAD | RTM_F_TRAP | RTM_F_OFFLOAD_FAILED)
}
