internal import Crypto

/// A key of Curve25519, or one that two ends share: 32 bytes, as text in base64 (RFC 4648 §4).
public struct WireGuardKey: Hashable, Sendable {
    /// Bytes of a key (`WG_KEY_LEN`, `linux/wireguard.h`).
    public static let length = 32

    /// Four numbers in the order of the bytes, each with its lowest byte first.
    public let words: Words

    /// Four numbers.
    ///
    /// Not a SIMD4, whose alignment of 32 bytes the frames of async functions don't keep (Swift 6.3).
    public struct Words: Hashable, Sendable, ExpressibleByArrayLiteral {
        private var (first, second, third, fourth): (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

        /// Four zeros.
        public init() {}

        /// These numbers, and zeros after them.
        public init(arrayLiteral numbers: UInt64...) {
            for (place, number) in numbers.prefix(4).enumerated() { self[place] = number }
        }

        /// One of the numbers, from 0 to 3.
        public subscript(place: Int) -> UInt64 {
            get {
                switch place {
                case 0: first
                case 1: second
                case 2: third
                default: fourth
                }
            }
            set {
                switch place {
                case 0: first = newValue
                case 1: second = newValue
                case 2: third = newValue
                default: fourth = newValue
                }
            }
        }
    }

    /// A key; `nil` when there aren't 32 bytes.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.length else { return nil }
        var words = Words()
        for (index, byte) in bytes.enumerated() { words[index / 8] |= UInt64(byte) << UInt64(index % 8 * 8) }
        self.words = words
    }

    /// A key of four numbers in the order of the bytes, each with its lowest byte first.
    public init(words: Words) { self.words = words }

    /// What WireGuard takes for no key.
    public static let zero = WireGuardKey(words: Words())

    /// The public key, if this is a private one (RFC 7748 §6.1).
    public var publicKey: WireGuardKey? {
        let secret = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes)
        return secret.flatMap { WireGuardKey(bytes: $0.publicKey.rawRepresentation) }
    }

    /// The key's bytes.
    public var bytes: [UInt8] { (0..<Self.length).map(byte) }

    private func byte(_ place: Int) -> UInt8 { UInt8(truncatingIfNeeded: words[place / 8] >> UInt64(place % 8 * 8)) }
}

extension WireGuardKey: LosslessStringConvertible {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    /// What each letter stands for; 64 and more for what is none.
    private static let values: [UInt8] = (0..<256).map { letter in
        alphabet.firstIndex(of: UInt8(letter)).map { UInt8($0) } ?? .max
    }

    /// Reads the text form: 43 letters and `=`.
    public init?(_ description: String) {
        let letters = description.utf8.span
        guard letters.count == 44, letters[43] == UInt8(ascii: "=") else { return nil }
        let values = Self.values
        var words = Words()
        // The bits of a word, the first byte's highest, and how many there are.
        var (bits, count, place): (UInt64, UInt64, Int) = (0, 0, 0)
        for letter in 0..<43 {
            let value = UInt64(values[Int(letters[letter])])
            guard value < 64 else { return nil }
            let room = 64 - count
            guard room <= 6 else {
                (bits, count) = (bits << 6 | value, count + 6)
                continue
            }
            words[place] = (bits << room | value >> (6 - room)).byteSwapped
            place += 1
            count = 6 - room
            bits = value & (1 << count - 1)
        }
        // 43 letters are two bits more than 32 bytes: they are zero.
        guard bits == 0 else { return nil }
        self.init(words: words)
    }

    /// The text form, 44 characters.
    public var description: String {
        var letters: [UInt8] = []
        letters.reserveCapacity(44)
        var (bits, count): (UInt32, UInt32) = (0, 0)
        let alphabet = Self.alphabet
        for place in 0..<Self.length {
            (bits, count) = (bits << 8 | UInt32(byte(place)), count + 8)
            while count >= 6 {
                count -= 6
                letters.append(alphabet[Int(bits >> count & 0x3F)])
            }
        }
        letters.append(alphabet[Int(bits << (6 - count) & 0x3F)])
        letters.append(UInt8(ascii: "="))
        return String(decoding: letters, as: UTF8.self)
    }
}
