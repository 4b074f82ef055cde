/// Names after which a secret may stand: of an option, a header, a member, a parameter or a variable.
enum SecretName {
    /// What is telling wherever it stands in a name.
    private static let parts = [
        "key", "psk", "pass", "secret", "token", "auth", "crypt", "credential", "cookie", "signature", "bearer",
        "sessid", "sessionid",
    ]
    /// What is telling as a word of a name alone, as in `--bind-pw`; `pin` also stands in `ping`.
    private static let words: Set<Substring> = ["enc", "pin", "pw", "pwd", "sig", "otp", "jwt", "sid"]

    /// Whether a name sounds as if a secret stood after it.
    static func isOne(_ name: some StringProtocol) -> Bool {
        let lower = name.lowercased()
        if parts.contains(where: { lower.contains($0) }) { return true }
        // `userPin` has two words as well.
        var spaced = ""
        for character in name {
            if character.isUppercase, spaced.last?.isLowercase == true { spaced += " " }
            spaced.append(character)
        }
        return spaced.lowercased().split { !$0.isLetter }.contains { words.contains($0) || $0.hasSuffix("pw") }
    }
}
