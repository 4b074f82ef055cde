/// What a row of the audit log tells.
public enum AuditKind: String, Hashable, Sendable, CaseIterable {
    /// A transaction of the program's writer.
    case change
    /// A transaction from before the log was kept.
    case earlier
    /// What somebody wrote past the program, found afterwards: nobody is its author.
    case external
    /// A write that was refused.
    case refused
    /// The daemon began.
    case started
    /// The daemon ended in good order.
    case stopped
    /// The wall clock was set.
    case clockStep
    /// A key signs from here on.
    case key
    /// A signature over all rows before it.
    case checkpoint
    /// The database was put back from an older copy: what was handed out before means nothing.
    case restored
    /// The database was brought to what a newer version of the program needs.
    case migrated
    /// A secret that was kept under a name that doesn't come from it.
    case secret
    /// Rows of history that are kept no longer.
    case pruned
}
