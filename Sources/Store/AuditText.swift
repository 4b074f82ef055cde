internal import GRDB

/// The lines over which the audit log's digests are made, put together by SQLite: canonical JSON (RFC 8785), as the parts are stored so.
///
/// The writer puts together its own (`AuditRecorder.swift`), which takes a third of the time; they are the same to the byte.
///
/// format() takes half the time of as many `||`. It ends a text at a NUL, which json_quote() escapes; what is put in without
/// json_quote() isn't given to it.
enum AuditText {
    /// Of a row of `history h`.
    static let change = """
        '{"annotations":' || h.annotations || format(',"created":%s,"finalizers":', json_quote(h.created)) || h.finalizers
        || format(',"id":%s,"labels":', json_quote(h.id)) || h.labels
        || format(',"namespace":%s,"operation":%s,"owner":%s,"phase":%s,"previous":%s,"revision":%s,"spec":',
            json_quote(h.namespace), json_quote(h.operation), json_quote(h.owner), json_quote(h.phase), h.previous,
            h.revision)
        || h.spec || format(',"transaction":%s,"type":%s,"updated":%s,"version":%s}', h.txn, json_quote(h.type),
            json_quote(h.updated), h.version)
        """

    /// Of a row of `txn t`.
    static let transaction = """
        format('{"actor":%s,"bootTime":%s,"cause":%s,"firstRevision":%s,"id":%s,"message":%s,"origin":%s,"requestId":%s,"time":%s}',
            json_quote(t.actor), coalesce(t.boot_time, 'null'), coalesce(t.cause, 'null'), t.first_revision, t.id,
            json_quote(t.message), json_quote(t.origin), json_quote(t.request_id), json_quote(t.time))
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
