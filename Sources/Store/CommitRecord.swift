/// What a committed job did.
public struct CommitRecord: Hashable, Sendable {
    /// The number of its transaction; `nil` when it changed nothing.
    public let transaction: Int64?
    /// The revisions of its changes; `nil` when it changed nothing.
    public let revisions: ClosedRange<Int64>?
    /// How far the store had come, this job's changes included.
    public let head: Int64
    /// The types whose resources were changed.
    let touched: [ResourceKind]
    /// The last large spec that was written.
    let largeSpec: FreshSpec.Text?

    /// Of a job that changed nothing, or whose changes were not kept.
    init(head: Int64) {
        transaction = nil
        revisions = nil
        (touched, largeSpec) = ([], nil)
        self.head = head
    }

    init(_ transaction: WriteTransaction, head: Int64) {
        self.transaction = transaction.revisions == nil ? nil : transaction.id
        revisions = transaction.revisions
        (touched, largeSpec) = (transaction.touched, transaction.largeSpec)
        self.head = transaction.revisions?.upperBound ?? head
    }
}

/// A namespace and a type: what controllers listen to.
public struct ResourceKind: Hashable, Sendable {
    /// Where.
    public var namespace: String
    /// The type's name.
    public var type: String

    /// A kind from its parts.
    public init(_ namespace: String, _ type: String) {
        self.namespace = namespace
        self.type = type
    }
}
