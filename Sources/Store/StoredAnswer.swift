internal import Foundation
internal import GRDB

/// An answer that is given again when its request is repeated with the same `Idempotency-Key`.
///
/// It is stored in the transaction of the change, so a crash can't part them.
public struct StoredAnswer: Hashable, Sendable {
    /// What tells the request from another with the same key.
    public var fingerprint: String
    /// The HTTP status.
    public var status: Int
    /// Header lines that belong to the answer, such as the ETag: a JSON object.
    public var headers: String
    /// The body.
    public var body: [UInt8]

    /// How long answers are kept, in seconds.
    public static let lifetime: Int64 = 24 * 3600

    /// An answer from its parts.
    public init(fingerprint: String, status: Int, headers: String, body: [UInt8]) {
        self.fingerprint = fingerprint
        self.status = status
        self.headers = headers
        self.body = body
    }
}

extension WriteTransaction {
    /// The answer that was stored under a key, or `nil`.
    public func answer(_ key: String) throws(StoreError) -> StoredAnswer? {
        try perform {
            try Row.fetchOne(
                database.cachedStatement(
                    sql: "SELECT fingerprint, status, headers, body FROM answer WHERE idempotency_key = ?"),
                arguments: [key]
            ).map { StoredAnswer(fingerprint: $0[0], status: $0[1], headers: $0[2], body: [UInt8]($0[3] as Data)) }
        }
    }

    /// Stores an answer, and forgets those that are too old.
    public func store(_ answer: StoredAnswer, under key: String) throws(StoreError) {
        let now = Int64(Date().timeIntervalSince1970)
        try execute("DELETE FROM answer WHERE time < ?", [now - StoredAnswer.lifetime])
        try execute(
            "INSERT INTO answer (idempotency_key, fingerprint, status, headers, body, time) VALUES (?,?,?,?,?,?)",
            [key, answer.fingerprint, answer.status, answer.headers, Data(answer.body), now])
    }
}
