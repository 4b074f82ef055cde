/// A command line as it may be written down: cut short, and without what looks like a secret.
enum CommandLineText {
    /// What stands in a secret's place.
    private static let redacted = "REDACTED"
    /// Words after which, or names before whose `=`, a secret may stand.
    private static let telling = ["key", "psk", "pass", "secret", "token", "auth", "crypt", "enc", "credential"]

    /// The text of what `/proc/<pid>/cmdline` holds: words that each end with a NUL.
    static func shown(_ bytes: [UInt8]) -> String {
        var shown = ""
        var (isSecret, isLogin) = (false, false)
        for part in bytes.split(separator: 0, omittingEmptySubsequences: true) {
            let word = printable(part)
            // In `sshpass -p hunter2` the option stands between.
            let isBetween = isSecret && word.utf8.count == 2 && word.hasPrefix("-")
            let isHidden = isSecret && !isBetween || looksLikeKey(word)
            let text = isHidden ? redacted : withoutLogin(withoutValue(word), isWhole: isLogin)
            // After `password=hunter2` there is no further word of it.
            isSecret = isBetween || !isSecret && !word.contains("=") && isTelling(word)
            isLogin = loginOptions.contains(word)
            shown += (shown.isEmpty ? "" : " ") + text
            if shown.utf8.count > Limit.commandLine { return String(shown.prefix(Limit.commandLine)) + "…" }
        }
        return shown
    }

    private static func printable(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
    }

    private static func isTelling(_ word: String) -> Bool {
        let word = word.lowercased()
        return telling.contains { word.contains($0) }
    }

    /// `--password=hunter2` without the value.
    private static func withoutValue(_ word: String) -> String {
        guard let place = word.firstIndex(of: "="), isTelling(String(word[..<place])) else { return word }
        return word[...place] + redacted
    }

    /// Options after which a user stands, and after a colon the password.
    private static let loginOptions = ["-u", "-U", "--user", "--proxy-user"]

    /// A word without a password that belongs to a user: `-phunter2`, `alice:hunter2`, `https://alice:hunter2@host`.
    ///
    /// - Parameters:
    ///   - word: The word.
    ///   - isWhole: Whether it stands where a user does.
    /// - Returns: What may be shown. What such tools take for a short option stands for a password sooner than for a port.
    private static func withoutLogin(_ word: String, isWhole: Bool) -> String {
        if word.hasPrefix("-p"), word.utf8.count > 2 { return "-p" + redacted }
        let isUser = isWhole || word.hasPrefix("-u") || word.hasPrefix("-U")
        guard let scheme = word.firstRange(of: "://") else {
            guard isUser, let colon = word.firstIndex(of: ":") else { return word }
            return word[...colon] + redacted
        }
        let authority = word[scheme.upperBound...].prefix { !"/?#".contains($0) }
        guard let end = authority.lastIndex(of: "@") else { return word }
        return word[..<scheme.upperBound] + redacted + word[end...]
    }

    /// Whether a word is a long number in hexadecimal or base64 digits, as keys are.
    private static func looksLikeKey(_ word: String) -> Bool {
        guard !word.hasPrefix("/") else { return false }
        let digits = word.hasPrefix("0x") ? word.dropFirst(2) : word[...]
        let least = word.hasPrefix("0x") ? 16 : 32
        let isOne = digits.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
                true
            default: false
            }
        }
        return digits.utf8.count >= least && isOne
    }
}
