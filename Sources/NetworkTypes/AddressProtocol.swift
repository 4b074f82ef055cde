/// Who put an address on a link (`IFAPROT_*`, `linux/if_addr.h`).
public struct AddressProtocol: NamedNumber {
    /// As in `IFA_PROTO`; 0 is unsaid.
    public let rawValue: UInt8
    /// Wraps the kernel's number.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// The names that `ip address` prints, and our own.
    public static let names: [(UInt8, String)] = [
        (0, "unspec"), (1, "kernel_lo"), (2, "kernel_ra"), (3, "kernel_ll"), (117, "netstrata"),
    ]
    /// The loopback link's own.
    public static let loopback = AddressProtocol(rawValue: 1)
    /// Made of a router's announcement (RFC 4862 §5.5).
    public static let routerAdvertisement = AddressProtocol(rawValue: 2)
    /// The link's own (RFC 4862 §5.3).
    public static let linkLocal = AddressProtocol(rawValue: 3)
}
