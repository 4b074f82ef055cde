internal import GRDB
internal import Migrations
internal import Resources

/// One resource's changes, newest first: the index finds one of them (`HistoryIndex`), and each names the one before.
///
/// So a look at any moment of the past takes a search and at most eight steps (`HistoryIndex.stride`), however long the history is.
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

    /// A term for the change that a resource's state at a revision comes from; what it finds must be looked at: where there was
    /// no such state, it is a later change or a destruction.
    ///
    /// A join of all steps at once takes a third of the time of a recursion. Those that aren't needed look for NULL.
    ///
    /// - Parameters:
    ///   - revision: A term; when.
    ///   - present: A term; the revision of the present resource, NULL when there is none.
    /// - Returns: The term, a revision or NULL.
    func origin(at revision: String, present: String) -> String {
        let steps = (1...HistoryIndex.stride).map { step in
            """
            LEFT JOIN history h\(step) ON h\(step).revision =
                CASE WHEN h\(step - 1).revision > \(revision) THEN h\(step - 1).previous END
            """
        }
        let reached = (0...HistoryIndex.stride).reversed().map { "h\($0).revision" }
        return """
            (SELECT coalesce(\(reached.joined(separator: ", "))) FROM history h0 \(steps.joined(separator: "\n"))
            WHERE h0.revision = coalesce((SELECT min(revision) FROM \(indexed) AND revision >= \(revision)), \(present)))
            """
    }

    /// A term for the first id after another one in the index.
    static func nextID(after id: String) -> String {
        """
        (SELECT min(id) FROM history INDEXED BY history_by_resource
            WHERE type = ?1 AND namespace = ?2 AND id > \(id) AND \(HistoryIndex.condition))
        """
    }
}
