internal import GRDB
internal import Migrations
public import Resources

extension ResourceStore {
    /// Changes after a revision, up to and with another, oldest first.
    public func changes(
        after revision: Int64, through last: Int64 = .max, matching filter: HistoryFilter = HistoryFilter(), limit: Int
    ) throws(StoreError) -> [Change] {
        guard let key = filter.key else {
            return try changes(.all(after: revision, through: last), filter, limit)
        }
        var changes: [Change] = []
        var position = revision
        while changes.count < limit {
            let stretch = min(limit / HistoryIndex.stride, Self.longestStretch)
            let landmark = try readers.read { database in
                try ResourcePast.landmark(database, key, after: position, skipping: stretch)
            }
            let end = min(landmark ?? last, last)
            let part = try self.changes(.of(key, after: position, through: end), filter, .max)
            changes += part.reversed().prefix(limit - changes.count)
            guard landmark != nil, end < last else { break }
            position = end
        }
        return changes
    }

    /// Changes before a revision, newest first.
    public func changes(
        before revision: Int64, matching filter: HistoryFilter = HistoryFilter(), limit: Int
    ) throws(StoreError) -> [Change] {
        guard let key = filter.key else {
            return try changes(.all(before: revision), filter, limit)
        }
        return try changes(.of(key, after: 0, through: revision - 1), filter, limit)
    }

    /// How many changes in the index are passed at once on the way forward.
    private static var longestStretch: Int { 64 }

    private func changes(
        _ source: ChangeSource, _ filter: HistoryFilter, _ limit: Int
    ) throws(StoreError) -> [Change] {
        let condition = filter.condition
        // Who follows a type gets what was just written from memory.
        let fresh = filter.onlyLast ? writer.freshSpec.text : nil
        return try readers.read { database in
            let statement = try database.cachedStatement(
                sql: """
                    \(source.prologue) SELECT \(fresh == nil ? historyColumns : historyColumnsButFresh), h.operation,
                        t.id, t.time, \(HistoryFilter.actor), \(HistoryFilter.origin), t.message, t.request_id,
                        t.cause
                    FROM \(source.table) CROSS JOIN txn t ON t.id = h.txn
                    WHERE \(source.range) AND \(condition.sql) \(source.order) LIMIT ?
                    """)
            let cursor = try Row.fetchCursor(
                statement,
                arguments: StatementArguments(fresh.map { [$0.revision] } ?? []) + source.arguments
                    + condition.arguments + [limit])
            var changes: [Change] = []
            while let row = try cursor.next() {
                var change = try Change(row, after: changes.last)
                if let fresh, fresh.revision == change.revision { change.resource.spec = fresh.spec }
                changes.append(change)
            }
            return changes
        }
    }

    /// The change with this number, or `nil`.
    public func change(_ revision: Int64) throws(StoreError) -> Change? {
        try changes(after: revision - 1, limit: 1).first { $0.revision == revision }
    }

    /// The state that a resource had before a change, or `nil` if it didn't exist.
    public func predecessor(of change: Change) throws(StoreError) -> Resource? {
        guard change.operation != .created else { return nil }
        return try readers.read { try Queries.get($0, change.resource.metadata.key, at: change.revision - 1) }
    }
}

/// Where changes are read from, and in which order they come.
private struct ChangeSource {
    var prologue = ""
    var table = "history h"
    let range: String
    var order = ""
    let arguments: StatementArguments

    /// Everybody's, oldest first.
    static func all(after revision: Int64, through last: Int64) -> ChangeSource {
        ChangeSource(
            range: "h.revision > ? AND h.revision <= ?", order: "ORDER BY h.revision", arguments: [revision, last])
    }

    /// Everybody's, newest first.
    static func all(before revision: Int64) -> ChangeSource {
        ChangeSource(range: "h.revision < ?", order: "ORDER BY h.revision DESC", arguments: [revision])
    }

    /// One resource's, newest first: the order of the walk, and reading ends where enough are found.
    static func of(_ key: ResourceKey, after revision: Int64, through last: Int64) -> ChangeSource {
        ChangeSource(
            prologue: "WITH RECURSIVE \(ResourcePast().walk(from: "?4", to: "?5"))",
            table: "past CROSS JOIN history h ON h.revision = past.revision",
            range: "past.revision <= ?4 AND past.revision > ?5",
            arguments: [key.type, key.namespace, key.id, last, revision])
    }
}

extension Change {
    /// Reads a change; of the same transaction as the one before, mostly.
    init(_ row: Row, after previous: Change?) throws(StoreError) {
        let start = resourceColumnCount
        guard let operation = Operation(rawValue: row[start]) else { throw .corrupt("an operation is unknown") }
        var resource = try Resource(row)
        resource.metadata.revision = row[4]
        self.operation = operation
        self.resource = resource
        revision = row[4]
        let id: Int64 = row[start + 1]
        if let previous, previous.transaction.id == id {
            transaction = previous.transaction
            return
        }
        transaction = TransactionRecord(
            id: id, time: row[start + 2],
            context: ChangeContext(
                actor: row[start + 3], origin: ChangeContext.Origin(rawValue: row[start + 4]) ?? .sqlite,
                message: row[start + 5], requestID: row[start + 6], cause: row[start + 7]))
    }
}
