/// A command line as it may be written down: cut short, and without what looks like a secret.
///
/// Too much is hidden sooner than too little, except of the programs with which people manage a network.
struct CommandLineText {
    /// All words.
    private let line: [String]
    /// What is known of the programs that were named so far.
    private var known: [ProgramSecrets]
    /// How many of the next words are secret.
    private var secrets = 0
    /// The word before.
    private var last = ""

    private init(_ line: [String], known: [ProgramSecrets]) {
        self.line = line
        self.known = known
    }

    /// The text of what `/proc/<pid>/cmdline` holds: words that each end with a NUL.
    static func shown(_ bytes: [UInt8]) -> String {
        let line = bytes.split(separator: 0, omittingEmptySubsequences: true).map { printable($0) }
        var text = CommandLineText(line, known: line.first.map { ProgramSecrets.of($0, in: line) } ?? [])
        var shown = ""
        for word in line {
            shown += (shown.isEmpty ? "" : " ") + text.take(word)
            if shown.utf8.count > Limit.commandLine { return String(shown.prefix(Limit.commandLine)) + "…" }
        }
        return shown
    }

    private static func printable(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
    }

    /// The next word as it may be shown.
    private mutating func take(_ word: String) -> String {
        defer { last = word }
        if secrets > 0 {
            // In `sshpass -p hunter2`, `password = hunter2` and `Authorization: Bearer hunter2` something stands between.
            let isOption = word.utf8.count == 2 && word.hasPrefix("-")
            guard !isOption, !["=", "bearer", "basic", "digest"].contains(word.lowercased()) else { return word }
            secrets -= 1
            return SecretPassage.redacted
        }
        return known.contains { $0.isOpen } ? ofOpenProgram(word) : ofAnyProgram(word)
    }

    private mutating func ofOpenProgram(_ word: String) -> String {
        secrets = known.compactMap { $0.words[word] }.max() ?? 0
        let isPublic = last == "peer" || known.contains { $0.hasNumbers }
        if !isPublic, Self.looksLikeKey(word) { return SecretPassage.redacted }
        return word.contains("://") ? SecretPassage.withoutLogins(word) : word
    }

    private mutating func ofAnyProgram(_ word: String) -> String {
        // `sudo redis-cli` is redis-cli's, but `tool ip` isn't ip's.
        known += ProgramSecrets.of(word, in: line).filter { !$0.isOpen }
        if known.contains(where: { $0.isWhole }) { secrets = .max }
        if Self.looksLikeKey(word) { return SecretPassage.redacted }
        if let option = known.lazy.flatMap(\.options).first(where: { Self.isOption($0, in: word) }) {
            guard word.hasPrefix(option), word != option else {
                secrets = max(secrets, 1)
                return word
            }
            return option + SecretPassage.redacted
        }
        let text = Self.withoutPassword(SecretPassage.hidden(in: word), isUser: Self.isLogin(last))
        let told = known.compactMap { $0.words[word] }.max() ?? 0
        // After `password=hunter2` there is no further word of it.
        secrets = max(secrets, told, text == word && Self.isTelling(word) ? 1 : 0)
        return text.contains(" ") ? Self.withoutRest(text, known) : text
    }

    /// A word that has words of its own, such as a script, up to the first secret: quotes may hold what follows together.
    private static func withoutRest(_ word: String, _ known: [ProgramSecrets]) -> String {
        let line = word.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        var text = CommandLineText(line, known: known)
        var shown: [String] = []
        for part in line {
            shown.append(text.take(part))
            guard text.secrets > 0 || shown.last != part else { continue }
            if shown.count < line.count { shown.append(SecretPassage.redacted) }
            break
        }
        return shown.joined(separator: " ")
    }

    /// Whether a word is an option, begins with it, or ends with it behind other letters, as in `-sSb`.
    private static func isOption(_ option: String, in word: String) -> Bool {
        if word.hasPrefix(option) { return true }
        return isCluster(word) && word.last == option.last
    }

    private static func isCluster(_ word: String) -> Bool {
        word.hasPrefix("-") && (2...6).contains(word.utf8.count) && word.dropFirst().allSatisfy(\.isLetter)
    }

    /// Whether a word is a name behind which a secret may stand as the next word.
    private static func isTelling(_ word: String) -> Bool {
        !word.contains { "=?&{\"".contains($0) } && !word.contains("://") && SecretName.isOne(word)
    }

    /// Whether a user stands behind a word, and behind a colon the password.
    private static func isLogin(_ word: String) -> Bool {
        ["--user", "--proxy-user"].contains(word) || isCluster(word) && (word.last == "u" || word.last == "U")
    }

    /// A word without a password that belongs to a user: `-phunter2`, `alice:hunter2`.
    ///
    /// - Parameters:
    ///   - word: The word.
    ///   - isUser: Whether it stands where a user does.
    /// - Returns: What may be shown. What such tools take for a short option stands for a password sooner than for a port.
    private static func withoutPassword(_ word: String, isUser: Bool) -> String {
        if word.hasPrefix("-p"), word.utf8.count > 2 { return "-p" + SecretPassage.redacted }
        let begins = ["-u", "-U", "--user=", "--proxy-user="].contains { word.hasPrefix($0) }
        guard isUser || begins, !word.contains("://"), let end = word.firstIndex(where: { $0 == ":" || $0 == "%" })
        else {
            return word
        }
        return word[...end] + SecretPassage.redacted
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
