/// IPv4 or IPv6.
///
/// The raw values are `AF_INET` and `AF_INET6` (`bits/socket.h`).
public enum AddressFamily: UInt8, Hashable, Sendable, CaseIterable, LosslessStringConvertible {
    /// IPv4 (`AF_INET`).
    case inet4 = 2
    /// IPv6 (`AF_INET6`).
    case inet6 = 10

    /// Reads `inet4` or `inet6`.
    public init?(_ description: String) {
        switch description.lowercased() {
        case "inet4": self = .inet4
        case "inet6": self = .inet6
        default: return nil
        }
    }

    /// `inet4` or `inet6`.
    public var description: String { self == .inet4 ? "inet4" : "inet6" }

    /// Bits of an address: 32 or 128.
    public var bitWidth: Int { self == .inet4 ? 32 : 128 }
}
