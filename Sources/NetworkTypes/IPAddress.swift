/// An IPv4 or IPv6 address, without a zone.
public struct IPAddress: Hashable, Sendable {
    /// Which of the two protocols it belongs to.
    public let family: AddressFamily
    private let high: UInt64
    let low: UInt64

    /// An address from its bytes in network order: 4 for IPv4, 16 for IPv6; `nil` for any other count.
    public init?(bytes: some Collection<UInt8>) {
        switch bytes.count {
        case 4:
            family = .inet4
            high = 0
            low = bytes.reduce(0) { $0 << 8 | UInt64($1) }
        case 16:
            family = .inet6
            high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
            low = bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
        default: return nil
        }
    }

    init(family: AddressFamily, high: UInt64, low: UInt64) {
        self.family = family
        self.high = high
        self.low = low
    }

    /// 0.0.0.0 or ::.
    public static func unspecified(_ family: AddressFamily) -> IPAddress {
        IPAddress(family: family, high: 0, low: 0)
    }

    /// The bytes in network order: 4 or 16.
    public var bytes: [UInt8] {
        let lowBytes = (0..<8).map { UInt8(truncatingIfNeeded: low >> (56 - 8 * $0)) }
        guard family == .inet6 else { return Array(lowBytes.suffix(4)) }
        return (0..<8).map { UInt8(truncatingIfNeeded: high >> (56 - 8 * $0)) } + lowBytes
    }

    /// A number that equal addresses share, and others of the same family hardly ever.
    var number: UInt64 { high &* 0x9E37_79B9_7F4A_7C15 ^ low }

    /// Whether every bit is zero.
    public var isUnspecified: Bool { high == 0 && low == 0 }

    /// 127.0.0.0/8 (RFC 1122 §3.2.1.3) or ::1 (RFC 4291 §2.5.3).
    public var isLoopback: Bool {
        family == .inet4 ? low >> 24 == 127 : high == 0 && low == 1
    }

    /// 169.254.0.0/16 (RFC 3927) or fe80::/10 (RFC 4291 §2.5.6).
    public var isLinkLocal: Bool {
        family == .inet4 ? low >> 16 == 0xA9FE : high >> 54 == 0x3FA
    }

    /// 224.0.0.0/4 (RFC 5771) or ff00::/8 (RFC 4291 §2.7).
    public var isMulticast: Bool {
        family == .inet4 ? low >> 28 == 0xE : high >> 56 == 0xFF
    }

    /// The address with every bit after the first `length` cleared.
    func masked(to length: Int) -> IPAddress {
        let (highMask, lowMask) = Self.mask(length: length, family: family)
        return IPAddress(family: family, high: high & highMask, low: low & lowMask)
    }

    /// The address with every bit after the first `length` set: IPv4's broadcast address of a subnet.
    func filled(after length: Int) -> IPAddress {
        let (highMask, lowMask) = Self.mask(length: length, family: family)
        let top: UInt64 = family == .inet4 ? 0 : ~highMask
        let width: UInt64 = family == .inet4 ? 0xFFFF_FFFF : .max
        return IPAddress(family: family, high: high | top, low: low | (~lowMask & width))
    }

    private static func mask(length: Int, family: AddressFamily) -> (UInt64, UInt64) {
        func leading(_ bits: Int, of width: Int) -> UInt64 {
            let count = max(0, min(bits, width))
            guard count > 0 else { return 0 }
            return (UInt64.max << (64 - UInt64(count))) >> UInt64(64 - width)
        }
        guard family == .inet6 else { return (0, leading(length, of: 32)) }
        return (leading(length, of: 64), leading(length - 64, of: 64))
    }
}

extension IPAddress: Comparable {
    /// IPv4 before IPv6, then by value.
    public static func < (left: IPAddress, right: IPAddress) -> Bool {
        if left.family != right.family { return left.family == .inet4 }
        return (left.high, left.low) < (right.high, right.low)
    }
}
