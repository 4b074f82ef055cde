/// Who may read, write and execute a file; as text it is octal: `0644` (chmod(2)).
public struct FileMode: Hashable, Sendable, LosslessStringConvertible {
    /// The permission bits, at most 0o777: files of the network need no others.
    public let bits: UInt16

    /// Permission bits; `nil` above 0o777.
    public init?(bits: UInt16) {
        guard bits <= 0o777 else { return nil }
        self.bits = bits
    }

    /// All may read, the owner may write.
    public static let readable = FileMode(0o644)

    private init(_ bits: UInt16) { self.bits = bits }

    /// Reads three or four octal digits.
    public init?(_ description: String) {
        guard (3...4).contains(description.utf8.count), description.utf8.allSatisfy({ (48...55).contains($0) }),
            let bits = UInt16(description, radix: 8)
        else { return nil }
        self.init(bits: bits)
    }

    /// Four octal digits.
    public var description: String {
        let digits = String(bits, radix: 8)
        return String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }
}

extension FileMode: TextValue {
    /// A mode.
    public static var expectation: String { "a file's mode in octal such as \"0644\", at most \"0777\"" }
}
