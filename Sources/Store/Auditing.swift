internal import Audit
internal import Resources

/// How the audit log is kept.
struct Auditing: Sendable {
    /// The types whose rows are of the class of statuses.
    let statusTypes: Set<String>
    /// The head that the writer left behind; `nil` before its first commit.
    var head: AuditHead? {
        didSet { headText = head?.description }
    }
    /// The head as the answers to all writes of a commit tell it.
    private(set) var headText: String?
    /// By how much the wall clock was ahead at the last commit (`TransactionClock.offset`); `nil` before the first.
    var clockOffset: Int64?

    /// A log for types of these classes.
    init(_ classes: [String: HistoryClass]) { statusTypes = Set(classes.filter { $0.value == .statuses }.keys) }
}
