/// Flags of an interface address (`IFA_F_*`, `linux/if_addr.h`).
public struct AddressFlags: NamedFlags {
    /// The bits as in `IFA_FLAGS`.
    public let rawValue: UInt32
    /// Wraps the kernel's bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The names that Talos and `ip` use.
    ///
    /// 0x01 is `IFA_F_SECONDARY` on IPv4, `IFA_F_TEMPORARY` on IPv6.
    public static let names: [(UInt32, String)] = [
        (0x01, "temporary"), (0x02, "nodad"), (0x04, "optimistic"), (0x08, "dadfailed"), (0x10, "homeaddress"),
        (0x20, "deprecated"), (0x40, "tentative"), (0x80, "permanent"), (0x100, "mngmtmpaddr"),
        (0x200, "noprefixroute"), (0x400, "mcautojoin"), (0x800, "stableprivacy"),
    ]

    /// `IFA_F_SECONDARY`: another address of the same subnet came first.
    public static let secondary = AddressFlags(rawValue: 0x01)
    /// Duplicate address detection found another owner (RFC 4862 §5.4.5).
    public static let dadFailed = AddressFlags(rawValue: 0x08)
    /// Duplicate address detection is still running (RFC 4862 §5.4).
    public static let tentative = AddressFlags(rawValue: 0x40)
    /// Configured for good, not for a lifetime.
    public static let permanent = AddressFlags(rawValue: 0x80)
    /// No connected route is made for the prefix.
    public static let noPrefixRoute = AddressFlags(rawValue: 0x200)

    /// Those of `managed` that IPv4 gives back as they were set (`inet_rtm_newaddr`, net/ipv4/devinet.c).
    public static let managedIPv4 = AddressFlags(rawValue: 0x80 | 0x200 | 0x400)

    /// The flags that a spec decides; the others come and go by themselves.
    public static let managed = AddressFlags(rawValue: 0x80 | 0x02 | 0x10 | 0x100 | 0x200 | 0x400)
}
