internal import Audit
internal import Foundation
internal import GRDB

/// What the audit log says of a transaction: the writer's own, or a row of `txn`.
struct TransactionMembers<Text: AuditText> {
    var id: Int64
    /// The number that its first change has, or would have had.
    var firstRevision: Int64
    /// When, in milliseconds since the host was started.
    var bootTime: Int64?
    /// The revision that led to it.
    var cause: Int64?
    var actor: Text
    var message: Text
    var origin: Text
    var requestID: Text
    var time: Text

    /// Its part of the row's line.
    var line: AuditLine {
        var line = AuditLine(size: 320)
        line.add(#"{"actor":"#, quoted: actor)
        line.add(#","bootTime":"#, bootTime)
        line.add(#","cause":"#, cause)
        line.add(#","firstRevision":"#, firstRevision)
        line.add(#","id":"#, id)
        line.add(#","message":"#, quoted: message)
        line.add(#","origin":"#, quoted: origin)
        line.add(#","requestId":"#, quoted: requestID)
        line.add(#","time":"#, quoted: time)
        line.add("}")
        return line
    }
}

/// A row of `txn`, as the audit log sees it.
struct AuditedTransaction: WholeRow {
    /// The columns of a `txn t`, in the order in which they are read.
    static let columns = """
        t.id, t.first_revision, t.boot_time, t.cause, t.actor, t.message, t.origin, t.request_id, t.time
        """

    let id: Int64
    let line: AuditLine

    init?(sqliteStatement statement: SQLiteStatement, index: CInt) {
        func number(_ offset: CInt) -> Int64? { Int64.fromStatement(statement, atUncheckedIndex: index + offset) }
        func text(_ offset: CInt) -> Data { Data(sqliteStatement: statement, index: index + offset) }
        // Of a transaction that a join didn't find.
        guard let id = number(0) else { return nil }
        self.id = id
        let members = TransactionMembers(
            id: id, firstRevision: number(1) ?? 0, bootTime: number(2), cause: number(3), actor: text(4),
            message: text(5), origin: text(6), requestID: text(7), time: text(8))
        line = members.line
    }
}
