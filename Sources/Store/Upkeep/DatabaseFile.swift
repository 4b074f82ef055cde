internal import Foundation
internal import GRDB
internal import Migrations

/// A database file as somebody looks at it from outside, whether a daemon works with it or not.
///
/// It is opened for reading: nothing of it changes, and a daemon isn't held up.
public struct DatabaseFile: Sendable {
    /// Where it is.
    public let path: String

    /// A file that is expected to be one of ours.
    public init(_ path: String) { self.path = path }

    /// How its form compares with this program's.
    public enum Form: Hashable, Sendable {
        /// It is this program's.
        case current
        /// An earlier version made it; the daemon brings it up to date when it starts.
        case earlier
        /// A later version made it.
        case later
    }

    /// Runs statements that all see the same commit.
    func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        let queue = try DatabaseSetup.openReader(path: path)
        defer { try? queue.close() }
        return try perform {
            try queue.read { database in
                try DatabaseSetup.checkOwnership(database)
                return try body(database)
            }
        }
    }

    private var header: Data? { try? FileHandle(forReadingAtPath: path)?.read(upToCount: 100) }

    /// Whether it begins as a database does, whoever's; `nil` where nothing of it can be read (fileformat2.html, section 1.3).
    public var isDatabase: Bool? {
        header.flatMap { $0.isEmpty ? nil : $0.starts(with: Data("SQLite format 3\0".utf8)) }
    }

    /// Whether it begins as a database of ours does, whatever follows.
    var hasOurHeader: Bool {
        guard isDatabase == true, let header, header.count == 100 else { return false }
        let id = header[68..<72].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return id == UInt32(bitPattern: Migrations.applicationID)
    }

    static func form(of database: Database) throws -> Form {
        let migrator = Migrations.migrator
        if try migrator.hasBeenSuperseded(database) { return .later }
        return try migrator.hasCompletedMigrations(database) ? .current : .earlier
    }
}
