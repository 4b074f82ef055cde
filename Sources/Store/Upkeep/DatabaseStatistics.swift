internal import GRDB
public import Resources

/// What a database holds and how large it is.
public struct DatabaseStatistics: Hashable, Sendable {
    /// A table with its indices.
    public struct Table: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// How many rows it has.
        public var rows: Int
        /// Bytes of its pages; `nil` when SQLite was built without `dbstat`.
        public var bytes: Int?
    }

    /// The history of a type, or of a class.
    public struct Share: Hashable, Sendable {
        /// The type's or the class's name.
        public var name: String
        /// The class.
        public var kind: HistoryClass
        /// How many resources there are now.
        public var resources = 0
        /// How many changes are kept.
        public var rows = 0
        /// Bytes of what they say, without what SQLite adds.
        public var bytes = 0
        /// How many changes the last hour had.
        public var lastHour = 0
        /// The revision at which and after which all is known; 0 when nothing is gone.
        public var oldestRevision: Int64 = 0
    }

    /// The number of the last change.
    public var revision: Int64 = 0
    /// Which life of the database this is.
    public var incarnation = ""
    /// Bytes of a page.
    public var pageSize = 0
    /// How many pages the file has.
    public var pages = 0
    /// Of those, how many are free: what is written next takes them.
    public var freePages = 0
    /// Every table, the largest first.
    public var tables: [Table] = []
    /// The history of each class.
    public var classes: [Share] = []
    /// The history of each type, the longest first.
    public var types: [Share] = []
    /// The time of the oldest change of which all later ones are kept, by class; none in an empty history.
    public var oldestTimes: [HistoryClass: String] = [:]

    /// Reads all of a database.
    ///
    /// - Parameters:
    ///   - file: The database.
    ///   - now: The present, from which the last hour counts.
    /// - Throws: When it can't be read, or isn't one of ours in this program's form.
    public init(_ file: DatabaseFile, now: Moment) throws(StoreError) {
        try file.read { database in
            guard try DatabaseFile.form(of: database) == .current else {
                throw StoreError.database(
                    "another version of this program made it: start the daemon of this version once")
            }
            revision = try Queries.revision(database)
            incarnation =
                try String.fetchOne(database, sql: "SELECT value FROM property WHERE name = 'incarnation'") ?? ""
            func pragma(_ name: String) throws -> Int { try Int.fetchOne(database, sql: "PRAGMA \(name)") ?? 0 }
            (pageSize, pages) = (try pragma("page_size"), try pragma("page_count"))
            freePages = try pragma("freelist_count")
            tables = try Self.tables(database)
            types = try Self.types(database, now)
            classes = HistoryClass.allCases.map { kind in
                types.filter { $0.kind == kind }.reduce(into: Share(name: kind.rawValue, kind: kind)) { $0.add($1) }
            }
            for share in classes {
                oldestTimes[share.kind] = try String.fetchOne(
                    database,
                    sql: """
                        SELECT t.time FROM history h JOIN txn t ON t.id = h.txn WHERE h.revision > ?
                            AND h.type IN (SELECT type FROM horizon WHERE class = ?) ORDER BY h.revision LIMIT 1
                        """, arguments: [share.oldestRevision, share.name])
            }
        }
    }

    private static func tables(_ database: Database) throws -> [Table] {
        var bytes: [String: Int] = [:]
        let options = try String.fetchAll(database, sql: "PRAGMA compile_options")
        if options.contains("ENABLE_DBSTAT_VTAB") {
            let sizes = try Row.fetchAll(
                database,
                sql: """
                    SELECT s.tbl_name, sum(d.pgsize) FROM dbstat d JOIN sqlite_schema s ON s.name = d.name
                    WHERE d.aggregate = TRUE GROUP BY s.tbl_name
                    """)
            for row in sizes { bytes[row[0]] = row[1] }
        }
        let names = try String.fetchAll(
            database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"
        )
        return try names.map { name in
            Table(
                name: name, rows: try Int.fetchOne(database, sql: "SELECT count(*) FROM \"\(name)\"") ?? 0,
                bytes: bytes[name])
        }.sorted { ($0.bytes ?? $0.rows, $1.name) > ($1.bytes ?? $1.rows, $0.name) }
    }

    private static func types(_ database: Database, _ now: Moment) throws -> [Share] {
        let hourAgo = try PastTime.read(database, Moment(milliseconds: now.milliseconds - 3_600_000)).recorded
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT n.type, coalesce(z.class, 'specs'), coalesce(z.revision, 0),
                    (SELECT count(*) FROM resource WHERE type = n.type),
                    coalesce(h.rows, 0), coalesce(h.bytes, 0), coalesce(h.late, 0)
                FROM (SELECT type FROM history UNION SELECT type FROM resource) n
                LEFT JOIN horizon z ON z.type = n.type
                LEFT JOIN (
                    SELECT type, count(*) AS rows, sum(revision > ?) AS late,
                        sum(length(CAST(namespace || type || id || owner || finalizers || labels || annotations || created
                            || updated || spec AS BLOB))) AS bytes
                    FROM history GROUP BY type) h ON h.type = n.type
                ORDER BY 5 DESC, 1
                """, arguments: [hourAgo])
        return rows.map { row in
            Share(
                name: row[0], kind: HistoryClass(rawValue: row[1]) ?? .specs, resources: row[3], rows: row[4],
                bytes: row[5], lastHour: row[6], oldestRevision: row[2])
        }
    }
}

extension DatabaseStatistics.Share {
    /// Counts another one in.
    fileprivate mutating func add(_ other: DatabaseStatistics.Share) {
        resources += other.resources
        rows += other.rows
        bytes += other.bytes
        lastHour += other.lastHour
        oldestRevision = max(oldestRevision, other.oldestRevision)
    }
}
