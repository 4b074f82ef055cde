internal import Audit
internal import Foundation
internal import GRDB

/// What the audit log has a digest of: a change, as the writer writes it or as a row of `history` holds it.
///
/// Texts are UTF-8: a `String` made of a column would end at a NUL, and what somebody put behind it would not be seen.
struct ChangeMembers<Text: AuditText> {
    var revision: Int64
    var transaction: Int64
    var previous: Int64
    var version: Int64
    var operation: Text
    var namespace: Text
    var type: Text
    var id: Text
    var phase: Text
    var owner: Text
    var created: Text
    var updated: Text
    /// JSON text, as it is stored; so are the three that follow.
    var finalizers: Text
    var labels: Text
    var annotations: Text
    var spec: Text

    /// Its line in the audit log.
    var line: AuditLine {
        var line = AuditLine(size: spec.count + 512)
        line.add(#"{"annotations":"#, annotations)
        line.add(#","created":"#, quoted: created)
        line.add(#","finalizers":"#, finalizers)
        line.add(#","id":"#, quoted: id)
        line.add(#","labels":"#, labels)
        line.add(#","namespace":"#, quoted: namespace)
        line.add(#","operation":"#, quoted: operation)
        line.add(#","owner":"#, quoted: owner)
        line.add(#","phase":"#, quoted: phase)
        line.add(#","previous":"#, previous)
        line.add(#","revision":"#, revision)
        line.add(#","spec":"#, spec)
        line.add(#","transaction":"#, transaction)
        line.add(#","type":"#, quoted: type)
        line.add(#","updated":"#, quoted: updated)
        line.add(#","version":"#, version)
        line.add("}")
        return line
    }
}

/// A row of history, as the audit log sees it.
struct AuditedChange: WholeRow {
    /// The columns of a `history h`, in the order in which they are read.
    static let columns = """
        h.revision, h.txn, h.previous, h.version, h.operation, h.namespace, h.type, h.id, h.phase, h.owner, h.created,
        h.updated, h.finalizers, h.labels, h.annotations, h.spec
        """

    let revision: Int64
    let transaction: Int64
    /// The change that it replaced; 0 for none.
    let previous: Int64
    let type: String
    /// Whether the resource is gone with it.
    let isEnd: Bool
    let line: AuditLine

    init?(sqliteStatement statement: SQLiteStatement, index: CInt) {
        func number(_ offset: CInt) -> Int64 { Int64(sqliteStatement: statement, index: index + offset) }
        func text(_ offset: CInt) -> Data { Data(sqliteStatement: statement, index: index + offset) }
        let members = ChangeMembers(
            revision: number(0), transaction: number(1), previous: number(2), version: number(3), operation: text(4),
            namespace: text(5), type: text(6), id: text(7), phase: text(8), owner: text(9), created: text(10),
            updated: text(11), finalizers: text(12), labels: text(13), annotations: text(14), spec: text(15))
        revision = members.revision
        transaction = members.transaction
        previous = members.previous
        isEnd = String(decoding: members.operation, as: UTF8.self) == Change.Operation.destroyed.rawValue
        type = String(decoding: members.type, as: UTF8.self)
        line = members.line
    }
}
