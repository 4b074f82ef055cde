internal import GRDB

/// How many resources there must be, going by history.
///
/// Each change replaced one, but for the first of a life, and that at a horizon, whose predecessor is pruned.
struct LivingCount {
    private let horizons: [String: Int64]
    private(set) var value: Int64 = 0

    /// Of the changes up to a revision.
    init(_ database: Database, through revision: Int64) throws {
        let rows = try Row.fetchAll(database, sql: "SELECT type, revision FROM horizon WHERE revision > 0")
        horizons = Dictionary(rows.map { ($0[0], $0[1]) }) { max($0, $1) }
        guard revision > 0 else { return }
        value =
            try Int64.fetchOne(
                database,
                sql: """
                    SELECT total((h.operation <> 'destroyed')
                        - (h.previous > 0 AND h.revision > coalesce(z.revision, 0)))
                    FROM history h LEFT JOIN horizon z ON z.type = h.type WHERE h.revision <= ?
                    """, arguments: [revision]) ?? 0
    }

    /// Adds a change.
    mutating func add(_ change: AuditedChange) {
        if !change.isEnd { value += 1 }
        let horizon = horizons.isEmpty ? 0 : horizons[change.type] ?? 0
        if change.previous > 0, change.revision > horizon { value -= 1 }
    }
}
