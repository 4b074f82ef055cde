internal import Crypto
internal import Foundation

/// A key that signs the log (Ed25519, RFC 8032).
public struct AuditKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey

    /// A new key.
    public init() { key = Curve25519.Signing.PrivateKey() }

    /// A key from the text of a key file; `nil` if it isn't 32 bytes in Base64.
    public init?(text: String) {
        guard let bytes = Data(base64Encoded: text.trimmingCharacters(in: .whitespacesAndNewlines)),
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
        else { return nil }
        self.key = key
    }

    /// The text of a key file: the seed in Base64.
    public var text: String { key.rawRepresentation.base64EncodedString() }

    /// What verifies its signatures.
    public var verifier: AuditVerifyingKey { AuditVerifyingKey(key.publicKey) }

    /// A signature over a text, in Base64.
    ///
    /// - Returns: `nil` only if the system gives no random numbers.
    public func signature(over text: String) -> String? {
        try? key.signature(for: Array(text.utf8)).base64EncodedString()
    }
}

extension AuditKey: CustomStringConvertible {
    /// No part of the key.
    public var description: String { "REDACTED" }
}

/// The public half of a key.
public struct AuditVerifyingKey: Hashable, Sendable {
    private let bytes: [UInt8]

    fileprivate init(_ key: Curve25519.Signing.PublicKey) { bytes = Array(key.rawRepresentation) }

    /// A key from 32 bytes in Base64; `nil` if it isn't.
    public init?(text: String) {
        guard let bytes = Data(base64Encoded: text.trimmingCharacters(in: .whitespacesAndNewlines)),
            (try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)) != nil
        else { return nil }
        self.bytes = Array(bytes)
    }

    /// The key in Base64.
    public var text: String { Data(bytes).base64EncodedString() }

    /// Whether a signature in Base64 over a text is this key's.
    public func isValid(_ signature: String, over text: String) -> Bool {
        guard let signature = Data(base64Encoded: signature),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
        else { return false }
        return key.isValidSignature(signature, for: Array(text.utf8))
    }
}
