public import Resources

/// That the log wasn't where the program had left it when it was looked at again.
public struct AuditBreak: Hashable, Sendable {
    /// The head that the program left behind, or noted beside its database.
    public var expected: AuditHead
    /// The log's end; where it goes on past the head that was left behind, the row of that number.
    public var found: AuditHead

    /// A break from its parts.
    public init(expected: AuditHead, found: AuditHead) {
        (self.expected, self.found) = (expected, found)
    }

    /// What a note of the kind `external` tells; `nil` if it tells something else.
    public init?(note: JSON) {
        guard let expected = note["expected"]?.text.flatMap({ AuditHead($0) }),
            let found = note["found"]?.text.flatMap({ AuditHead($0) })
        else { return nil }
        self.init(expected: expected, found: found)
    }

    /// The note's members.
    public var note: [String: JSON] {
        ["expected": .string(expected.description), "found": .string(found.description)]
    }

    /// How the log is bad.
    var kind: AuditFinding.Kind {
        found.sequence > expected.sequence ? .inserted : found.sequence < expected.sequence ? .truncated : .forked
    }

    /// The first row that is bad.
    var row: Int64 { min(expected.sequence, found.sequence) + (kind == .forked ? 0 : 1) }

    /// What is so, for people: `audit rows 35 to 37 are missing: the end of the log was cut off`.
    public var words: String {
        switch kind {
        case .truncated: "\(fact): the end of the log was cut off"
        case .inserted: "\(fact): something else wrote into the log"
        default: fact
        }
    }

    /// What is so, without a reason: `audit rows 35 to 37 are missing`.
    var fact: String {
        let last = max(expected.sequence, found.sequence)
        let rows = row < last ? "audit rows \(row) to \(last)" : "audit row \(row)"
        return switch kind {
        case .truncated: "\(rows) \(row < last ? "are" : "is") missing"
        case .inserted: rows
        default: "\(rows) isn't the one that the program had left"
        }
    }
}
