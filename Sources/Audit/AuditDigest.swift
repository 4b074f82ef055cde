internal import Crypto

/// A SHA-256 digest of the audit log: of a line, or of two digests together (RFC 6962 §2.1).
public struct AuditDigest: Hashable, Sendable {
    /// How many bytes it has.
    public static let size = 32

    /// Its bytes, eight in a number, the first in the highest places: so a digest needs no memory of its own.
    ///
    /// Not a SIMD4, whose alignment of 32 bytes the frames of async functions don't keep (Swift 6.3).
    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    /// Its bytes.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.size)
        append(to: &bytes)
        return bytes
    }

    /// Adds its bytes to others.
    public func append(to bytes: inout [UInt8]) {
        forEachPart(of: 8) { bytes.append($0) }
    }

    /// Gives its parts of so many bits, from the highest on.
    private func forEachPart(of bits: UInt64, _ body: (UInt8) -> Void) {
        for var rest in [first, second, third, fourth] {
            for _ in 0..<64 / bits {
                body(UInt8(truncatingIfNeeded: rest >> (64 - bits)))
                rest <<= bits
            }
        }
    }

    /// A digest from its bytes; `nil` unless there are 32.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.size else { return nil }
        self.init(all: Array(bytes))
    }

    /// From 32 bytes.
    private init(all bytes: [UInt8]) {
        first = Self.word(bytes, at: 0)
        second = Self.word(bytes, at: 8)
        third = Self.word(bytes, at: 16)
        fourth = Self.word(bytes, at: 24)
    }

    private static func word(_ bytes: [UInt8], at start: Int) -> UInt64 {
        var word: UInt64 = 0
        for place in start..<(start + 8) { word = word << 8 | UInt64(bytes[place]) }
        return word
    }

    /// A digest from 64 hexadecimal digits; `nil` if they aren't.
    public init?(hex: some StringProtocol) {
        let digits = hex.utf8.compactMap { Self.value($0) }
        guard digits.count == 2 * Self.size, hex.utf8.count == digits.count else { return nil }
        self.init(all: stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] })
    }

    /// Of a line of the log, as a leaf of a tree: SHA-256(0x00 ‖ line).
    public init(line: String) {
        var leaf: [UInt8] = []
        leaf.reserveCapacity(line.utf8.count + 1)
        leaf.append(0)
        leaf += line.utf8
        self.init(leaf: leaf)
    }

    /// Of a line behind the 0x00 of a leaf.
    ///
    /// A line feed counts as a space: in what the sqlite3 shell wrote there may be some, and an export has lines.
    init(leaf: [UInt8]) {
        var feeds: UInt8 = 0
        // Without an early end the processor looks at many bytes at once.
        for byte in leaf { feeds |= byte == Self.lineFeed ? 1 : 0 }
        let message = feeds == 0 ? leaf : leaf.map { $0 == Self.lineFeed ? 0x20 : $0 }
        self.init(all: Array(SHA256.hash(data: message)))
    }

    /// Of two subtrees: SHA-256(0x01 ‖ left ‖ right).
    public init(_ left: AuditDigest, _ right: AuditDigest) {
        var message: [UInt8] = []
        message.reserveCapacity(2 * Self.size + 1)
        message.append(1)
        left.append(to: &message)
        right.append(to: &message)
        self.init(all: Array(SHA256.hash(data: message)))
    }

    /// What precedes the first line of a log.
    public static let genesis = AuditDigest(line: "netstrata audit log, version 1")

    /// 64 hexadecimal digits.
    public var hex: String {
        var digits: [UInt8] = []
        digits.reserveCapacity(2 * Self.size)
        appendHex(to: &digits)
        return String(decoding: digits, as: UTF8.self)
    }

    /// Adds its hexadecimal digits to a text.
    func appendHex(to text: inout [UInt8]) {
        forEachPart(of: 4) { text.append($0 < 10 ? $0 + 0x30 : $0 + 0x57) }
    }

    private static let lineFeed: UInt8 = 0x0A

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x57
        case 0x41...0x46: digit - 0x37
        default: nil
        }
    }
}

extension AuditDigest: CustomStringConvertible {
    /// The hexadecimal digits.
    public var description: String { hex }
}

/// How far a log has come: whoever keeps it can tell later whether the log still continues from there.
public struct AuditHead: Hashable, Sendable {
    /// The number of the last row; 0 in an empty log.
    public var sequence: Int64
    /// The digest of the last row, which covers all before it.
    public var digest: AuditDigest

    /// A head from its parts.
    public init(sequence: Int64, digest: AuditDigest) {
        self.sequence = sequence
        self.digest = digest
    }

    /// A head as `X-Audit-Head` tells it: `812:9f86d0…`; `nil` for other text.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let sequence = Int64(parts[0]), sequence >= 0,
            let digest = AuditDigest(hex: parts[1])
        else { return nil }
        self.init(sequence: sequence, digest: digest)
    }

    /// Before the first row.
    public static let empty = AuditHead(sequence: 0, digest: .genesis)
}

extension AuditHead: CustomStringConvertible {
    /// The number, a colon and the digest.
    public var description: String { "\(sequence):\(digest.hex)" }
}
