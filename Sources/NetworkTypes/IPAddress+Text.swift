extension IPAddress: LosslessStringConvertible {
    /// Reads dotted decimal (no leading zeros) or IPv6 text (RFC 4291 §2.2); a zone is refused.
    public init?(_ description: String) {
        if description.utf8.contains(UInt8(ascii: ":")) {
            guard let bytes = Self.parseIPv6(Substring(description)) else { return nil }
            self.init(bytes: bytes)
        } else {
            guard let number = Self.parseIPv4(description.utf8) else { return nil }
            self.init(family: .inet4, high: 0, low: UInt64(number))
        }
    }

    /// Dotted decimal, or the canonical IPv6 text of RFC 5952 §4.
    public var description: String {
        guard family == .inet4 else { return Self.canonicalIPv6(bytes) }
        // So short a text needs no memory of its own, unless it is interpolated.
        var text = String(low >> 24)
        for shift in stride(from: 16, through: 0, by: -8) { text += "." + String(low >> UInt64(shift) & 0xFF) }
        return text
    }

    /// The number whose bytes the text says.
    private static func parseIPv4(_ text: some Sequence<UInt8>) -> UInt32? {
        var (address, dots): (UInt32, Int) = (0, 0)
        var (value, digits): (UInt32, Int) = (0, 0)
        func isComplete() -> Bool { (1...3).contains(digits) && value <= 255 }
        for character in text {
            switch character {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                // No leading zeros: some programs read them as octal (RFC 6943 §3.1.1).
                guard digits < 3, digits == 0 || value != 0 else { return nil }
                value = value * 10 + UInt32(character - UInt8(ascii: "0"))
                digits += 1
            case UInt8(ascii: "."):
                guard isComplete(), dots < 3 else { return nil }
                (address, dots) = (address << 8 | value, dots + 1)
                (value, digits) = (0, 0)
            default: return nil
            }
        }
        guard isComplete(), dots == 3 else { return nil }
        return address << 8 | value
    }

    private static func parseIPv6(_ text: Substring) -> [UInt8]? {
        guard text.utf8.count <= 45 else { return nil }
        guard let gap = text.firstRange(of: "::") else {
            let groups = parseGroups(text)
            return groups?.count == 16 ? groups : nil
        }
        let head = text[..<gap.lowerBound]
        let tail = text[gap.upperBound...]
        guard let front = head.isEmpty ? [] : parseGroups(head, allowsIPv4: false),
            let back = tail.isEmpty ? [] : parseGroups(tail), front.count + back.count <= 14
        else { return nil }
        return front + Array(repeating: 0, count: 16 - front.count - back.count) + back
    }

    private static func parseGroups(_ text: Substring, allowsIPv4: Bool = true) -> [UInt8]? {
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if part.contains(".") {
                guard allowsIPv4, index == parts.count - 1, let embedded = parseIPv4(part.utf8) else { return nil }
                bytes += stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: embedded >> UInt32($0)) }
                continue
            }
            // `UInt16` reads a sign too, even that of -0.
            guard (1...4).contains(part.utf8.count), part.first?.isHexDigit == true, let group = UInt16(part, radix: 16)
            else { return nil }
            bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
        }
        return bytes.count <= 16 ? bytes : nil
    }

    private static func canonicalIPv6(_ bytes: [UInt8]) -> String {
        let groups = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        // RFC 5952 §5: IPv4-mapped addresses keep their dotted tail.
        if groups.prefix(5).allSatisfy({ $0 == 0 }), groups[5] == 0xFFFF {
            return "::ffff:" + bytes.suffix(4).map(String.init).joined(separator: ".")
        }
        let run = longestZeroRun(groups)
        func text(_ slice: ArraySlice<UInt16>) -> String {
            slice.map { String($0, radix: 16) }.joined(separator: ":")
        }
        guard run.count > 1 else { return text(groups[...]) }
        return text(groups[..<run.lowerBound]) + "::" + text(groups[run.upperBound...])
    }

    /// The first of the longest runs of zero groups (RFC 5952 §4.2.3).
    private static func longestZeroRun(_ groups: [UInt16]) -> Range<Int> {
        var best = 0..<0
        var start = 0
        for index in 0...groups.count where index == groups.count || groups[index] != 0 {
            if index - start > best.count { best = start..<index }
            start = index + 1
        }
        return best
    }
}

extension Substring {
    /// Where `pattern` stands first, or `nil`.
    fileprivate func firstRange(of pattern: String) -> Range<Index>? {
        var index = startIndex
        while index < endIndex {
            if self[index...].hasPrefix(pattern) { return index..<self.index(index, offsetBy: pattern.count) }
            index = self.index(after: index)
        }
        return nil
    }
}
