internal import GRDB
internal import Migrations
internal import Resources

/// One resource's changes, newest first: the index finds one of them (`HistoryIndex`), and each names the one before.
///
/// So a look at any moment of the past takes a search and at most sixteen steps, however long the history is.
struct ResourcePast {
    /// Terms in SQL for the resource's names.
    var type = "?1"
    var namespace = "?2"
    var id = "?3"

    private var named: String { "type = \(type) AND namespace = \(namespace) AND id = \(id)" }
    private var indexed: String {
        "history INDEXED BY history_by_resource WHERE \(named) AND \(HistoryIndex.condition)"
    }

    /// A table `past` for a WITH RECURSIVE: revisions of the resource, newest first.
    ///
    /// - Parameters:
    ///   - first: A term; the walk begins at its revision or a few steps after it.
    ///   - last: A term; the walk ends at its revision or a step before it.
    /// - Returns: The table's text.
    func walk(from first: String, to last: String) -> String {
        """
        past(revision) AS (
            SELECT coalesce((SELECT min(revision) FROM \(indexed) AND revision >= \(first)),
                (SELECT revision FROM resource WHERE \(named)), (SELECT max(revision) FROM \(indexed)))
            UNION ALL
            SELECT CASE WHEN h.operation = 'created' THEN (SELECT max(revision) FROM \(indexed) AND revision < h.revision)
                    ELSE h.previous END
                FROM past JOIN history h ON h.revision = past.revision WHERE h.revision > \(last))
        """
    }

    /// The revision of the change in the index that comes so many after a revision, or `nil`.
    static func landmark(_ database: Database, _ key: ResourceKey, after revision: Int64, skipping count: Int) throws
        -> Int64?
    {
        try Int64.fetchOne(
            database.cachedStatement(
                sql: "SELECT revision FROM \(Self().indexed) AND revision > ? ORDER BY revision LIMIT 1 OFFSET ?"),
            arguments: [key.type, key.namespace, key.id, revision, count])
    }

    /// A term for the first id after another one that the type has or had.
    static func nextID(after id: String) -> String {
        """
        (SELECT min(coalesce(alive, dead), coalesce(dead, alive)) FROM (SELECT
            (SELECT min(id) FROM resource WHERE type = ?1 AND namespace = ?2 AND id > \(id)) AS alive,
            (SELECT min(id) FROM history INDEXED BY history_by_resource
                WHERE type = ?1 AND namespace = ?2 AND id > \(id) AND \(HistoryIndex.condition)) AS dead))
        """
    }
}
