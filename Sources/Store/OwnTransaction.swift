internal import Audit

/// What the audit log is told of a transaction of the writer's own: what it wrote, without a look at what the tables hold.
///
/// The lines are those that `AuditText` reads later, to the byte: a table that holds something else has been tampered with.
struct OwnTransaction {
    let id: Int64
    /// The transaction's line.
    let line: String
    /// The number of its last change, or of the last before it.
    let revision: Int64
    let leaves: AuditLeaves
}

extension TransactionRecord {
    /// Its line in the audit log.
    ///
    /// - Parameters:
    ///   - bootTime: When, in milliseconds since the host was started.
    ///   - first: The number that its first change has, or would have had.
    /// - Returns: The line.
    func auditLine(bootTime: Int64, first: Int64) -> String {
        var line = AuditLine(size: 256)
        line.add(#"{"actor":"#, quoted: context.actor.asStored)
        line.add(#","bootTime":"#, bootTime)
        line.add(#","cause":"#, context.cause.map { "\($0)" } ?? "null")
        line.add(#","firstRevision":"#, first)
        line.add(#","id":"#, id)
        line.add(#","message":"#, quoted: context.message.asStored)
        line.add(#","origin":"#, quoted: context.origin.rawValue)
        line.add(#","requestId":"#, quoted: context.requestID.asStored)
        line.add(#","time":"#, quoted: time)
        line.add("}")
        return line.text
    }
}

extension String {
    /// What a column holds of it: SQLite is told where it ends by a NUL.
    fileprivate var asStored: String {
        guard let end = utf8.firstIndex(of: 0) else { return self }
        return String(self[..<end])
    }
}
