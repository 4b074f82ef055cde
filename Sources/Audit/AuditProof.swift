public import Resources

/// Shows that one row of history is in a signed log, without the log.
public struct AuditProof: Hashable, Sendable {
    /// The line of the history row.
    public var change: String
    /// The way from the row to the root of its class in its transaction.
    public var changePath: [MerkleTree.Step]
    /// The line of the transaction's audit row.
    public var row: String
    /// The way from the audit row to the checkpoint's root.
    public var rowPath: [MerkleTree.Step]
    /// The note of the checkpoint.
    public var checkpoint: String

    /// A proof from its parts.
    public init(
        change: String, changePath: [MerkleTree.Step], row: String, rowPath: [MerkleTree.Step], checkpoint: String
    ) {
        self.change = change
        self.changePath = changePath
        self.row = row
        self.rowPath = rowPath
        self.checkpoint = checkpoint
    }

    /// Why a proof shows nothing.
    public enum Fault: Error, Hashable, Sendable {
        /// A part can't be read.
        case unreadable
        /// The row isn't the one that the transaction's root was made of.
        case otherChange
        /// The audit row isn't among those of the checkpoint.
        case otherRow
        /// The signature isn't its key's.
        case wrongSignature
        /// It is signed by another key than the one asked for.
        case otherKey
    }

    /// Checks the proof.
    ///
    /// - Parameter key: Whose signature counts; otherwise the one that the proof names.
    /// - Returns: The checkpoint that covers the row, and the key that signed it, in Base64.
    /// - Throws: Why it shows nothing.
    public func verify(key: AuditVerifyingKey? = nil) throws(Fault) -> (checkpoint: Checkpoint, key: String) {
        guard let members = (try? JSON(parsing: row))?.members,
            let (checkpoint, name, signature) = Checkpoint.read(checkpoint),
            let verifier = AuditVerifyingKey(text: name)
        else { throw .unreadable }
        let root = MerkleTree.root(from: AuditDigest(line: change), changePath).hex
        guard members["specs"]?.text == root || members["statuses"]?.text == root else { throw .otherChange }
        guard MerkleTree.root(from: AuditDigest(line: row), rowPath) == checkpoint.root else { throw .otherRow }
        guard verifier.isValid(signature, over: checkpoint.text) else { throw .wrongSignature }
        guard key == nil || key == verifier else { throw .otherKey }
        return (checkpoint, name)
    }

    /// The head of the log when the transaction's audit row was its last; `nil` if the row can't be read.
    public var head: AuditHead? {
        guard let number = (try? JSON(parsing: row))?.members?["audit"]?.integer else { return nil }
        return AuditHead(sequence: number, digest: AuditDigest(line: row))
    }

    /// The proof as a document.
    public var json: JSON {
        [
            "proof": "netstrata-audit-1", "change": .string(change), "changePath": Self.json(changePath),
            "row": .string(row), "rowPath": Self.json(rowPath), "checkpoint": .string(checkpoint),
        ]
    }

    /// A proof from its document; `nil` if it isn't one.
    public init?(_ json: JSON) {
        guard let members = json.members, members["proof"]?.text == "netstrata-audit-1",
            let change = members["change"]?.text, let changePath = Self.path(members["changePath"]),
            let row = members["row"]?.text, let rowPath = Self.path(members["rowPath"]),
            let checkpoint = members["checkpoint"]?.text
        else { return nil }
        self.init(change: change, changePath: changePath, row: row, rowPath: rowPath, checkpoint: checkpoint)
    }

    private static func json(_ path: [MerkleTree.Step]) -> JSON {
        .array(path.map { [$0.isLeft ? "left" : "right": .string($0.digest.hex)] })
    }

    private static func path(_ json: JSON?) -> [MerkleTree.Step]? {
        var steps: [MerkleTree.Step] = []
        for step in json?.elements ?? [] {
            guard let member = step.members?.first, let digest = member.value.text.flatMap({ AuditDigest(hex: $0) })
            else {
                return nil
            }
            steps.append(MerkleTree.Step(digest: digest, isLeft: member.key == "left"))
        }
        return json?.elements == nil ? nil : steps
    }
}
