/// A name that a network interface has besides its first one.
public struct AlternativeName: Hashable, Sendable, LosslessStringConvertible {
    /// 127 bytes: `ALTIFNAMSIZ` of `linux/if.h` less the terminator.
    public static let maximumByteCount = 127

    /// The name as the kernel keeps it.
    public let description: String

    /// One to 127 bytes of what an `InterfaceName` can have.
    ///
    /// The kernel takes any bytes (`rtnl_alt_ifname()` in `net/core/rtnetlink.c`), but programs take these names for first
    /// ones, and no terminal shows others safely.
    public init?(_ description: String) {
        guard InterfaceName.isName(description, ofAtMost: Self.maximumByteCount) else { return nil }
        self.description = description
    }
}
