/// What is secret within a word: values behind a telling name, and logins in URLs.
struct SecretPassage {
    /// What stands in a secret's place.
    static let redacted = "REDACTED"

    private let bytes: [UInt8]
    private var shown: [UInt8] = []
    /// How far the word is shown or hidden.
    private var done = 0

    private init(_ word: String) { bytes = Array(word.utf8) }

    /// A word without what is secret in it.
    ///
    /// Values may belong to options (`--psk=x`), variables (`TOKEN=x`), headers (`Cookie: x`), members of JSON (`"pin": "x"`), forms
    /// and URLs (`?sig=x&y=z`). Where it's not plain how far one goes, it goes to the word's end.
    static func hidden(in word: String) -> String {
        var passage = SecretPassage(withoutLogins(word))
        passage.hideValues()
        return String(decoding: passage.shown, as: UTF8.self)
    }

    private mutating func hideValues() {
        var place = 0
        while place < bytes.count {
            defer { place += 1 }
            guard bytes[place] == UInt8(ascii: "=") || bytes[place] == UInt8(ascii: ":"), place >= done else {
                continue
            }
            let name = nameRange(before: place)
            guard isName(name, before: place) else { continue }
            hide(valueRange(after: place, isParameter: isParameter(name)))
        }
        shown += bytes[done...]
    }

    private mutating func hide(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        shown += bytes[done..<range.lowerBound] + Self.redacted.utf8
        done = range.upperBound
    }

    private static let blanks = Set(" \t".utf8)
    private static let quotes = Set("\"'\\".utf8)
    /// What a name can't have; it may have brackets, as in `user[password]`, and percent signs.
    private static let ends = blanks.union(quotes).union("?&;,=:{}()<>|`$@".utf8)

    private func nameRange(before separator: Int) -> Range<Int> {
        var end = separator
        while end > done, Self.blanks.contains(bytes[end - 1]) || Self.quotes.contains(bytes[end - 1]) { end -= 1 }
        var start = end
        while start > done, !Self.ends.contains(bytes[start - 1]) { start -= 1 }
        return start..<end
    }

    private func isName(_ range: Range<Int>, before separator: Int) -> Bool {
        // The colons of `https://auth.example.com:443/` have no value behind them.
        if bytes[separator] == UInt8(ascii: ":") {
            guard !bytes[range].contains(UInt8(ascii: "/")), !bytes[separator...].starts(with: "://".utf8) else {
                return false
            }
        }
        return SecretName.isOne(String(decoding: bytes[range], as: UTF8.self))
    }

    /// Whether a name is one of a URL or a form, where the next may follow its value.
    private func isParameter(_ name: Range<Int>) -> Bool {
        guard name.lowerBound > 0 else { return false }
        let before = bytes[name.lowerBound - 1]
        return before == UInt8(ascii: "?") || before == UInt8(ascii: "&")
    }

    private func valueRange(after separator: Int, isParameter: Bool) -> Range<Int> {
        var start = separator + 1
        while start < bytes.count, Self.blanks.contains(bytes[start]) { start += 1 }
        let rest = start..<bytes.count
        if bytes[rest].first == UInt8(ascii: "\"") { return quoted(start) ?? rest }
        guard isParameter, bytes[separator] == UInt8(ascii: "=") else { return rest }
        return start..<(bytes[rest].firstIndex(of: UInt8(ascii: "&")) ?? bytes.count)
    }

    /// What is between the quotes of JSON, if something follows that can follow there.
    private func quoted(_ quote: Int) -> Range<Int>? {
        var end = quote + 1
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") { end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1 }
        guard end < bytes.count else { return nil }
        let isEnd = end + 1 == bytes.count || ",}] \t?".utf8.contains(bytes[end + 1])
        return isEnd ? quote + 1..<end : nil
    }

    /// `https://alice:hunter2@host` and `--proxy=alice:hunter2@host` without who it is.
    static func withoutLogins(_ word: String) -> String {
        guard word.contains("@") else { return word }
        var (shown, rest) = ("", word[...])
        if !word.contains("://") {
            guard let colon = word.firstIndex(of: ":"), let end = word.lastIndex(of: "@"), colon < end else {
                return word
            }
            let start = word[..<colon].lastIndex(of: "=").map { word.index(after: $0) } ?? word.startIndex
            return word[..<start] + redacted + word[end...]
        }
        // A line may have several.
        while let scheme = rest.firstRange(of: "://") {
            shown += rest[..<scheme.upperBound]
            rest = rest[scheme.upperBound...]
            let authority = rest.prefix { !"/?#".contains($0) }
            guard let end = authority.lastIndex(of: "@") else { continue }
            shown += redacted
            rest = rest[end...]
        }
        return shown + rest
    }
}
