/// Which members of a machine configuration are secret, by their names and texts.
enum SecretNames {
    private static let names: Set<String> = [
        "key", "token", "secret", "password", "passphrase", "auth", "identitytoken", "bootstraptoken", "apitoken",
        "privatekey", "presharedkey", "credentials",
    ]
    private static let endings = [
        "Secret", "Key", "Token", "Password", "Passphrase", "_SECRET", "_KEY", "_TOKEN", "_PASSWORD", "_PASSPHRASE",
    ]
    /// They end as secrets do, and aren't.
    private static let exceptions: Set<String> = ["publicKey", "adUserPortKey"]

    /// Whether a member of the name holds a secret.
    static func isSecret(_ name: String) -> Bool {
        guard !exceptions.contains(name) else { return false }
        return names.contains(name.lowercased()) || endings.contains { name.hasSuffix($0) }
    }

    /// The text without its secret parts; `nil` when there are none.
    ///
    /// Secret are private keys (RFC 7468 §10), variables that are called so, and in URLs the userinfo (RFC 3986 §3.2.1)
    /// and parameters of the query that are called so.
    static func shown(_ text: String) -> String? {
        var bytes = Array(text.utf8)
        if !occurrences(of: "PRIVATE KEY-----", in: bytes).isEmpty { return Secret.redaction }
        if let name = variable(bytes), isSecret(name.split(separator: ".").last.map(String.init) ?? name) {
            return "\(name)=\(Secret.redaction)"
        }
        var isChanged = false
        for range in (userinfo(bytes) + queryValues(bytes)).sorted(by: { $0.lowerBound > $1.lowerBound }) {
            bytes.replaceSubrange(range, with: Secret.redaction.utf8)
            isChanged = true
        }
        return isChanged ? String(decoding: bytes, as: UTF8.self) : nil
    }

    /// The name in a text such as `NAME=value`.
    private static func variable(_ bytes: [UInt8]) -> String? {
        let name = bytes.prefix { byte in
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "_"), UInt8(ascii: "."): true
            default: false
            }
        }
        guard !name.isEmpty, name.count + 1 < bytes.count, bytes[name.count] == UInt8(ascii: "=") else { return nil }
        return String(decoding: name, as: UTF8.self)
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
        parameters.flatMap { name in
            ["?", "&"].flatMap { occurrences(of: $0 + name + "=", in: bytes) }.compactMap { start in
                let value = bytes[start...].prefix { $0 > 0x20 && !"&#\"'".utf8.contains($0) }
                return value.isEmpty ? nil : value.startIndex..<value.endIndex
            }
        }
    }

    private static let parameters = [
        "jointoken", "token", "access_token", "key", "api_key", "apikey", "password", "secret", "sig", "signature",
    ]

    /// Where what follows a text begins.
    private static func occurrences(of text: String, in bytes: [UInt8]) -> [Int] {
        let pattern = Array(text.utf8)
        guard let first = pattern.first else { return [] }
        return bytes.indices.filter { bytes[$0] == first && bytes[$0...].starts(with: pattern) }
            .map { $0 + pattern.count }
    }
}
