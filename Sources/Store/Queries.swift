internal import GRDB
internal import Resources

/// The statements that read, for the writer and for readers alike.
enum Queries {
    static func get(_ database: Database, _ key: ResourceKey) throws(StoreError) -> Resource? {
        try find(database, key)?.resource
    }

    /// A resource with the number of its row.
    static func find(_ database: Database, _ key: ResourceKey) throws(StoreError) -> ResourceRow? {
        try perform {
            let statement = try database.cachedStatement(sql: getStatement)
            return try ResourceRow.fetchOne(statement, arguments: [key.type, key.namespace, key.id])
        }
    }

    /// A resource without its spec, which SQLite doesn't read then.
    static func metadata(_ database: Database, _ key: ResourceKey) throws(StoreError) -> Metadata? {
        try perform {
            let statement = try database.cachedStatement(sql: metadataStatement)
            return try ResourceRow.fetchOne(statement, arguments: [key.type, key.namespace, key.id])?.resource.metadata
        }
    }

    /// Whether a resource is there: much less work than reading it.
    static func exists(_ database: Database, _ key: ResourceKey) throws(StoreError) -> Bool {
        try perform {
            try Int64.fetchOne(
                database.cachedStatement(
                    sql: "SELECT key FROM resource WHERE type = ? AND namespace = ? AND id = ?"),
                arguments: [key.type, key.namespace, key.id]) != nil
        }
    }

    static func list(_ database: Database, _ namespace: String, _ type: String) throws(StoreError) -> [Resource] {
        try list(database, namespace, type, after: "", limit: -1)
    }

    /// At most `limit` resources (-1: all) with an id after the given one.
    static func list(
        _ database: Database, _ namespace: String, _ type: String, after id: String, limit: Int
    ) throws(StoreError) -> [Resource] {
        try perform {
            let statement = try database.cachedStatement(
                sql: """
                    SELECT \(resourceColumns), key FROM resource
                    WHERE type = ? AND namespace = ? AND id > ? ORDER BY id LIMIT ?
                    """)
            return try collect(ResourceRow.fetchCursor(statement, arguments: [type, namespace, id, limit]))
        }
    }

    /// The resources whose ids begin so.
    static func list(
        _ database: Database, _ namespace: String, _ type: String, prefix: String
    ) throws(StoreError) -> [Resource] {
        try perform {
            // No id holds U+10FFFF, the last of all characters.
            let statement = try database.cachedStatement(
                sql: """
                    SELECT \(resourceColumns), key FROM resource
                    WHERE type = ?1 AND namespace = ?2 AND id >= ?3 AND id < ?3 || char(0x10FFFF) ORDER BY id
                    """)
            return try collect(ResourceRow.fetchCursor(statement, arguments: [type, namespace, prefix]))
        }
    }

    /// The state that a resource had at a revision, or `nil` if it didn't exist then.
    static func get(_ database: Database, _ key: ResourceKey, at revision: Int64) throws(StoreError) -> Resource? {
        try perform {
            let row = try Row.fetchOne(
                database.cachedStatement(sql: getPastStatement),
                arguments: [key.type, key.namespace, key.id, revision])
            guard let row, row[resourceColumnCount] != Change.Operation.destroyed.rawValue else { return nil }
            return try Resource(row)
        }
    }

    /// The resources of a type as they were at a revision; the length of each history doesn't count.
    static func list(
        _ database: Database, _ namespace: String, _ type: String, at revision: Int64, after id: String, limit: Int
    ) throws(StoreError) -> [Resource] {
        try perform {
            let statement = try database.cachedStatement(sql: listPastStatement)
            return try collect(ResourceRow.fetchCursor(statement, arguments: [type, namespace, id, revision, limit]))
        }
    }

    /// The number of the last change; 0 in an empty store.
    static func revision(_ database: Database) throws(StoreError) -> Int64 {
        try perform {
            try Int64.fetchOne(
                database.cachedStatement(sql: "SELECT coalesce(max(revision), 0) FROM history")) ?? 0
        }
    }

    /// The revision of the last change at or before a time; 0 before the first.
    static func revision(_ database: Database, at time: String) throws(StoreError) -> Int64 {
        let next = try perform {
            try Int64.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT first_revision FROM txn
                        WHERE id > coalesce((SELECT id FROM txn WHERE time <= ? ORDER BY id DESC LIMIT 1), 0)
                            AND first_revision > 0
                        ORDER BY id LIMIT 1
                        """), arguments: [time])
        }
        guard let next else { return try revision(database) }
        return next - 1
    }

    private static func collect(_ cursor: FastDatabaseValueCursor<ResourceRow>) throws -> [Resource] {
        var resources: [Resource] = []
        while let row = try cursor.next() { resources.append(row.resource) }
        return resources
    }
}

private let getStatement = "SELECT \(resourceColumns), key FROM resource WHERE type = ? AND namespace = ? AND id = ?"

private let metadataStatement =
    "SELECT \(metadataColumns), key FROM resource WHERE type = ? AND namespace = ? AND id = ?"

private let getPastStatement = """
    WITH RECURSIVE \(ResourcePast().walk(from: "?4", to: "?4"))
    SELECT \(historyColumns), h.operation FROM past CROSS JOIN history h ON h.revision = past.revision
    WHERE past.revision <= ?4 LIMIT 1
    """

private let listPastStatement = """
    WITH RECURSIVE name(id) AS (
        SELECT \(ResourcePast.nextID(after: "?3"))
        UNION ALL SELECT \(ResourcePast.nextID(after: "name.id")) FROM name WHERE name.id IS NOT NULL)
    SELECT \(historyColumns), h.revision FROM name CROSS JOIN history h ON h.revision = (
        WITH RECURSIVE \(ResourcePast(id: "name.id").walk(from: "?4", to: "?4"))
        SELECT revision FROM past WHERE revision <= ?4 LIMIT 1)
    WHERE name.id IS NOT NULL AND h.operation <> 'destroyed' LIMIT ?5
    """
