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

    /// Whether a resource is there and runs, or is kept by finalizers: much less work than reading it.
    static func isHeld(_ database: Database, _ key: ResourceKey) throws(StoreError) -> Bool {
        try perform {
            try Int64.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT key FROM resource WHERE type = ? AND namespace = ? AND id = ?
                            AND (phase = 'running' OR finalizers <> '[]')
                        """),
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
            let statement = try database.cachedStatement(
                sql: """
                    SELECT \(resourceColumns), key FROM resource
                    WHERE type = ?1 AND namespace = ?2 AND id >= ?3 AND id < ?3 || ?4 ORDER BY id
                    """)
            return try collect(ResourceRow.fetchCursor(statement, arguments: [type, namespace, prefix, behindEveryID]))
        }
    }

    /// The state that a resource had at a revision, or `nil` if it didn't exist then.
    static func get(_ database: Database, _ key: ResourceKey, at revision: Int64) throws(StoreError) -> Resource? {
        try perform {
            try ResourceRow.fetchOne(
                database.cachedStatement(sql: getPastStatement),
                arguments: [key.type, key.namespace, key.id, revision])?.resource
        }
    }

    /// The state that a change left behind, or `nil` if it is kept no longer.
    static func state(_ database: Database, _ revision: Int64) throws(StoreError) -> Resource? {
        try perform {
            try ResourceRow.fetchOne(
                database.cachedStatement(
                    sql: "SELECT \(historyColumns), h.revision FROM history h WHERE h.revision = ?"),
                arguments: [revision])?.resource
        }
    }

    /// The resources of a type as they were at a revision; the length of each history doesn't count.
    ///
    /// - Parameters:
    ///   - database: Within one read.
    ///   - namespace: Where.
    ///   - type: The type's name.
    ///   - revision: When.
    ///   - id: Only those with a greater id.
    ///   - limit: At most so many; -1 for all.
    /// - Returns: The resources, sorted by id.
    /// - Throws: What reading throws.
    static func list(
        _ database: Database, _ namespace: String, _ type: String, at revision: Int64, after id: String, limit: Int
    ) throws(StoreError) -> [Resource] {
        try perform {
            let living = try collect(
                ResourceRow.fetchCursor(
                    database.cachedStatement(sql: listPastStatement), arguments: [type, namespace, id, revision, limit])
            )
            let end = living.count == limit ? living.last?.metadata.key.id ?? "" : behindEveryID
            let gone = try collect(
                ResourceRow.fetchCursor(
                    database.cachedStatement(sql: listGoneStatement),
                    arguments: [type, namespace, id, revision, limit, end]))
            guard !gone.isEmpty else { return living }
            let all = (living + gone).sorted {
                $0.metadata.key.id.utf8.lexicographicallyPrecedes($1.metadata.key.id.utf8)
            }
            return limit < 0 ? all : Array(all.prefix(limit))
        }
    }

    /// The number of the last change, also if somebody removed it; 0 in an empty store.
    static func revision(_ database: Database) throws(StoreError) -> Int64 {
        try perform { try Int64.fetchOne(database.cachedStatement(sql: lastRevision)) ?? 0 }
    }

    /// The outer `given` is meant where a database of an earlier version, which nobody has opened since, has none.
    private static let lastRevision = """
        SELECT max((SELECT given FROM context), coalesce((SELECT max(revision) FROM history), 0))
        FROM (SELECT 0 AS given)
        """

    private static func collect(_ cursor: FastDatabaseValueCursor<ResourceRow>) throws -> [Resource] {
        var resources: [Resource] = []
        while let row = try cursor.next() { resources.append(row.resource) }
        return resources
    }
}

/// No id holds the last of all characters.
private let behindEveryID = "\u{10FFFF}"

private let getStatement = "SELECT \(resourceColumns), key FROM resource WHERE type = ? AND namespace = ? AND id = ?"

private let metadataStatement =
    "SELECT \(metadataColumns), key FROM resource WHERE type = ? AND namespace = ? AND id = ?"

/// Whether what `ResourcePast.origin` found is the state of that time.
private let isOrigin = "h.revision <= ?4 AND h.operation <> 'destroyed'"

private let getPastStatement = """
    SELECT \(historyColumns), h.revision FROM history h
    WHERE h.revision = \(ResourcePast().origin(at: "?4", present: presentRevision)) AND \(isOrigin)
    """

private let presentRevision = "(SELECT revision FROM resource WHERE type = ?1 AND namespace = ?2 AND id = ?3)"

/// Of those that are there now.
private let listPastStatement = """
    SELECT \(historyColumns), h.revision FROM resource r CROSS JOIN history h
        ON h.revision = \(ResourcePast(id: "r.id").origin(at: "?4", present: "r.revision"))
    WHERE r.type = ?1 AND r.namespace = ?2 AND r.id > ?3 AND \(isOrigin) ORDER BY r.id LIMIT ?5
    """

/// Of those that aren't any more: the end of each is in the index.
private let listGoneStatement = """
    WITH RECURSIVE name(id) AS (
        SELECT \(ResourcePast.nextID(after: "?3"))
        UNION ALL SELECT \(ResourcePast.nextID(after: "name.id")) FROM name WHERE name.id < ?6)
    SELECT \(historyColumns), h.revision FROM name CROSS JOIN history h
        ON h.revision = \(ResourcePast(id: "name.id").origin(at: "?4", present: "NULL"))
    WHERE name.id <= ?6 AND \(isOrigin)
        AND NOT EXISTS (SELECT 1 FROM resource WHERE type = ?1 AND namespace = ?2 AND id = name.id)
    LIMIT ?5
    """
