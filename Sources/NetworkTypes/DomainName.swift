/// A name of a host or a domain: labels of letters, digits and hyphens with dots between them (RFC 1123 §2.1).
public struct DomainName: Hashable, Sendable, LosslessStringConvertible {
    /// 253 bytes: 255 octets on the wire (RFC 1035 §2.3.4) less the first length and the root.
    public static let maximumByteCount = 253
    /// 63 bytes (RFC 1035 §2.3.4).
    public static let maximumLabelByteCount = 63

    /// The name as it was written, without a dot at the end.
    public let description: String

    /// Reads a name of one or more labels.
    public init?(_ description: String) {
        guard (1...Self.maximumByteCount).contains(description.utf8.count) else { return nil }
        let labels = description.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.allSatisfy(Self.isLabel) else { return nil }
        self.description = description
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return (1...maximumLabelByteCount).contains(label.count) && label.first != hyphen && label.last != hyphen
            && label.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), hyphen:
                    true
                default: false
                }
            }
    }

    /// The name in small letters: names are the same in any case (RFC 4343 §2).
    public var lowercased: DomainName { DomainName(description.lowercased()) ?? self }

    /// The first label, and the domain after it if there is one.
    public var split: (host: DomainName, domain: DomainName?) {
        let parts = description.split(separator: ".", maxSplits: 1)
        let host = parts.first.flatMap { DomainName(String($0)) } ?? self
        return (host, parts.count > 1 ? DomainName(String(parts[1])) : nil)
    }
}
