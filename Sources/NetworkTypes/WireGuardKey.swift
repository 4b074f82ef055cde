/// A key of Curve25519, or one that two ends share: 32 bytes, as text in base64 (RFC 4648 §4).
public struct WireGuardKey: Hashable, Sendable {
    /// Bytes of a key (`WG_KEY_LEN`, `linux/wireguard.h`).
    public static let length = 32

    private let words: SIMD4<UInt64>

    /// A key; `nil` when there aren't 32 bytes.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.length else { return nil }
        var words = SIMD4<UInt64>()
        for (index, byte) in bytes.enumerated() { words[index / 8] |= UInt64(byte) << UInt64(index % 8 * 8) }
        self.words = words
    }

    /// What WireGuard takes for no key.
    public static let zero = WireGuardKey()

    private init() { words = SIMD4() }

    /// The key's bytes.
    public var bytes: [UInt8] {
        (0..<Self.length).map { UInt8(truncatingIfNeeded: words[$0 / 8] >> UInt64($0 % 8 * 8)) }
    }

}

extension WireGuardKey: LosslessStringConvertible {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8?] = (0..<256).map { letter in
        alphabet.firstIndex(of: UInt8(letter)).map { UInt8($0) }
    }

    /// Reads the text form: 43 letters and `=`.
    public init?(_ description: String) {
        let letters = Array(description.utf8)
        guard letters.count == 44, letters[43] == UInt8(ascii: "=") else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.length + 1)
        var (bits, count): (UInt32, UInt32) = (0, 0)
        for letter in letters[..<43] {
            guard let value = Self.values[Int(letter)] else { return nil }
            (bits, count) = (bits << 6 | UInt32(value), count + 6)
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> count))
            }
        }
        // 43 letters are two bits more than 32 bytes: they are zero.
        guard bits & 0b11 == 0 else { return nil }
        self.init(bytes: bytes)
    }

    /// The text form, 44 characters.
    public var description: String {
        var letters: [UInt8] = []
        letters.reserveCapacity(44)
        var (bits, count): (UInt32, UInt32) = (0, 0)
        for byte in bytes {
            (bits, count) = (bits << 8 | UInt32(byte), count + 8)
            while count >= 6 {
                count -= 6
                letters.append(Self.alphabet[Int(bits >> count & 0x3F)])
            }
        }
        letters.append(Self.alphabet[Int(bits << (6 - count) & 0x3F)])
        letters.append(UInt8(ascii: "="))
        return String(decoding: letters, as: UTF8.self)
    }
}
