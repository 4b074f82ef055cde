/// Finds where a scalar ends in its text: the parser says only where it begins.
enum ScalarRange {
    /// The UTF-8 range of a scalar as it is written, with quotes or block header, without tag and anchor.
    ///
    /// `nil` when the text there doesn't read as the scalar.
    static func find(_ bytes: [UInt8], from start: Int, style: YAMLNode.Style, text: String) -> Range<Int>? {
        let start = skipProperties(bytes, start)
        guard start < bytes.count else { return nil }
        switch (style, bytes[start]) {
        case (.singleQuoted, UInt8(ascii: "'")): return quoted(bytes, start)
        case (.doubleQuoted, UInt8(ascii: "\"")): return quoted(bytes, start)
        case (.literal, UInt8(ascii: "|")), (.folded, UInt8(ascii: ">")): return block(bytes, start, text)
        case (.plain, _): return plain(bytes, start, Array(text.utf8))
        default: return nil
        }
    }

    /// Passes `&anchor` and `!tag`, and the white space and comments after them.
    private static func skipProperties(_ bytes: [UInt8], _ start: Int) -> Int {
        var index = start
        while index < bytes.count, bytes[index] == UInt8(ascii: "&") || bytes[index] == UInt8(ascii: "!") {
            while index < bytes.count, !isSpace(bytes, index) { index += 1 }
            while index < bytes.count {
                if isSpace(bytes, index) {
                    index += max(1, YAMLSegment.breakLength(bytes, index))
                } else if bytes[index] == UInt8(ascii: "#") {
                    while index < bytes.count, YAMLSegment.breakLength(bytes, index) == 0 { index += 1 }
                } else {
                    break
                }
            }
        }
        return index
    }

    private static func isSpace(_ bytes: [UInt8], _ index: Int) -> Bool {
        bytes[index] == 0x20 || bytes[index] == 0x09 || YAMLSegment.breakLength(bytes, index) > 0
    }

    private static func quoted(_ bytes: [UInt8], _ start: Int) -> Range<Int>? {
        let quote = bytes[start]
        let isDouble = quote == UInt8(ascii: "\"")
        var index = start + 1
        while index < bytes.count {
            if isDouble, bytes[index] == UInt8(ascii: "\\") {
                index += 2
            } else if bytes[index] == quote {
                let isTwice = !isDouble && index + 1 < bytes.count && bytes[index + 1] == quote
                guard isTwice else { return start..<index + 1 }
                index += 2
            } else {
                index += 1
            }
        }
        return nil
    }

    /// The header and all lines that are indented as the text asks, without the break after the last.
    private static func block(_ bytes: [UInt8], _ start: Int, _ text: String) -> Range<Int>? {
        let firstLine = text.utf8.split(separator: 0x0A).first { line in line.contains { $0 != 0x20 } }
        let ownSpaces = firstLine?.prefix { $0 == 0x20 }.count ?? 0
        var end = lineEnd(bytes, start)
        var index = end
        var indentation: Int?
        while index < bytes.count {
            index += YAMLSegment.breakLength(bytes, index)
            let spaces = bytes[index...].prefix { $0 == 0x20 }.count
            let lineEnd = lineEnd(bytes, index)
            if index + spaces < lineEnd {
                let needed = indentation ?? spaces - ownSpaces
                indentation = needed
                // Where all text is blank, no line belongs to it but blank ones.
                guard firstLine != nil, needed >= 0, spaces >= needed,
                    !YAMLSegment.isMarker(UInt8(ascii: "-"), bytes, index),
                    !YAMLSegment.isMarker(UInt8(ascii: "."), bytes, index)
                else { break }
                end = lineEnd
            }
            index = lineEnd
        }
        return start..<end
    }

    private static func lineEnd(_ bytes: [UInt8], _ start: Int) -> Int {
        var index = start
        while index < bytes.count, YAMLSegment.breakLength(bytes, index) == 0 { index += 1 }
        return index
    }

    /// Follows the text: what isn't folded stands there as it is (YAML 1.2.2 §6.5).
    private static func plain(_ bytes: [UInt8], _ start: Int, _ text: [UInt8]) -> Range<Int>? {
        var index = start
        var position = 0
        while position < text.count {
            guard index < bytes.count else { return nil }
            if text[position] == 0x20 || text[position] == 0x0A, let next = fold(bytes, index) {
                index = next
                let folded = text[position...].prefix { $0 == 0x0A }.count
                position += max(1, folded)
            } else {
                guard bytes[index] == text[position] else { return nil }
                index += 1
                position += 1
            }
        }
        return start..<index
    }

    /// Where the text goes on after white space with a line break in it.
    private static func fold(_ bytes: [UInt8], _ start: Int) -> Int? {
        var index = start
        var hasBreak = false
        while index < bytes.count, isSpace(bytes, index) {
            let length = YAMLSegment.breakLength(bytes, index)
            hasBreak = hasBreak || length > 0
            index += max(1, length)
        }
        return hasBreak ? index : nil
    }
}
