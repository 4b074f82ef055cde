internal import GRDB

/// A row that is read as one value: GRDB's `Row` gets ready for access by name, which takes longer than reading the columns.
protocol WholeRow: StatementColumnConvertible, DatabaseValueConvertible {}

extension WholeRow {
    /// None: a row isn't one value, and is never bound to a statement.
    var databaseValue: DatabaseValue { .null }

    static func fromDatabaseValue(_: DatabaseValue) -> Self? { nil }
}
