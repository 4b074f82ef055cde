/// The hardware type of a link (`ARPHRD_*`, `linux/if_arp.h`).
public struct LinkType: NamedNumber {
    /// As in `ifi_type`.
    public let rawValue: UInt16
    /// Wraps the kernel's number.
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    /// The types that hosts have; others show as their number.
    public static let names: [(UInt16, String)] = [
        (1, "ether"), (32, "infiniband"), (256, "slip"), (512, "ppp"), (768, "tunnel"), (769, "tunnel6"),
        (772, "loopback"), (776, "sit"), (778, "ipgre"), (801, "ieee80211"), (823, "ip6gre"), (824, "netlink"),
        (65534, "none"),
    ]
    /// Ethernet framing (`ARPHRD_ETHER`).
    public static let ether = LinkType(rawValue: 1)
    /// `lo` (`ARPHRD_LOOPBACK`).
    public static let loopback = LinkType(rawValue: 772)
    /// Packets without a header of the link (`ARPHRD_NONE`); Talos calls it `nohdr`.
    public static let noHeaders = LinkType(rawValue: 65_534)
}

/// Whether a link can pass packets (`IF_OPER_*`, `linux/if.h`; RFC 2863 §3.1.14).
public struct OperationalState: NamedNumber {
    /// As in `IFLA_OPERSTATE`.
    public let rawValue: UInt8
    /// Wraps the kernel's number.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// The names that Talos uses.
    public static let names: [(UInt8, String)] = [
        (0, "unknown"), (1, "notPresent"), (2, "down"), (3, "lowerLayerDown"), (4, "testing"), (5, "dormant"),
        (6, "up"),
    ]
    /// The driver doesn't say; loopback and tun links stay here.
    public static let unknown = OperationalState(rawValue: 0)
    /// Ready to pass packets.
    public static let up = OperationalState(rawValue: 6)
}
