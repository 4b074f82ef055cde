internal import Audit

/// What the audit log is told of a transaction of the writer's own: what it wrote, without a look at what the tables hold.
///
/// Verification makes the same of the tables later, to the byte: a table that holds something else has been tampered with.
struct OwnTransaction {
    let id: Int64
    /// What the log says of the transaction.
    let line: AuditLine
    /// The number of its last change, or of the last before it.
    let revision: Int64
    let leaves: AuditLeaves
}

extension TransactionRecord {
    /// What the audit log says of it.
    ///
    /// - Parameters:
    ///   - bootTime: When, in milliseconds since the host was started.
    ///   - first: The number that its first change has, or would have had.
    /// - Returns: The part of the row's line.
    func auditLine(bootTime: Int64, first: Int64) -> AuditLine {
        let members = TransactionMembers(
            id: id, firstRevision: first, bootTime: bootTime, cause: context.cause, actor: context.actor.asStored.utf8,
            message: context.message.asStored.utf8, origin: context.origin.rawValue.utf8,
            requestID: context.requestID.asStored.utf8, time: time.utf8)
        return members.line
    }
}

extension String {
    /// What a column holds of it: SQLite is told where it ends by a NUL.
    fileprivate var asStored: String {
        let bytes = utf8.span
        var hasEnd = false
        // Without an early end the processor looks at many bytes at once.
        for place in bytes.indices { hasEnd = hasEnd || bytes[place] == 0 }
        guard hasEnd, let end = utf8.firstIndex(of: 0) else { return self }
        return String(self[..<end])
    }
}
