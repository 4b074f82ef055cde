/// Who keeps the key that signs the audit log.
public protocol AuditKeeper: Sendable {
    /// The key that signs, in Base64.
    var verifyingKey: String { get async }

    /// A signature over a text, in Base64; `nil` only if the system gives no random numbers.
    func signature(over text: String) async -> String?

    /// Gives the log another key, which the present one signs.
    ///
    /// - Parameter actor: Who asked for it.
    /// - Returns: The new public key, in Base64.
    /// - Throws: Why the key stays.
    func rotate(by actor: String) async throws(AuditKeeperError) -> String
}

/// Why there is no other key.
public struct AuditKeeperError: Error {
    /// In words.
    public let reason: String
    /// An error with its words.
    public init(reason: String) { self.reason = reason }
}
