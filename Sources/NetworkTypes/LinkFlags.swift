/// Flags of a link (`IFF_*`, `linux/if.h`).
public struct LinkFlags: NamedFlags {
    /// The bits as in `ifi_flags`.
    public let rawValue: UInt32
    /// Wraps the kernel's bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The names that `ip link` prints.
    public static let names: [(UInt32, String)] = [
        (0x1, "UP"), (0x2, "BROADCAST"), (0x4, "DEBUG"), (0x8, "LOOPBACK"), (0x10, "POINTTOPOINT"),
        (0x20, "NOTRAILERS"), (0x40, "RUNNING"), (0x80, "NOARP"), (0x100, "PROMISC"), (0x200, "ALLMULTI"),
        (0x400, "MASTER"), (0x800, "SLAVE"), (0x1000, "MULTICAST"), (0x2000, "PORTSEL"), (0x4000, "AUTOMEDIA"),
        (0x8000, "DYNAMIC"), (0x10000, "LOWER_UP"), (0x20000, "DORMANT"), (0x40000, "ECHO"),
    ]

    /// Administratively up.
    public static let up = LinkFlags(rawValue: 0x1)
    /// The loopback interface.
    public static let loopback = LinkFlags(rawValue: 0x8)
    /// Operational (RFC 2863 `ifOperStatus` up).
    public static let running = LinkFlags(rawValue: 0x40)
    /// Takes frames for others too, because somebody asked for it.
    public static let promiscuous = LinkFlags(rawValue: 0x100)
    /// Takes part in multicast.
    public static let multicast = LinkFlags(rawValue: 0x1000)
    /// The link below has carrier.
    public static let lowerUp = LinkFlags(rawValue: 0x10000)
}
