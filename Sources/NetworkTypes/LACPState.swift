/// The state of one end of LACP (`LACP_STATE_*`, `drivers/net/bonding/bond_3ad.c`; IEEE 802.1AX §6.4.2.3).
public struct LACPState: NamedFlags {
    /// The bits as they are on the wire.
    public let rawValue: UInt32
    /// Wraps the bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The standard's words.
    public static let names: [(UInt32, String)] = [
        (0x1, "activity"), (0x2, "timeout"), (0x4, "aggregation"), (0x8, "synchronization"), (0x10, "collecting"),
        (0x20, "distributing"), (0x40, "defaulted"), (0x80, "expired"),
    ]
}
