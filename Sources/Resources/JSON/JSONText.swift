extension String {
    /// Where a value stands in canonical JSON text, which this must be; what lies before it is passed over, not read.
    ///
    /// - Parameter path: The members and items that lead to it.
    /// - Returns: The place, in bytes; `nil` when there is no such value.
    func place(ofValueAt path: some Sequence<String>) -> Range<Int>? {
        var scanner = JSONTextScanner()
        let bytes = utf8.span
        for token in path {
            guard scanner.enter(token, in: bytes) else { return nil }
        }
        let start = scanner.position
        scanner.skipValue(in: bytes)
        return start..<scanner.position
    }

    /// The text with another in some place, in bytes.
    func replacing(bytes place: Range<Int>, with text: String) -> String {
        let start = utf8.index(startIndex, offsetBy: place.lowerBound)
        let end = utf8.index(start, offsetBy: place.count)
        var result = ""
        result.reserveCapacity(utf8.count - place.count + text.utf8.count)
        result += self[..<start]
        result += text
        result += self[end...]
        return result
    }
}

/// Passes over values of canonical JSON text.
private struct JSONTextScanner {
    /// Where the next value begins.
    private(set) var position = 0

    /// Goes to a member's value, or to an item; whether there is one.
    mutating func enter(_ token: String, in bytes: borrowing Span<UInt8>) -> Bool {
        guard position < bytes.count else { return false }
        switch bytes[position] {
        case UInt8(ascii: "{"): return enterMember(Array((JSON.quoted(token) + ":").utf8), in: bytes)
        case UInt8(ascii: "["): return JSON.index(token, upTo: .max).map { enterItem($0, in: bytes) } ?? false
        default: return false
        }
    }

    private mutating func enterMember(_ opening: [UInt8], in bytes: borrowing Span<UInt8>) -> Bool {
        repeat {
            position += 1
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return false }
            let isSought =
                position + opening.count <= bytes.count
                && opening.indices.allSatisfy { opening[$0] == bytes[position + $0] }
            if isSought {
                position += opening.count
                return true
            }
            skipValue(in: bytes)
            position += 1
            skipValue(in: bytes)
        } while position < bytes.count && bytes[position] == UInt8(ascii: ",")
        return false
    }

    private mutating func enterItem(_ number: Int, in bytes: borrowing Span<UInt8>) -> Bool {
        position += 1
        for _ in 0..<number {
            skipValue(in: bytes)
            guard position < bytes.count, bytes[position] == UInt8(ascii: ",") else { return false }
            position += 1
        }
        return position < bytes.count && bytes[position] != UInt8(ascii: "]")
    }

    /// Goes to the end of the value.
    mutating func skipValue(in bytes: borrowing Span<UInt8>) {
        var depth = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""): skipText(in: bytes)
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                // The end of what holds the value.
                if depth == 0 { return }
                depth -= 1
                if depth == 0 {
                    position += 1
                    return
                }
            case UInt8(ascii: ","), UInt8(ascii: ":"): if depth == 0 { return }
            default: break
            }
            position += 1
        }
    }

    /// Goes to the quotation mark that ends the text.
    private mutating func skipText(in bytes: borrowing Span<UInt8>) {
        position += 1
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
    }
}
