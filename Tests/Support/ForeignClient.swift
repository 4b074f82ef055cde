internal import Foundation
internal import GRDB

/// Somebody else who opens the database: another process or another library, with `recursive_triggers` on or off.
public enum ForeignClient: String, CaseIterable, Sendable {
    /// The sqlite3 program as it is.
    case shell
    /// The sqlite3 program with `recursive_triggers` on.
    case recursiveShell
    /// A connection in this process.
    case connection
    /// A connection in this process with `recursive_triggers` on.
    case recursiveConnection

    /// Runs statements, each in a transaction of its own unless they say otherwise.
    ///
    /// - Parameters:
    ///   - sql: The statements; the first that fails ends it.
    ///   - path: The database.
    /// - Returns: The error's text, or `nil` when all went well.
    /// - Throws: When the client can't be run at all.
    @discardableResult
    public func run(_ sql: String, on path: String) throws -> String? {
        switch self {
        case .shell, .connection: try run(sql, on: path, isRecursive: false)
        case .recursiveShell, .recursiveConnection: try run(sql, on: path, isRecursive: true)
        }
    }

    private func run(_ sql: String, on path: String, isRecursive: Bool) throws -> String? {
        let statements = "PRAGMA recursive_triggers = \(isRecursive ? "ON" : "OFF");\n" + sql
        switch self {
        case .shell, .recursiveShell:
            let result = try SQLiteShell.run(statements, on: path)
            return result.status == 0 ? nil : result.error
        case .connection, .recursiveConnection:
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            // A statement that is refused may leave its transaction open; closing ends it.
            configuration.allowsUnsafeTransactions = true
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? queue.close() }
            do {
                try queue.writeWithoutTransaction { try $0.execute(sql: statements) }
                return nil
            } catch let error as DatabaseError {
                return error.message ?? "an error without message"
            }
        }
    }
}

/// The sqlite3 program.
public enum SQLiteShell {
    /// Runs statements with `-bail`.
    ///
    /// - Parameters:
    ///   - sql: The statements.
    ///   - path: The database.
    /// - Returns: The exit status, what was printed, and the error's text.
    /// - Throws: When the program isn't there.
    public static func run(
        _ sql: String, on path: String
    ) throws -> (status: Int32, output: String, error: String) {
        let outcome = try Command.run(["sqlite3", "-batch", "-bail", "-init", "/dev/null", path, ".timeout 5000", sql])
        return (outcome.status, outcome.output, outcome.errors)
    }
}
