public import Resources

/// What is kept of audit rows that are pruned: the note from which verification goes on.
extension AuditAnchor {
    /// What a note of pruned audit rows has as its class, beside the classes of history.
    public static let noteClass = "audit"

    /// The note's members.
    ///
    /// - Parameter first: The row before the first that goes.
    /// - Returns: What `init(note:)` reads.
    public func note(after first: Int64) -> [String: JSON] {
        [
            "class": .string(Self.noteClass), "after": .integer(first), "through": .integer(head.sequence),
            "digest": .string(head.digest.hex), "revision": .integer(revision), "transaction": .integer(transaction),
            "keys": .array(keys.map { .string($0) }), "signed": .integer(signed),
        ]
    }

    /// What a note of the kind `pruned` says was before the first row; `nil` if it speaks of something else.
    public init?(note: JSON) {
        guard note["class"]?.text == Self.noteClass, let through = note["through"]?.integer,
            let digest = note["digest"]?.text.flatMap({ AuditDigest(hex: $0) }),
            let revision = note["revision"]?.integer, let transaction = note["transaction"]?.integer,
            let keys = note["keys"]?.elements?.compactMap(\.text), let signed = note["signed"]?.integer
        else { return nil }
        self.init(
            AuditHead(sequence: through, digest: digest), revision: revision, transaction: transaction, keys: keys,
            signed: signed, unsigned: [])
    }
}
