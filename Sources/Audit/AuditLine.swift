internal import Resources

/// A line of the log, or a part of one: canonical JSON (RFC 8785), of which in the end only the digest may be wanted.
///
/// Each write makes two: a text is copied in one step, and looked at on the way for what must be escaped.
public struct AuditLine: Hashable, Sendable {
    /// As a leaf of a tree: 0x00 comes first (RFC 6962 §2.1).
    private var leaf: [UInt8] = [0]

    /// An empty line.
    ///
    /// - Parameter size: How many bytes it will have, about.
    public init(size: Int) { leaf.reserveCapacity(size + 1) }

    /// A line that is finished.
    public init(_ text: String) { leaf += text.utf8 }

    /// Adds JSON text as it is.
    public mutating func add(_ text: String) { leaf += text.utf8 }

    /// Adds what stands before JSON text that was put together before, and that text.
    mutating func add(_ opening: String, _ part: AuditLine) {
        leaf += opening.utf8
        leaf += part.leaf[1...]
    }

    /// Adds what stands before a number, and the number; `null` for none.
    public mutating func add(_ opening: String, _ number: Int64?) {
        leaf += opening.utf8
        guard let number else { return add("null") }
        // From the last digit: to turn them round in place takes twice as long as all the rest.
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var first = digits.count
        var rest = number.magnitude
        repeat {
            first -= 1
            digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        leaf.append(addingCapacity: digits.count + 1) { bytes in
            if number < 0 { bytes.append(UInt8(ascii: "-")) }
            for place in first..<digits.count { bytes.append(digits[place]) }
        }
    }

    /// Adds what stands before a digest, and its hexadecimal digits in quotes; `null` for none.
    mutating func add(_ opening: String, _ digest: AuditDigest?) {
        leaf += opening.utf8
        guard let digest else { return add("null") }
        leaf.append(addingCapacity: 2 * AuditDigest.size + 2) { bytes in
            bytes.append(UInt8(ascii: "\""))
            digest.appendHex(to: &bytes)
            bytes.append(UInt8(ascii: "\""))
        }
    }

    /// Adds JSON text as it is, after what stands before it; a specification may be long, and is copied as a whole.
    public mutating func add(_ opening: String, _ text: some Collection<UInt8>) {
        leaf += opening.utf8
        leaf += text
    }

    /// Adds a text in quotes, with what must be escaped, after what stands before it.
    public mutating func add(_ opening: String, quoted text: Span<UInt8>) {
        let opening = opening.utf8.span
        var isPlain = true
        leaf.append(addingCapacity: opening.count + text.count + 2) { bytes in
            for place in opening.indices { bytes.append(opening[place]) }
            bytes.append(UInt8(ascii: "\""))
            for place in text.indices {
                isPlain = isPlain && JSONWriter.isPlain(text[place])
                bytes.append(text[place])
            }
            bytes.append(UInt8(ascii: "\""))
        }
        guard !isPlain else { return }
        leaf.removeLast(text.count + 2)
        JSONWriter.quote(
            Array(capacity: text.count) { for place in text.indices { $0.append(text[place]) } }, to: &leaf)
    }

    /// How many bytes it has.
    public var size: Int { leaf.count - 1 }

    /// The line as an export holds it.
    public var text: String { String(decoding: leaf.dropFirst(), as: UTF8.self) }

    /// Its digest.
    public var digest: AuditDigest { AuditDigest(leaf: leaf) }
}
