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
        bytes.append(addingCapacity: Self.size) { bytes in
            Self.append(first, to: &bytes)
            Self.append(second, to: &bytes)
            Self.append(third, to: &bytes)
            Self.append(fourth, to: &bytes)
        }
    }

    private static func append(_ word: UInt64, to bytes: inout OutputSpan<UInt8>) {
        for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }

    /// A digest from its bytes; `nil` unless there are 32.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.size else { return nil }
        var rest = bytes.makeIterator()
        self.init(takingFrom: &rest)
    }

    /// From 32 bytes.
    private init(takingFrom rest: inout some IteratorProtocol<UInt8>) {
        first = Self.word(&rest)
        second = Self.word(&rest)
        third = Self.word(&rest)
        fourth = Self.word(&rest)
    }

    /// A digest of something else than a line.
    init(_ digest: SHA256.Digest) {
        var rest = digest.makeIterator()
        self.init(takingFrom: &rest)
    }

    private static func word(_ rest: inout some IteratorProtocol<UInt8>) -> UInt64 {
        var word: UInt64 = 0
        for _ in 0..<8 { word = word << 8 | UInt64(rest.next() ?? 0) }
        return word
    }

    /// A digest from 64 hexadecimal digits; `nil` if they aren't.
    public init?(hex: some StringProtocol) {
        let digits = hex.utf8.compactMap { Self.value($0) }
        guard digits.count == 2 * Self.size, hex.utf8.count == digits.count else { return nil }
        self.init(stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] })
    }

    /// Of a line of the log, as a leaf of a tree: SHA-256(0x00 ‖ line).
    public init(line: String) { self = AuditLine(line).digest }

    /// Of a line behind the 0x00 of a leaf.
    ///
    /// It is that of the line in an export, which has lines of text: a line feed counts as a space, and what isn't UTF-8 as U+FFFD.
    /// What the sqlite3 shell wrote may have such.
    init(leaf: [UInt8]) {
        var (feeds, bits): (UInt8, UInt8) = (0, 0)
        // Without an early end the processor looks at many bytes at once.
        for byte in leaf {
            feeds |= byte == Self.lineFeed ? 1 : 0
            bits |= byte
        }
        var message = bits < 0x80 ? leaf : Array(String(decoding: leaf, as: UTF8.self).utf8)
        if feeds != 0 { message = message.map { $0 == Self.lineFeed ? 0x20 : $0 } }
        self.init(SHA256.hash(data: message))
    }

    /// Of two subtrees: SHA-256(0x01 ‖ left ‖ right).
    public init(_ left: AuditDigest, _ right: AuditDigest) {
        var message: [UInt8] = []
        message.reserveCapacity(2 * Self.size + 1)
        message.append(1)
        left.append(to: &message)
        right.append(to: &message)
        self.init(SHA256.hash(data: message))
    }

    /// What precedes the first line of a log.
    public static let genesis = AuditDigest(line: "netstrata audit log, version 1")

    /// 64 hexadecimal digits.
    public var hex: String {
        String(decoding: Array(capacity: 2 * Self.size) { appendHex(to: &$0) }, as: UTF8.self)
    }

    /// Adds its hexadecimal digits to a text.
    func appendHex(to text: inout OutputSpan<UInt8>) {
        Self.appendHex(first, to: &text)
        Self.appendHex(second, to: &text)
        Self.appendHex(third, to: &text)
        Self.appendHex(fourth, to: &text)
    }

    private static func appendHex(_ word: UInt64, to text: inout OutputSpan<UInt8>) {
        for shift in stride(from: 60, through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: word >> shift & 15)
            text.append(digit < 10 ? digit + 0x30 : digit + 0x57)
        }
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
