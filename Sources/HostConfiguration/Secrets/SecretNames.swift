import Resources

/// Which members of a machine configuration are secret, by their names and texts.
enum SecretNames {
    private static let names: Set<String> = [
        "key", "token", "secret", "password", "passphrase", "auth", "identitytoken", "bootstraptoken", "apitoken",
        "privatekey", "presharedkey", "credentials",
    ]
    private static let endings = [
        "Secret", "Key", "Token", "Password", "Passphrase", "_SECRET", "_KEY", "_TOKEN", "_PASSWORD", "_PASSPHRASE",
    ]
    /// What names of environment variables and of options of programs have in them when they are secret; rather one too many.
    private static let words = ["KEY", "TOKEN", "SECRET", "PASS", "AUTH", "CREDENTIAL"]
    /// They end as secrets do, and aren't.
    private static let exceptions: Set<String> = ["publicKey", "adUserPortKey"]

    /// Whether a member of the name holds a secret.
    static func isSecret(_ name: String) -> Bool {
        guard !exceptions.contains(name) else { return false }
        return names.contains(name.lowercased()) || endings.contains { name.hasSuffix($0) }
            || isEnvironmentName(name) && isSecretVariable(name)
    }

    /// Whether it is written as environment variables are (POSIX.1-2017 §8.1).
    private static func isEnvironmentName(_ name: String) -> Bool {
        name.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_") }
    }

    private static func isSecretVariable(_ name: String) -> Bool {
        let name = name.uppercased()
        return words.contains { name.contains($0) }
    }

    /// The text without its secret parts; `nil` when there are none.
    ///
    /// Secret are private keys (RFC 7468 §10), variables that are called so, and in URLs the userinfo (RFC 3986 §3.2.1)
    /// and parameters of the query that are called so.
    static func shown(_ text: String) -> String? {
        var bytes = Array(text.utf8)
        if !occurrences(of: "PRIVATE KEY-----", in: bytes).isEmpty { return Secret.redaction }
        if let value = variable(bytes) {
            // What follows may still be part of the value.
            let before = String(decoding: bytes[..<value], as: UTF8.self)
            return (shown(before) ?? before) + Secret.redaction
        }
        var isChanged = false
        for range in (userinfo(bytes) + queryValues(bytes)).sorted(by: { $0.lowerBound > $1.lowerBound }) {
            bytes.replaceSubrange(range, with: Secret.redaction.utf8)
            isChanged = true
        }
        return isChanged ? String(decoding: bytes, as: UTF8.self) : nil
    }

    /// Where the value of the first secret variable or option begins that a line sets: `NAME=value`, `export NAME=value`,
    /// `--name=value`.
    private static func variable(_ bytes: [UInt8]) -> Int? {
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
            if let value = variable(bytes[start..<end]), value < bytes.count { return value }
            start = end + 1
        }
        return nil
    }

    private static func variable(_ line: ArraySlice<UInt8>) -> Int? {
        var line = line.drop { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: "-") }
        if line.starts(with: "export ".utf8) { line = line.dropFirst(7).drop { $0 == 0x20 } }
        let name = line.prefix { byte in
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"): true
            default: false
            }
        }
        guard !name.isEmpty, name.endIndex < line.endIndex, line[name.endIndex] == UInt8(ascii: "=") else { return nil }
        let last = name.split(separator: UInt8(ascii: ".")).last ?? []
        let text = String(decoding: last, as: UTF8.self)
        return !exceptions.contains(text) && isSecretVariable(text) ? name.endIndex + 1 : nil
    }

    private static func userinfo(_ bytes: [UInt8]) -> [Range<Int>] {
        occurrences(of: "://", in: bytes).compactMap { start in
            let authority = bytes[start...].prefix { $0 > 0x20 && !"/?#\"'".utf8.contains($0) }
            guard let at = authority.lastIndex(of: UInt8(ascii: "@")), at > start else { return nil }
            return start..<at
        }
    }

    /// The values of parameters of a URL's query that are called like secrets.
    private static func queryValues(_ bytes: [UInt8]) -> [Range<Int>] {
        SecretParameters.names.flatMap { name in
            ["?", "&"].flatMap { occurrences(of: $0 + name + "=", in: bytes) }.compactMap { start in
                let value = bytes[start...].prefix { $0 > 0x20 && !"&#\"'".utf8.contains($0) }
                return value.isEmpty ? nil : value.startIndex..<value.endIndex
            }
        }
    }

    /// Where what follows a text begins.
    private static func occurrences(of text: String, in bytes: [UInt8]) -> [Int] {
        let pattern = Array(text.utf8)
        guard let first = pattern.first else { return [] }
        return bytes.indices.filter { bytes[$0] == first && bytes[$0...].starts(with: pattern) }
            .map { $0 + pattern.count }
    }
}
