/// How far away a destination is (`rt_scope_t`, `linux/rtnetlink.h`).
public struct RouteScope: NamedNumber {
    /// As in `rtm_scope` and `ifa_scope`.
    public let rawValue: UInt8
    /// Wraps the kernel's number.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// The names that `ip` prints.
    public static let names: [(UInt8, String)] = [
        (0, "global"), (200, "site"), (253, "link"), (254, "host"), (255, "nowhere"),
    ]
    /// Everywhere.
    public static let global = RouteScope(rawValue: 0)
    /// On this link only.
    public static let link = RouteScope(rawValue: 253)
    /// On this host only.
    public static let host = RouteScope(rawValue: 254)
    /// Nowhere: the destination can't be reached.
    public static let nowhere = RouteScope(rawValue: 255)
}

/// What a route does with a packet (`RTN_*`, `linux/rtnetlink.h`).
public struct RouteType: NamedNumber {
    /// As in `rtm_type`.
    public let rawValue: UInt8
    /// Wraps the kernel's number.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// The names that `ip route` prints.
    public static let names: [(UInt8, String)] = [
        (0, "unspec"), (1, "unicast"), (2, "local"), (3, "broadcast"), (4, "anycast"), (5, "multicast"),
        (6, "blackhole"), (7, "unreachable"), (8, "prohibit"), (9, "throw"), (10, "nat"), (11, "xresolve"),
    ]
    /// Forwarded to a gateway or onto a link.
    public static let unicast = RouteType(rawValue: 1)
    /// Delivered to this host.
    public static let local = RouteType(rawValue: 2)
    /// Sent as a link-layer broadcast.
    public static let broadcast = RouteType(rawValue: 3)
    /// Delivered to this host as one of several that have the address.
    public static let anycast = RouteType(rawValue: 4)
    /// Dropped silently.
    public static let blackhole = RouteType(rawValue: 6)
    /// Refused with ICMP unreachable.
    public static let unreachable = RouteType(rawValue: 7)
    /// Refused with ICMP administratively prohibited.
    public static let prohibit = RouteType(rawValue: 8)
    /// The lookup goes on with the next rule.
    public static let `throw` = RouteType(rawValue: 9)

    /// Whether packets that match go nowhere, so the route has neither link nor gateway.
    public var hasNoDevice: Bool { [.blackhole, .unreachable, .prohibit, .throw].contains(self) }
}

/// Who put a route or a rule there (`RTPROT_*`, `linux/rtnetlink.h` and `/etc/iproute2/rt_protos`).
public struct RouteProtocol: NamedNumber {
    /// As in `rtm_protocol`.
    public let rawValue: UInt8
    /// Wraps the kernel's number.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// The names that Talos uses, and our own.
    public static let names: [(UInt8, String)] = [
        (0, "unspec"), (1, "redirect"), (2, "kernel"), (3, "boot"), (4, "static"), (9, "ra"), (10, "mrt"),
        (11, "zebra"), (12, "bird"), (13, "dnrouted"), (14, "xorp"), (15, "ntk"), (16, "dhcp"), (17, "mrtd"),
        (18, "keepalived"), (42, "babel"), (99, "openr"), (117, "netstrata"), (186, "bgp"), (187, "isis"),
        (188, "ospf"), (189, "rip"), (192, "eigrp"),
    ]
    /// Where it came from isn't said.
    public static let unspec = RouteProtocol(rawValue: 0)
    /// Made by the kernel itself.
    public static let kernel = RouteProtocol(rawValue: 2)
    /// Made by hand, such as with `ip route add`.
    public static let boot = RouteProtocol(rawValue: 3)
    /// Configured by an administrator.
    public static let `static` = RouteProtocol(rawValue: 4)
    /// From a DHCP server.
    public static let dhcp = RouteProtocol(rawValue: 16)
    /// Netstrata's own mark: 117, free in `rt_protos`.
    public static let netstrata = RouteProtocol(rawValue: 117)
}

/// A routing table's number (`rt_class_t`, `linux/rtnetlink.h`).
public struct RoutingTable: NamedNumber {
    /// As in `RTA_TABLE`.
    public let rawValue: UInt32
    /// Wraps the kernel's number.
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// The tables that every host has.
    public static let names: [(UInt32, String)] = [(0, "unspec"), (253, "default"), (254, "main"), (255, "local")]
    /// No table at all.
    public static let unspec = RoutingTable(rawValue: 0)
    /// Where routes go that don't say otherwise.
    public static let main = RoutingTable(rawValue: 254)
    /// The kernel's own routes to this host.
    public static let local = RoutingTable(rawValue: 255)
}

/// Flags of a route (`RTM_F_*`, `linux/rtnetlink.h`).
public struct RouteFlags: NamedFlags {
    /// The bits as in `rtm_flags`.
    public let rawValue: UInt32
    /// Wraps the kernel's bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// The names that Talos uses.
    public static let names: [(UInt32, String)] = [
        (0x100, "notify"), (0x200, "cloned"), (0x400, "equalize"), (0x800, "prefix"), (0x1000, "lookup_table"),
        (0x2000, "fib_match"), (0x4000, "offload"), (0x8000, "trap"),
    ]
    /// `RTM_F_CLONED`: an entry of the route cache, not of a table.
    public static let cloned = RouteFlags(rawValue: 0x200)
}

/// What a routing rule does (`FR_ACT_*`, `linux/fib_rules.h`).
public struct RuleAction: NamedNumber {
    /// As in `fib_rule_hdr.action`.
    public let rawValue: UInt8
    /// Wraps the kernel's number.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// The names that Talos uses; `unicast` looks up the table.
    public static let names: [(UInt8, String)] = [
        (0, "unspec"), (1, "unicast"), (2, "goto"), (3, "nop"), (6, "blackhole"), (7, "unreachable"), (8, "prohibit"),
    ]
    /// Look the destination up in the rule's table (`FR_ACT_TO_TBL`).
    public static let unicast = RuleAction(rawValue: 1)
    /// Drop silently.
    public static let blackhole = RuleAction(rawValue: 6)
    /// Refuse with ICMP unreachable.
    public static let unreachable = RuleAction(rawValue: 7)
    /// Refuse with ICMP administratively prohibited.
    public static let prohibit = RuleAction(rawValue: 8)
}
