internal import GRDB
internal import Migrations
public import Resources

/// Which changes are asked for; what is `nil` doesn't matter.
public struct HistoryFilter: Hashable, Sendable {
    /// Changes of resources in this namespace.
    public var namespace: String?
    /// Changes of resources of this type.
    public var type: String?
    /// Changes of the resource with this id.
    public var id: String?
    /// Changes of resources whose ids are so: `*` stands for any text, slashes and all.
    public var idPattern: String?
    /// Changes with one of these numbers.
    public var revisions: Set<Int64>?
    /// Changes after this revision.
    public var after: Int64?
    /// Changes up to and with this revision.
    public var through: Int64?
    /// Changes by nobody's hand but people's and the machine configuration's: of resources that no controller owns.
    public var onlyIntent = false
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
        add("h.id GLOB ?", idPattern.map(Self.glob))
        add("h.revision > ?", after)
        add("h.revision <= ?", through)
        if let revisions {
            // Without the bounds all of history would be looked through.
            add("h.revision >= ?", revisions.min() ?? .max)
            add("h.revision <= ?", revisions.max() ?? 0)
            let list = revisions.sorted().map(String.init).joined(separator: ",")
            add("h.revision IN (SELECT value FROM json_each(?))", "[\(list)]")
        }
        if onlyIntent {
            terms.append("h.owner = ''")
            // A name for a revision asks for nothing.
            add("h.type <> ?", RevisionTag.typeName)
        }
        add("(instr(\(Self.actor) || ' ', ? || ' ') = 1 OR instr(\(Self.actor), '(' || ? || ')') > 0)", actor)
        if let actor { arguments.append(actor) }
        add("\(Self.actor) <> ?", exceptActor)
        add("\(Self.origin) = ?", origin)
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

    /// Who made the transaction `t`: of one that the audit log hasn't sealed yet, whatever it says of itself, the sqlite3 shell.
    static let actor = known("actor")
    /// Through what it came; likewise.
    static let origin = known("origin")

    private static func known(_ column: String) -> String {
        "iif(t.id <= \(Migrations.settled), t.\(column), '\(ChangeContext.Origin.sqlite.rawValue)')"
    }

    /// As SQLite writes it, to which `?` and `[` mean more than themselves.
    private static func glob(_ pattern: String) -> String {
        pattern.replacing("[", with: "[[]").replacing("?", with: "[?]")
    }

    private static func firstRevision(_ condition: String, _ order: String) -> String {
        "(SELECT first_revision FROM txn WHERE \(condition) AND first_revision > 0 ORDER BY id \(order) LIMIT 1)"
    }
}
