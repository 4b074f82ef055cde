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
            let cursor = try Row.fetchCursor(statement, arguments: [key.type, key.namespace, key.id])
            // The row is read in place, as long as the cursor lives; fetchOne would copy it, column names and all.
            return try withExtendedLifetime(cursor) {
                try cursor.next().map { ResourceRow(number: $0[resourceColumnCount], resource: try Resource($0)) }
            }
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
                    SELECT \(resourceColumns) FROM resource
                    WHERE type = ? AND namespace = ? AND id > ? ORDER BY id LIMIT ?
                    """)
            return try collect(Row.fetchCursor(statement, arguments: [type, namespace, id, limit]))
        }
    }

    /// The state that a resource had at a revision, or `nil` if it didn't exist then.
    static func get(_ database: Database, _ key: ResourceKey, at revision: Int64) throws(StoreError) -> Resource? {
        try perform {
            let row = try Row.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT \(resourceColumns), operation FROM history
                        WHERE type = ? AND namespace = ? AND id = ? AND revision <= ? ORDER BY revision DESC LIMIT 1
                        """), arguments: [key.type, key.namespace, key.id, revision])
            guard let row, row[resourceColumnCount] != Change.Operation.destroyed.rawValue else { return nil }
            return try Resource(row)
        }
    }

    /// The resources of a type as they were at a revision.
    ///
    /// The recursive part steps from id to id through the index, so the length of each history doesn't count.
    static func list(
        _ database: Database, _ namespace: String, _ type: String, at revision: Int64, after id: String, limit: Int
    ) throws(StoreError) -> [Resource] {
        try perform {
            let statement = try database.cachedStatement(
                sql: """
                    WITH RECURSIVE name(id) AS (
                        SELECT (SELECT id FROM history WHERE type = ?1 AND namespace = ?2 AND id > ?4
                            ORDER BY id LIMIT 1)
                        UNION ALL
                        SELECT (SELECT id FROM history WHERE type = ?1 AND namespace = ?2 AND id > name.id
                            ORDER BY id LIMIT 1) FROM name WHERE name.id IS NOT NULL)
                    SELECT \(resourceColumns) FROM history
                    WHERE revision IN (
                        SELECT (SELECT max(revision) FROM history h WHERE h.type = ?1 AND h.namespace = ?2
                            AND h.id = name.id AND h.revision <= ?3)
                        FROM name WHERE name.id IS NOT NULL)
                    AND operation <> 'destroyed' ORDER BY id LIMIT ?5
                    """)
            return try collect(Row.fetchCursor(statement, arguments: [type, namespace, revision, id, limit]))
        }
    }

    /// The number of the last change; 0 in an empty store.
    static func revision(_ database: Database) throws(StoreError) -> Int64 {
        try perform {
            try Int64.fetchOne(
                database.cachedStatement(sql: "SELECT coalesce(max(revision), 0) FROM history")) ?? 0
        }
    }

    private static func collect(_ cursor: RowCursor) throws -> [Resource] {
        var resources: [Resource] = []
        while let row = try cursor.next() { resources.append(try Resource(row)) }
        return resources
    }
}

private let getStatement = "SELECT \(resourceColumns), key FROM resource WHERE type = ? AND namespace = ? AND id = ?"
