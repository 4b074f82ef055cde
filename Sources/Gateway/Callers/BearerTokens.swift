import Foundation
import NIOHTTP1

/// The tokens that may write over TCP.
struct BearerTokens: Sendable {
    private let tokens: [(name: String, token: [UInt8])]

    /// Nobody may.
    static let none = BearerTokens(tokens: [])

    private init(tokens: [(name: String, token: [UInt8])]) { self.tokens = tokens }

    /// Reads a file: one `<name> <token>` a line; a token alone is called `default`.
    ///
    /// - Throws: `tokenFile`.
    init(path: String) throws(GatewayError) {
        func fault(_ detail: String) -> GatewayError { .tokenFile(path: path, detail: detail) }
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue
        else { throw fault("isn't there") }
        guard mode & 0o077 == 0 else {
            throw fault("can be read by others (mode \(String(mode, radix: 8))); chmod 0600 it")
        }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { throw fault("can't be read") }
        var tokens: [(name: String, token: [UInt8])] = []
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            let words = line.split(separator: " ")
            guard let token = words.last, words.count <= 2 else {
                throw fault("has a line that isn't '<name> <token>'")
            }
            guard token.utf8.count >= 16 else { throw fault("has a token of fewer than 16 characters") }
            tokens.append((words.count == 2 ? String(words[0]) : "default", Array(token.utf8)))
        }
        guard !tokens.isEmpty else { throw fault("holds no token") }
        self.tokens = tokens
    }

    /// The name of the token in the value of `Authorization`.
    func name(_ authorization: String) throws(Problem) -> String {
        let scheme = authorization.utf8.prefix { $0 != UInt8(ascii: " ") }
        // Setting the bit makes ASCII letters small.
        guard scheme.elementsEqual("bearer".utf8, by: { $0 | 0x20 == $1 }) else {
            throw .unauthorized("a bearer token is expected")
        }
        let given = Array(authorization.utf8.dropFirst(scheme.count).drop { $0 == UInt8(ascii: " ") })
        var name: String?
        // All are compared, so that the time says nothing about which one was nearly right.
        for (candidate, token) in tokens where Self.areEqual(given, token) { name = candidate }
        guard let name else { throw .unauthorized("the token isn't known") }
        return name
    }

    /// Compares without stopping at the first difference.
    private static func areEqual(_ given: [UInt8], _ token: [UInt8]) -> Bool {
        var difference = UInt8(given.count == token.count ? 0 : 1)
        for index in token.indices { difference |= token[index] ^ (index < given.count ? given[index] : 0) }
        return difference == 0
    }
}

extension Problem {
    static func unauthorized(_ detail: String) -> Problem {
        Problem(.unauthorized, .unauthorized, detail).with(header: "www-authenticate", "Bearer realm=\"netstrata\"")
    }
}
