internal import Resources

/// A line of the log in the making: canonical JSON (RFC 8785), of which in the end only the digest may be wanted.
public struct AuditLine: Sendable {
    /// As a leaf of a tree: 0x00 comes first (RFC 6962 §2.1).
    private var leaf: [UInt8] = [0]

    /// An empty line.
    ///
    /// - Parameter size: How many bytes it will have, about.
    public init(size: Int) { leaf.reserveCapacity(size + 1) }

    /// Adds JSON text as it is.
    public mutating func add(_ text: String) { leaf += text.utf8 }

    /// Adds a number.
    public mutating func add(_ number: Int64) { leaf += String(number).utf8 }

    /// Adds a text in quotes.
    public mutating func quote(_ text: String) { JSONWriter.quote(text, to: &leaf) }

    /// Adds the hexadecimal digits of a digest in quotes; `null` for none.
    mutating func quote(_ digest: AuditDigest?) {
        guard let digest else { return add("null") }
        add("\"")
        digest.appendHex(to: &leaf)
        add("\"")
    }

    /// The line.
    public var text: String { String(decoding: leaf.dropFirst(), as: UTF8.self) }

    /// Its digest.
    public var digest: AuditDigest { AuditDigest(leaf: leaf) }
}
