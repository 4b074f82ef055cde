internal import GRDB
public import Resources

/// Which changes are asked for; what is `nil` doesn't matter.
public struct HistoryFilter: Hashable, Sendable {
    /// Changes of resources in this namespace.
    public var namespace: String?
    /// Changes of resources of this type.
    public var type: String?
    /// Changes of the resource with this id.
    public var id: String?
    /// Changes by the actor of this name, or whose name begins with these words: `uid:0(root)` for `uid:0(root) via curl[7]`;
    /// also by the user or the login user of this name: `root`.
    public var actor: String?
    /// Changes by anyone but the actor of exactly this name.
    public var exceptActor: String?
    /// Changes that came through this.
    public var origin: String?
    /// Changes of this kind.
    public var operation: Change.Operation?
    /// Changes of this transaction.
    public var transaction: Int64?
    /// Changes at or after this time, RFC 3339 in UTC.
    public var since: String?
    /// Changes before this time, RFC 3339 in UTC.
    public var until: String?
    /// Only the last change of each resource.
    public var isLast = false

    /// Everything.
    public init() {}

    /// Changes of one resource.
    public init(_ key: ResourceKey) {
        namespace = key.namespace
        type = key.type
        id = key.id
    }

    /// The condition in SQL, and its arguments.
    var condition: (sql: String, arguments: StatementArguments) {
        var terms: [String] = []
        var arguments: [any DatabaseValueConvertible] = []
        func add(_ term: String, _ value: (any DatabaseValueConvertible)?) {
            guard let value else { return }
            terms.append(term)
            arguments.append(value)
        }
        // The index serves one resource's history. Without an id it would walk all there ever was of the type, so the plus
        // keeps SQLite from using it: what is asked for lies at the end of the table.
        let plus = id == nil ? "+" : ""
        add("\(plus)h.type = ?", type)
        add("\(plus)h.namespace = ?", namespace)
        add("h.id = ?", id)
        add("(instr(t.actor || ' ', ? || ' ') = 1 OR instr(t.actor, '(' || ? || ')') > 0)", actor)
        if let actor { arguments.append(actor) }
        add("t.actor <> ?", exceptActor)
        add("t.origin = ?", origin)
        add("h.operation = ?", operation?.rawValue)
        if let transaction {
            // Its changes are neighbours; without these bounds all of history would be looked through.
            add("h.revision >= coalesce(\(Self.firstRevision("id <= ?", "DESC")), 0)", transaction)
            add("h.revision < coalesce(\(Self.firstRevision("id > ?", "")), \(Int64.max))", transaction)
            add("h.txn = ?", transaction)
        }
        add("t.time >= ?", since)
        add("t.time < ?", until)
        if isLast {
            terms.append(
                """
                NOT EXISTS (SELECT 1 FROM history n
                    WHERE n.type = h.type AND n.namespace = h.namespace AND n.id = h.id AND n.revision > h.revision)
                """)
        }
        return (terms.isEmpty ? "1" : terms.joined(separator: " AND "), StatementArguments(arguments))
    }

    private static func firstRevision(_ condition: String, _ order: String) -> String {
        "(SELECT first_revision FROM txn WHERE \(condition) AND first_revision > 0 ORDER BY id \(order) LIMIT 1)"
    }
}

extension ResourceStore {
    /// Changes after a revision, up to and with another, oldest first.
    public func changes(
        after revision: Int64, through last: Int64 = .max, matching filter: HistoryFilter = HistoryFilter(), limit: Int
    ) throws(StoreError) -> [Change] {
        try changes("h.revision > ? AND h.revision <= ?", [revision, last], "h.revision", filter, limit)
    }

    /// Changes before a revision, newest first.
    public func changes(
        before revision: Int64, matching filter: HistoryFilter = HistoryFilter(), limit: Int
    ) throws(StoreError) -> [Change] {
        try changes("h.revision < ?", [revision], "h.revision DESC", filter, limit)
    }

    private func changes(
        _ range: String, _ bounds: [Int64], _ order: String, _ filter: HistoryFilter, _ limit: Int
    ) throws(StoreError) -> [Change] {
        let condition = filter.condition
        return try readers.read { database in
            let columns = resourceColumns.split(separator: ",").map { "h." + $0.drop { $0 == " " } }
            let statement = try database.cachedStatement(
                sql: """
                    SELECT \(columns.joined(separator: ", ")), h.operation,
                        t.id, t.time, t.actor, t.origin, t.message, t.request_id, t.cause
                    FROM history h JOIN txn t ON t.id = h.txn
                    WHERE \(range) AND \(condition.sql) ORDER BY \(order) LIMIT ?
                    """)
            let cursor = try Row.fetchCursor(
                statement, arguments: StatementArguments(bounds) + condition.arguments + [limit])
            var changes: [Change] = []
            while let row = try cursor.next() { changes.append(try Change(row, after: changes.last)) }
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
