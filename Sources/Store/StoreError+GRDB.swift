internal import GRDB

extension StoreError {
    /// What an error of GRDB's means to callers.
    init(_ error: any Error) {
        if let error = error as? StoreError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self = .database(String(describing: error))
            return
        }
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        case .SQLITE_FULL: self = .full
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(error.message ?? "the database file is damaged")
        default: self = .database("\(error.message ?? "no message") (\(error.extendedResultCode.rawValue))")
        }
    }
}

/// Runs what throws anything, and throws what a caller of the store understands.
func perform<Value>(_ body: () throws -> Value) throws(StoreError) -> Value {
    do {
        return try body()
    } catch {
        throw StoreError(error)
    }
}
