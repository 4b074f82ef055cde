internal import GRDB

/// The lines over which the audit log's digests are made, put together by SQLite: canonical JSON (RFC 8785), as the parts are stored so.
enum AuditText {
    /// Of a row of `history h`.
    static let change = """
        '{"annotations":' || h.annotations || ',"created":' || json_quote(h.created) || ',"finalizers":' || h.finalizers
        || ',"id":' || json_quote(h.id) || ',"labels":' || h.labels || ',"namespace":' || json_quote(h.namespace)
        || ',"operation":"' || h.operation || '","owner":' || json_quote(h.owner) || ',"phase":' || json_quote(h.phase)
        || ',"previous":' || h.previous || ',"revision":' || h.revision || ',"spec":' || h.spec
        || ',"transaction":' || h.txn || ',"type":' || json_quote(h.type) || ',"updated":' || json_quote(h.updated)
        || ',"version":' || h.version || '}'
        """

    /// Of a row of `txn t`.
    static let transaction = """
        '{"actor":' || json_quote(t.actor) || ',"bootTime":' || coalesce(t.boot_time, 'null') || ',"cause":'
        || coalesce(t.cause, 'null') || ',"firstRevision":' || t.first_revision || ',"id":' || t.id || ',"message":'
        || json_quote(t.message) || ',"origin":' || json_quote(t.origin) || ',"requestId":' || json_quote(t.request_id)
        || ',"time":' || json_quote(t.time) || '}'
        """
}

/// A row of history, as the audit log sees it.
struct AuditedChange: StatementColumnConvertible, DatabaseValueConvertible {
    /// The columns of a `history h`, in the order in which they are read.
    static let columns = "h.revision, h.txn, h.type, \(AuditText.change)"

    let revision: Int64
    let transaction: Int64
    let type: String
    let line: String

    init?(sqliteStatement statement: SQLiteStatement, index: CInt) {
        revision = Int64(sqliteStatement: statement, index: index)
        transaction = Int64(sqliteStatement: statement, index: index + 1)
        type = String(sqliteStatement: statement, index: index + 2)
        line = String(sqliteStatement: statement, index: index + 3)
    }

    /// The number; a row isn't one value.
    var databaseValue: DatabaseValue { revision.databaseValue }

    static func fromDatabaseValue(_: DatabaseValue) -> AuditedChange? { nil }
}

/// A row of `txn`, as the audit log sees it.
struct AuditedTransaction: StatementColumnConvertible, DatabaseValueConvertible {
    /// The columns of a `txn t`, in the order in which they are read.
    static let columns = "t.id, \(AuditText.transaction)"

    let id: Int64
    let line: String

    init?(sqliteStatement statement: SQLiteStatement, index: CInt) {
        id = Int64(sqliteStatement: statement, index: index)
        line = String(sqliteStatement: statement, index: index + 1)
    }

    /// The number; a row isn't one value.
    var databaseValue: DatabaseValue { id.databaseValue }

    static func fromDatabaseValue(_: DatabaseValue) -> AuditedTransaction? { nil }
}
