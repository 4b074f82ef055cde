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
    /// Only the last change of each resource that is there, and each end of one that is gone.
    public var onlyLast = false

    /// Everything.
    public init() {}

    /// Changes of one resource.
    public init(_ key: ResourceKey) {
        namespace = key.namespace
        type = key.type
        id = key.id
    }

    /// The resource, if it is only one's changes that are asked for.
    var key: ResourceKey? {
        guard let namespace, let type, let id else { return nil }
        return ResourceKey(namespace, type, id)
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
        add("h.type = ?", type)
        add("h.namespace = ?", namespace)
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
        if onlyLast {
            terms.append(
                """
                h.revision = coalesce(
                    (SELECT revision FROM resource WHERE type = h.type AND namespace = h.namespace AND id = h.id),
                    CASE h.operation WHEN 'destroyed' THEN h.revision END)
                """)
        }
        return (terms.isEmpty ? "1" : terms.joined(separator: " AND "), StatementArguments(arguments))
    }

    private static func firstRevision(_ condition: String, _ order: String) -> String {
        "(SELECT first_revision FROM txn WHERE \(condition) AND first_revision > 0 ORDER BY id \(order) LIMIT 1)"
    }
}
