public import Resources

/// One row of history: a resource after a change, and who made it.
public struct Change: Hashable, Sendable {
    /// What was done.
    public enum Operation: String, Hashable, Sendable {
        /// It came into being.
        case created
        /// It was changed.
        case updated
        /// It was marked to go.
        case tornDown
        /// It is gone; `resource` is its last state.
        case destroyed
    }

    /// The store-wide number of the change.
    public var revision: Int64
    /// What was done.
    public var operation: Operation
    /// The state after the change; for `destroyed` the last one.
    public var resource: Resource
    /// Who, when, why.
    public var transaction: TransactionRecord
}

/// One row of `txn`.
public struct TransactionRecord: Hashable, Sendable {
    /// The transaction's number.
    public var id: Int64
    /// When: RFC 3339, UTC, milliseconds.
    public var time: String
    /// Who, through what and why.
    public var context: ChangeContext
}
