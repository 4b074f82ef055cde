public import Resources

/// One row of the audit log, and the line over which its digest is made.
public struct AuditRow: Hashable, Sendable {
    /// What it tells.
    public enum Content: Hashable, Sendable {
        /// Changes of resources: the transaction as canonical JSON, and the roots of its history rows.
        case changes(transaction: AuditLine, specs: AuditDigest?, statuses: AuditDigest?)
        /// Anything else, as canonical JSON.
        case note(String)
    }

    /// Its number: 1, 2, 3 … without gaps.
    public var sequence: Int64
    /// Its kind in a word; one that this version doesn't know is kept as it is.
    public var kind: String
    /// The last revision that it and the rows before it cover.
    public var revision: Int64
    /// What it tells.
    public var content: Content

    /// A row from its parts.
    public init(sequence: Int64, kind: String, revision: Int64, content: Content) {
        self.sequence = sequence
        self.kind = kind
        self.revision = revision
        self.content = content
    }

    /// The line: canonical JSON (RFC 8785) that names the digest of the row before.
    public func line(after previous: AuditDigest) -> AuditLine {
        let size =
            switch content {
            case .changes(let transaction, _, _): transaction.size
            case .note(let text): text.utf8.count
            }
        var line = AuditLine(size: size + 384)
        line.add(#"{"audit":"#, sequence)
        line.add(#","kind":"#, quoted: kind.utf8.span)
        if case .note(let note) = content { line.add(#","note":"#, note.utf8) }
        line.add(#","previous":"#, previous)
        line.add(#","revision":"#, revision)
        if case .changes(let transaction, let specs, let statuses) = content {
            line.add(#","specs":"#, specs)
            line.add(#","statuses":"#, statuses)
            line.add(#","transaction":"#, transaction)
        }
        line.add("}")
        return line
    }
}

/// Something that is no change of a resource and yet belongs to the log.
public struct AuditNote: Hashable, Sendable {
    /// What happened.
    public var kind: AuditKind
    /// The circumstances.
    public var detail: [String: JSON]

    /// A note from its parts.
    public init(_ kind: AuditKind, _ detail: [String: JSON] = [:]) {
        self.kind = kind
        self.detail = detail
    }

    /// What the log holds of it.
    ///
    /// - Parameter time: RFC 3339, UTC, milliseconds.
    /// - Returns: Canonical JSON with the time.
    public func text(at time: String) -> String {
        JSON.object(detail.merging(["time": .string(time)]) { own, _ in own }).canonical
    }
}
