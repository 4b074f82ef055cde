internal import Resources

/// A signed statement of how far a log had come; each covers the rows after the one before.
public struct Checkpoint: Hashable, Sendable {
    /// Which life of the database.
    public var incarnation: String
    /// The first row that it covers.
    public var first: Int64
    /// The last row that it covers.
    public var head: AuditHead
    /// The Merkle root of the digests of those rows.
    public var root: AuditDigest
    /// When: RFC 3339, UTC.
    public var time: String

    /// A checkpoint from its parts.
    public init(incarnation: String, first: Int64, head: AuditHead, root: AuditDigest, time: String) {
        self.incarnation = incarnation
        self.first = first
        self.head = head
        self.root = root
        self.time = time
    }

    /// What is signed.
    public var text: String { "netstrata audit checkpoint 1\n" + JSON.object(members).canonical }

    private var members: [String: JSON] {
        [
            "digest": .string(head.digest.hex), "first": .integer(first), "incarnation": .string(incarnation),
            "last": .integer(head.sequence), "root": .string(root.hex), "time": .string(time),
        ]
    }

    /// The note that keeps it; `nil` if it can't be signed.
    public func note(signedBy key: AuditKey) -> AuditNote? {
        guard let signature = key.signature(over: text) else { return nil }
        return AuditNote(
            .checkpoint,
            members.merging(["key": .string(key.verifier.text), "signature": .string(signature)]) { own, _ in own })
    }

    /// A checkpoint as a note's text tells it, with the key and the signature; `nil` if it isn't one.
    public static func read(_ note: String) -> (checkpoint: Checkpoint, key: String, signature: String)? {
        guard let members = (try? JSON(parsing: note))?.members,
            let digest = members["digest"]?.text.flatMap({ AuditDigest(hex: $0) }),
            let root = members["root"]?.text.flatMap({ AuditDigest(hex: $0) }),
            let first = members["first"]?.integer, let last = members["last"]?.integer,
            let incarnation = members["incarnation"]?.text, let time = members["time"]?.text,
            let key = members["key"]?.text, let signature = members["signature"]?.text
        else { return nil }
        let checkpoint = Checkpoint(
            incarnation: incarnation, first: first, head: AuditHead(sequence: last, digest: digest), root: root,
            time: time)
        return (checkpoint, key, signature)
    }
}
