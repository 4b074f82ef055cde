internal import Resources

/// Checks the signatures of a log on the way through it.
struct SignatureCheck: Sendable {
    /// The most rows whose digests are kept until a signature covers them; of more only the head is compared.
    static let pendingLimit = 100_000

    /// The keys that the log names, in Base64, oldest first.
    private(set) var keys: [String] = []
    /// The last row that a good signature covers.
    private(set) var last: Int64 = 0

    /// The digests of the rows that no signature covers yet, and the number of the first of them.
    private var pending: [AuditDigest] = []
    private var first: Int64?

    /// From the row after an anchor on.
    init(after anchor: AuditAnchor) {
        (keys, last) = (anchor.keys, anchor.signed)
        guard !anchor.unsigned.isEmpty else { return }
        pending = anchor.unsigned
        first = anchor.head.sequence - Int64(pending.count) + 1
    }

    /// Takes a row; of a checkpoint or a change of keys it says what is wrong.
    mutating func check(_ sealed: SealedRow, pinned: AuditVerifyingKey?) -> AuditFinding? {
        let number = sealed.row.sequence
        var finding: AuditFinding?
        if case .note(let note) = sealed.row.content {
            switch sealed.row.kind {
            case AuditKind.checkpoint.rawValue: finding = checkpoint(note, number, pinned)
            case AuditKind.key.rawValue: finding = key(note, number)
            default: break
            }
        }
        if pending.count >= Self.pendingLimit { (pending, first) = ([], nil) }
        first = first ?? number
        pending.append(sealed.digest)
        return finding
    }

    /// Forgets which rows came before: where some are gone, nobody knows the root of all.
    mutating func forgetPending() { (pending, first) = ([], nil) }

    private mutating func checkpoint(_ note: String, _ number: Int64, _ pinned: AuditVerifyingKey?) -> AuditFinding? {
        func wrong(_ detail: String) -> AuditFinding {
            AuditFinding(.wrongSignature, .row(number), "audit row \(number), a checkpoint: \(detail)")
        }
        guard let (checkpoint, name, signature) = Checkpoint.read(note) else { return wrong("it can't be read") }
        guard let key = AuditVerifyingKey(text: name), keys.contains(name) || name == pinned?.text else {
            return wrong("its key is none that the log names")
        }
        guard key.isValid(signature, over: checkpoint.text) else { return wrong("the signature isn't its key's") }
        guard checkpoint.head.sequence < number else { return wrong("it speaks of rows that come later") }
        if let first, checkpoint.head.sequence >= first {
            let covered = pending.prefix(Int(clamping: checkpoint.head.sequence - first + 1))
            guard covered.last == checkpoint.head.digest else {
                return wrong("it was made of another row \(checkpoint.head.sequence)")
            }
            if checkpoint.first == first, checkpoint.root != MerkleTree(covered).root {
                return wrong("it was made of other rows")
            }
            pending.removeFirst(covered.count)
            self.first = checkpoint.head.sequence + 1
        }
        last = max(last, checkpoint.head.sequence)
        return nil
    }

    private mutating func key(_ note: String, _ number: Int64) -> AuditFinding? {
        let members = (try? JSON(parsing: note))?.members ?? [:]
        guard let text = members["key"]?.text, AuditVerifyingKey(text: text) != nil else {
            return AuditFinding(.wrongSignature, .row(number), "audit row \(number), a key: it can't be read")
        }
        defer { keys.append(text) }
        guard let old = keys.last.flatMap({ AuditVerifyingKey(text: $0) }), old.text != text else { return nil }
        guard let signature = members["signature"]?.text, old.isValid(signature, over: Self.succession(to: text)) else {
            return AuditFinding(
                .wrongSignature, .row(number), "audit row \(number): a new key that the key before didn't sign")
        }
        return nil
    }

    /// What a key signs to hand over to the next.
    static func succession(to key: String) -> String { "netstrata audit key 1\n\(key)" }
}

extension AuditKey {
    /// A note that a key signs from here on.
    ///
    /// - Parameters:
    ///   - previous: The key before, which signs the new one; `nil` for the first, and where the one before is lost.
    ///   - actor: Who wants another key; `nil` where nobody asked.
    /// - Returns: The note; `nil` if it can't be signed.
    public func note(succeeding previous: AuditKey?, askedBy actor: String? = nil) -> AuditNote? {
        var detail: [String: JSON] = ["key": .string(verifier.text)]
        detail["actor"] = actor.map { .string($0) }
        if let previous {
            guard let signature = previous.signature(over: SignatureCheck.succession(to: verifier.text)) else {
                return nil
            }
            detail["signature"] = .string(signature)
        }
        return AuditNote(.key, detail)
    }
}
