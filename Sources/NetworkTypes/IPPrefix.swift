/// An address and the length of its network part, such as `192.0.2.10/24`; host bits are kept.
public struct IPPrefix: Hashable, Sendable {
    /// The address with its host bits.
    public let address: IPAddress
    /// Bits of the network part: 0 to 32 or 128.
    public let length: Int

    /// A prefix; `nil` when the length is out of range for the family.
    public init?(address: IPAddress, length: Int) {
        guard (0...address.family.bitWidth).contains(length) else { return nil }
        self.address = address
        self.length = length
    }

    /// The prefix of one address: /32 or /128.
    public init(host address: IPAddress) {
        self.address = address
        length = address.family.bitWidth
    }

    /// 0.0.0.0/0 or ::/0.
    public static func everything(_ family: AddressFamily) -> IPPrefix {
        IPPrefix(unchecked: .unspecified(family), length: 0)
    }

    private init(unchecked address: IPAddress, length: Int) {
        self.address = address
        self.length = length
    }

    /// The family of the address.
    public var family: AddressFamily { address.family }
    /// The prefix with its host bits cleared.
    public var masked: IPPrefix { IPPrefix(unchecked: address.masked(to: length), length: length) }
    /// A number that equal networks share, and others hardly ever.
    public var networkNumber: UInt64 { address.masked(to: length).number &* 131 &+ UInt64(length) }
    /// Whether no host bit is set.
    public var isMasked: Bool { self == masked }
    /// 0.0.0.0/0 or ::/0.
    public var isEverything: Bool { length == 0 && address.isUnspecified }

    /// Whether the address lies in the network.
    public func contains(_ other: IPAddress) -> Bool {
        other.family == family && other.masked(to: length) == address.masked(to: length)
    }

    /// The broadcast address of an IPv4 subnet; `nil` for IPv6, /31 (RFC 3021) and /32.
    public var broadcast: IPAddress? {
        guard family == .inet4, length < 31 else { return nil }
        return address.filled(after: length)
    }
}

extension IPPrefix: LosslessStringConvertible {
    /// Reads `address/length`.
    public init?(_ description: String) {
        guard let slash = description.utf8.firstIndex(of: UInt8(ascii: "/")),
            let address = IPAddress(String(description[..<slash]))
        else { return nil }
        let digits = description[description.utf8.index(after: slash)...]
        guard (1...3).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }),
            let length = Int(digits)
        else { return nil }
        self.init(address: address, length: length)
    }

    /// The address, a slash and the length.
    public var description: String { address.description + "/" + String(length) }
}

extension IPPrefix: Comparable {
    /// By address, then the shorter prefix first.
    public static func < (left: IPPrefix, right: IPPrefix) -> Bool {
        (left.address, left.length) < (right.address, right.length)
    }

    /// Whether the first comes before the second in an order by address in which what lies in a network comes before it.
    public static func isNarrower(_ left: IPPrefix, _ right: IPPrefix) -> Bool {
        let (leftEnd, rightEnd) = (left.address.filled(after: left.length), right.address.filled(after: right.length))
        return (leftEnd, right.length, left.address) < (rightEnd, left.length, right.address)
    }
}
