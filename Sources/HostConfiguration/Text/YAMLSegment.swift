/// The part of a text that holds one document: from its `---`, or what comes before that, to the next one.
struct YAMLSegment: Sendable {
    /// UTF-8 offsets in the whole text.
    let range: Range<Int>
    /// The line at which it begins, from 1.
    let line: Int
    /// Whether `---` introduces it.
    let hasMarker: Bool
    /// Whether it has lines that begin with `%` before its `---`.
    let hasDirectives: Bool
    /// Whether there is nothing in it but comments, and the end of what isn't there.
    let isBlank: Bool
}

extension YAMLSegment {
    /// Where lines begin, by the breaks that YAML 1.1 knows: CR, LF, both, NEL, LS and PS.
    static func lineStarts(_ bytes: [UInt8]) -> [Int] {
        var starts = [0]
        var index = 0
        while index < bytes.count {
            let length = breakLength(bytes, index)
            index += max(length, 1)
            if length > 0 { starts.append(index) }
        }
        return starts
    }

    /// How many bytes the line break at an offset has; 0 where there is none.
    static func breakLength(_ bytes: [UInt8], _ index: Int) -> Int {
        func follows(_ offset: Int, _ byte: UInt8) -> Bool {
            index + offset < bytes.count && bytes[index + offset] == byte
        }
        switch bytes[index] {
        case 0x0A: return 1
        case 0x0D: return follows(1, 0x0A) ? 2 : 1
        case 0xC2: return follows(1, 0x85) ? 2 : 0
        case 0xE2: return follows(1, 0x80) && (follows(2, 0xA8) || follows(2, 0xA9)) ? 3 : 0
        default: return 0
        }
    }

    /// The parts of a text.
    ///
    /// `---` and `...` at the beginning of a line are document markers wherever they stand
    /// (YAML 1.2.2 §9.1.2), so no parser is needed to find them.
    static func all(in bytes: [UInt8], lineStarts: [Int]) -> [YAMLSegment] {
        var segments: [YAMLSegment] = []
        var start = 0
        var state = State()
        func close(before index: Int) {
            // A text may end with a marker that has no line after it.
            guard start < lineStarts.count else { return }
            let range = lineStarts[start]..<(index < lineStarts.count ? lineStarts[index] : bytes.count)
            if !range.isEmpty {
                segments.append(
                    YAMLSegment(
                        range: range, line: start + 1, hasMarker: state.hasMarker, hasDirectives: state.hasDirectives,
                        isBlank: !state.hasMarker && !state.hasContent && !state.hasDirectives))
            }
            (start, state) = (index, State())
        }
        for (index, offset) in lineStarts.enumerated() {
            if isMarker(UInt8(ascii: "-"), bytes, offset) {
                // Comments and directives before a first marker belong to its document.
                if state.hasMarker || state.hasContent { close(before: index) }
                state.hasMarker = true
                state.hasContent = true
            } else if isMarker(UInt8(ascii: "."), bytes, offset) {
                close(before: index + 1)
            } else if !state.hasMarker {
                state.note(bytes, offset)
            }
        }
        close(before: lineStarts.count)
        return segments
    }

    private struct State {
        var hasMarker = false
        var hasDirectives = false
        var hasContent = false

        /// Looks at a line before the first marker.
        mutating func note(_ bytes: [UInt8], _ offset: Int) {
            var index = offset
            if bytes[index...].starts(with: [0xEF, 0xBB, 0xBF]) { index += 3 }
            if index < bytes.count, bytes[index] == UInt8(ascii: "%"), !hasContent { return hasDirectives = true }
            while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
            guard index < bytes.count, bytes[index] != UInt8(ascii: "#"), breakLength(bytes, index) == 0 else { return }
            hasContent = true
        }
    }

    /// Whether a line begins with three of a byte, and nothing or white space after them.
    static func isMarker(_ byte: UInt8, _ bytes: [UInt8], _ offset: Int) -> Bool {
        guard offset + 3 <= bytes.count, bytes[offset..<offset + 3].allSatisfy({ $0 == byte }) else { return false }
        let next = offset + 3
        return next == bytes.count || bytes[next] == 0x20 || bytes[next] == 0x09 || breakLength(bytes, next) > 0
    }
}
