internal import Crypto

/// A SHA-256 digest of the audit log: of a line, or of two digests together (RFC 6962 §2.1).
public struct AuditDigest: Hashable, Sendable {
    /// How many bytes it has.
    public static let size = 32

    /// Its bytes.
    public let bytes: [UInt8]

    /// A digest from its bytes; `nil` unless there are 32.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.size else { return nil }
        self.bytes = Array(bytes)
    }

    /// A digest from 64 hexadecimal digits; `nil` if they aren't.
    public init?(hex: some StringProtocol) {
        let digits = hex.utf8.compactMap { Self.value($0) }
        guard digits.count == 2 * Self.size, hex.utf8.count == digits.count else { return nil }
        bytes = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// Of a line of the log, as a leaf of a tree: SHA-256(0x00 ‖ line).
    ///
    /// A line feed counts as a space: in what the sqlite3 shell wrote there may be some, and an export has lines.
    public init(line: String) {
        var message: [UInt8] = [0]
        message.reserveCapacity(line.utf8.count + 1)
        message.append(contentsOf: line.utf8)
        if message.contains(Self.lineFeed) { message = message.map { $0 == Self.lineFeed ? 0x20 : $0 } }
        bytes = Array(SHA256.hash(data: message))
    }

    /// Of two subtrees: SHA-256(0x01 ‖ left ‖ right).
    public init(_ left: AuditDigest, _ right: AuditDigest) {
        bytes = Array(SHA256.hash(data: [1] + left.bytes + right.bytes))
    }

    /// What precedes the first line of a log.
    public static let genesis = AuditDigest(line: "netstrata audit log, version 1")

    /// 64 hexadecimal digits.
    public var hex: String {
        String(decoding: bytes.flatMap { [Self.digits[Int($0 >> 4)], Self.digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static let lineFeed: UInt8 = 0x0A

    private static let digits = Array("0123456789abcdef".utf8)

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
