/// Looks for texts whose aliases would make the parser work without end before it gives anything back.
///
/// It compares members' names by their whole value. A name that is an alias of aliases has billions of values in a few
/// lines, so aliases are kept out of names; everywhere else they are followed step by step, and counted.
enum YAMLAliases {
    /// Whether a text has an anchor, an alias of it, and a place where a name could be more than a word.
    ///
    /// It may say so of a text that is harmless, never the other way round.
    static func canStandInNames(_ bytes: [UInt8]) -> Bool {
        let anchors = words(after: UInt8(ascii: "&"), bytes)
        guard !anchors.isEmpty else { return false }
        let aliases = words(after: UInt8(ascii: "*"), bytes)
        let names = Set(anchors.map(\.name))
        let used = aliases.filter { names.contains($0.name) }
        guard !used.isEmpty else { return false }
        return used.contains { isName(bytes, after: $0.end) || isLoneName(bytes, $0) } || hasLongName(bytes)
    }

    /// Whether it could be a member without a value: `{*a}`, `{b: 1, *a, c: 1}`.
    private static func isLoneName(_ bytes: [UInt8], _ alias: Word) -> Bool {
        let next = bytes[alias.end...].first { !isSpace($0) }
        guard let next, [UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "#")].contains(next) else { return false }
        let before = bytes[..<alias.start].last { $0 != 0x20 && $0 != 0x09 }
        return before != UInt8(ascii: ":") && before != UInt8(ascii: "[") && before != UInt8(ascii: "-")
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    private struct Word {
        let name: ArraySlice<UInt8>
        let start: Int
        let end: Int
    }

    private static func words(after sign: UInt8, _ bytes: [UInt8]) -> [Word] {
        var found: [Word] = []
        for index in bytes.indices where bytes[index] == sign {
            let end = bytes[(index + 1)...].firstIndex { !isWord($0) } ?? bytes.count
            if end > index + 1 { found.append(Word(name: bytes[(index + 1)..<end], start: index, end: end)) }
        }
        return found
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }

    /// Whether a colon follows, after white space perhaps.
    private static func isName(_ bytes: [UInt8], after index: Int) -> Bool {
        bytes[index...].first { !isSpace($0) } == UInt8(ascii: ":")
    }

    /// Whether a `?` that could introduce a name stands anywhere, or a colon after a closing bracket.
    private static func hasLongName(_ bytes: [UInt8]) -> Bool {
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "?"):
                let next = index + 1 < bytes.count ? bytes[index + 1] : 0x20
                if next <= 0x20 { return true }
            case UInt8(ascii: "]"), UInt8(ascii: "}"): if isName(bytes, after: index + 1) { return true }
            default: continue
            }
        }
        return false
    }
}
