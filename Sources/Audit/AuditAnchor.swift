/// What the rows before the first that is verified come to.
public struct AuditAnchor: Sendable {
    /// The most rows that no signature covers yet and whose digests are worth keeping.
    public static var unsignedLimit: Int { SignatureCheck.pendingLimit }

    /// The last of the rows before.
    public var head: AuditHead
    /// The last revision that they cover.
    public var revision: Int64
    /// The last transaction that they cover.
    public var transaction: Int64
    /// The keys that they name, in Base64, oldest first.
    public var keys: [String]
    /// The last row that a signature among them covers; 0 for none.
    public var signed: Int64
    /// The digests of the rows that no signature covers yet; none if they are too many.
    public var unsigned: [AuditDigest]

    /// An anchor from its parts.
    public init(
        _ head: AuditHead, revision: Int64, transaction: Int64, keys: [String], signed: Int64, unsigned: [AuditDigest]
    ) {
        self.head = head
        self.revision = revision
        self.transaction = transaction
        self.keys = keys
        self.signed = signed
        self.unsigned = unsigned
    }

    /// Before the first row.
    public static let start = AuditAnchor(.empty, revision: 0, transaction: 0, keys: [], signed: 0, unsigned: [])
}
