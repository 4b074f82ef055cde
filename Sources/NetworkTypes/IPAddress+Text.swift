extension IPAddress: LosslessStringConvertible {
    /// Reads dotted decimal (no leading zeros) or IPv6 text (RFC 4291 §2.2); a zone is refused.
    public init?(_ description: String) {
        let bytes =
            description.utf8.contains(UInt8(ascii: ":"))
            ? Self.parseIPv6(Substring(description)) : Self.parseIPv4(Substring(description))
        guard let bytes else { return nil }
        self.init(bytes: bytes)
    }

    /// Dotted decimal, or the canonical IPv6 text of RFC 5952 §4.
    public var description: String {
        family == .inet4 ? bytes.map(String.init).joined(separator: ".") : Self.canonicalIPv6(bytes)
    }

    private static func parseIPv4(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (48...57).contains($0) }),
                part.utf8.count == 1 || part.first != "0", let byte = UInt8(part)
            else { return nil }
            bytes.append(byte)
        }
        return bytes
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
                guard allowsIPv4, index == parts.count - 1, let embedded = parseIPv4(part) else { return nil }
                bytes += embedded
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
