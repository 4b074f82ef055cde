/// What a committed job did.
public struct CommitRecord: Hashable, Sendable {
    /// The number of its transaction; `nil` when it changed nothing.
    public let transaction: Int64?
    /// The revisions of its changes; `nil` when it changed nothing.
    public let revisions: ClosedRange<Int64>?
    /// How far the store had come, this job's changes included.
    public let head: Int64

    /// Of a job that changed nothing, or whose changes were not kept.
    init(head: Int64) {
        transaction = nil
        revisions = nil
        self.head = head
    }

    init(_ transaction: WriteTransaction, head: Int64) {
        self.transaction = transaction.revisions == nil ? nil : transaction.id
        revisions = transaction.revisions
        self.head = transaction.revisions?.upperBound ?? head
    }
}
