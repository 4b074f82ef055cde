/// What a merge controller writes at once.
public struct MergeBatch: Sendable {
    /// The most specs that one transaction merges, so that others get their turn.
    static let limit = 2048

    var operations: [MergeOperation]
    /// The revision that led to it.
    var cause: Int64?
    /// Everything up to this revision is dealt with when it is written.
    var position: Int64
    var isLast: Bool
}
