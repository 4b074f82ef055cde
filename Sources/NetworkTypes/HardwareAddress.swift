/// A link-layer address: 6 bytes on Ethernet, up to 32 (`MAX_ADDR_LEN`, `linux/netdevice.h`) elsewhere.
public struct HardwareAddress: Hashable, Sendable {
    /// The bytes as they go over the wire.
    public let bytes: [UInt8]

    /// An address of 1 to 32 bytes.
    public init?(bytes: [UInt8]) {
        guard (1...32).contains(bytes.count) else { return nil }
        self.bytes = bytes
    }

    /// Whether a station can own it: not a group address (IEEE 802 I/G bit) and not all zero.
    public var isUnicast: Bool { bytes[0] & 1 == 0 && bytes.contains { $0 != 0 } }
}

extension HardwareAddress: LosslessStringConvertible {
    /// Reads pairs of hex digits with colons or hyphens between them.
    public init?(_ description: String) {
        let parts = description.split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "-" }
        var bytes: [UInt8] = []
        for part in parts {
            guard part.utf8.count == 2, let byte = UInt8(part, radix: 16), part.first != "+" else { return nil }
            bytes.append(byte)
        }
        self.init(bytes: bytes)
    }

    /// Lower-case hex with colons.
    public var description: String { bytes.hexadecimal(separator: ":") }
}
