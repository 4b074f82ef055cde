public import Resources

/// That another database was put in the place of the one that was left: what a row of the kind `restored` tells.
public struct AuditRestore: Hashable, Sendable {
    /// The row that tells of it.
    public var row: Int64
    /// When the copy was made by the program; `nil` where the file was put there by other means.
    public var copied: String?
    /// What was noted of the log that was there before, and what the copy has instead; `nil` where nothing is lost.
    public var gap: AuditBreak?

    /// What a row tells; `nil` for one of another kind.
    init?(_ row: AuditRow) {
        guard row.kind == AuditKind.restored.rawValue, case .note(let text) = row.content,
            let note = try? JSON(parsing: text)
        else { return nil }
        self.row = row.sequence
        copied = note["copied"]?.text
        gap = AuditBreak(note: note)
    }

    /// What is wrong with it: whoever restores a backup in the program's way loses rows on purpose, and anybody else hides them.
    var finding: AuditFinding? {
        guard copied == nil, let gap else { return nil }
        return AuditFinding(
            gap.kind, .row(gap.row), "\(gap.fact): another database was put in its place; audit row \(row) tells of it")
    }

    /// The same as answers show it.
    public var json: JSON {
        var members: [String: JSON] = ["row": .integer(row)]
        members["copied"] = copied.map { .string($0) }
        members.merge(gap?.note ?? [:]) { $1 }
        return .object(members)
    }
}
