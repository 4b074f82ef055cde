internal import Resources

/// A line of the log in the making: canonical JSON (RFC 8785), of which in the end only the digest may be wanted.
public struct AuditLine: Sendable {
    /// As a leaf of a tree: 0x00 comes first (RFC 6962 §2.1).
    private var leaf: [UInt8] = [0]

    /// An empty line.
    ///
    /// - Parameter size: How many bytes it will have, about.
    public init(size: Int) { leaf.reserveCapacity(size + 1) }

    /// Adds JSON text as it is, such as what stands before a value and the value.
    public mutating func add(_ opening: String, _ text: String = "") {
        leaf += opening.utf8
        leaf += text.utf8
    }

    /// Adds what stands before a number, and the number.
    public mutating func add(_ opening: String, _ number: Int64) { add(opening, String(number)) }

    /// Adds what stands before a text, and the text in quotes.
    public mutating func add(_ opening: String, quoted text: String) {
        leaf += opening.utf8
        JSONWriter.quote(text, to: &leaf)
    }

    /// Adds what stands before a digest, and its hexadecimal digits in quotes; `null` for none.
    mutating func add(_ opening: String, _ digest: AuditDigest?) {
        guard let digest else { return add(opening, "null") }
        add(opening, "\"")
        digest.appendHex(to: &leaf)
        add("\"")
    }

    /// The line.
    public var text: String { String(decoding: leaf.dropFirst(), as: UTF8.self) }

    /// Its digest.
    public var digest: AuditDigest { AuditDigest(leaf: leaf) }
}
