internal import GRDB
internal import Migrations

/// How connections are opened, and what makes a file a database of ours.
enum DatabaseSetup {
    /// How long a statement waits for another process' lock, in seconds.
    static let busyTimeout = 2.0
    /// Bytes of a page in a new database: with twice SQLite's usual 4,096 a write takes a twentieth less time, and one of a spec
    /// of many kilobytes a fifth, since fewer pages are written; with four times as many, small writes take longer.
    static let pageSize = 8192
    /// Pages in the WAL after which the writer moves them into the database: 40 MB, so that no checkpoint comes in between
    /// while ten thousand routes are on their way into the kernel.
    static let checkpointPages = 5_000
    /// Pages that a reader keeps, in kB; there may be a dozen of them, and SQLite would keep 2,000 kB for each.
    ///
    /// With half as many, SQLite takes a third longer for a list of 10,000 of the past.
    static let readerCache = 512
    /// Pages that the writer keeps, in kB; with SQLite's 2,000 kB a twelfth of the time under load went into reading them again.
    static let writerCache = 8192
    /// Largest WAL file that is kept after a checkpoint, in bytes.
    static let walSizeLimit = 64 << 20

    /// Opens the writer's connection, and brings the file up to date.
    ///
    /// - Parameter path: The file.
    /// - Returns: The connection, and the migrations that a database of an earlier version needed.
    /// - Throws: `corrupt` for another program's file, and what SQLite says.
    static func openWriter(path: String) throws(StoreError) -> (queue: DatabaseQueue, migrations: [String]) {
        try perform {
            var configuration = Configuration()
            configuration.busyMode = .timeout(busyTimeout)
            configuration.maximumReaderCount = 1
            configuration.journalMode = .wal
            configuration.label = "netstrata.writer"
            // Before the journal mode is set: another program's file is not touched.
            configuration.prepareDatabase { database in
                try checkOwnership(database)
                try database.execute(sql: "PRAGMA page_size = \(pageSize)")
            }
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.writeWithoutTransaction { database in
                // GRDB sets NORMAL with WAL after it has opened; a commit must be on disk before it is answered.
                try database.execute(sql: "PRAGMA synchronous = FULL")
                try database.execute(sql: "PRAGMA recursive_triggers = ON")
                // Each statement with triggers notes pages to be put back; a temporary file for it costs ten writes a row.
                try database.execute(sql: "PRAGMA temp_store = MEMORY")
                // `trusted_schema` stays on: SQLite 3.40 takes json_type() in a CHECK for unsafe without it.
                try database.execute(sql: "PRAGMA wal_autocheckpoint = \(checkpointPages)")
                try database.execute(sql: "PRAGMA cache_size = -\(writerCache)")
                try database.execute(sql: "PRAGMA journal_size_limit = \(walSizeLimit)")
                guard try !Migrations.migrator.hasBeenSuperseded(database) else {
                    throw StoreError.database("the file belongs to a newer version of this program")
                }
            }
            let known = try queue.read { try Migrations.migrator.appliedIdentifiers($0) }
            let missing = Migrations.migrator.migrations.filter { !known.contains($0) }
            try Migrations.migrator.migrate(queue)
            try queue.writeWithoutTransaction { database in
                if try Int32.fetchOne(database, sql: "PRAGMA application_id") != Migrations.applicationID {
                    try database.execute(sql: "PRAGMA application_id = \(Migrations.applicationID)")
                }
                let level = try Int.fetchOne(database, sql: "PRAGMA synchronous")
                guard level == 2 else { throw StoreError.database("synchronous is \(level ?? -1), not FULL") }
            }
            return (queue, known.isEmpty ? [] : missing)
        }
    }

    static func checkOwnership(_ database: Database) throws {
        let id = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        let isUnfinished = try id == 0 && database.tableExists("grdb_migrations")
        guard id == Migrations.applicationID || tables == 0 || isUnfinished else {
            throw StoreError.corrupt("the file is a database of another program (application_id \(id))")
        }
    }

    /// A connection for whoever works on the file while no daemon does.
    static func openForUpkeep(path: String) throws(StoreError) -> DatabaseQueue {
        try perform {
            var configuration = Configuration()
            configuration.busyMode = .timeout(busyTimeout)
            configuration.label = "netstrata.upkeep"
            configuration.prepareDatabase { try checkOwnership($0) }
            return try DatabaseQueue(path: path, configuration: configuration)
        }
    }

    static func openReader(path: String) throws(StoreError) -> DatabaseQueue {
        try perform {
            var configuration = Configuration()
            configuration.busyMode = .timeout(busyTimeout)
            configuration.readonly = true
            configuration.label = "netstrata.reader"
            // Every commit makes these pages old, and the kernel keeps the file's pages anyway.
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = -\(readerCache)") }
            return try DatabaseQueue(path: path, configuration: configuration)
        }
    }
}
