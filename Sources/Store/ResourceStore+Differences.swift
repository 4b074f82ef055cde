internal import GRDB
public import Resources

/// A resource that changed in a span of revisions.
public struct ChangedResource: Hashable, Sendable {
    /// Which.
    public let key: ResourceKey
    /// The revision of the state before the span; 0 where there was none.
    let previous: Int64
}

/// What differs between two revisions.
extension ResourceStore {
    /// The resources that changed after a revision, up to and with another, in the order of their names.
    ///
    /// - Parameters:
    ///   - revision: After which.
    ///   - last: Up to which.
    ///   - filter: Which changes count; it goes by what all changes in a resource's life have in common, or by a transaction.
    ///   - limit: At most so many.
    /// - Returns: The resources.
    /// - Throws: What reading throws.
    public func resources(
        changedAfter revision: Int64, through last: Int64, matching filter: HistoryFilter, limit: Int
    ) throws(StoreError) -> [ChangedResource] {
        let condition = filter.condition
        return try readers.read { database in
            // Only the first change of a life replaced what was before the span, or nothing; of several lives the first counts.
            let statement = try database.cachedStatement(
                sql: """
                    SELECT h.namespace, h.type, h.id, h.previous, min(h.revision)
                    FROM history h CROSS JOIN txn t ON t.id = h.txn
                    WHERE h.revision > ?1 AND h.revision <= ? AND h.previous <= ?1 AND \(condition.sql)
                    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT ?
                    """)
            let arguments: StatementArguments = [revision, last]
            return try Row.fetchAll(statement, arguments: arguments + condition.arguments + [limit])
                .map { ChangedResource(key: ResourceKey($0[0], $0[1], $0[2]), previous: $0[3]) }
        }
    }

    /// What resources were before and after the span in which they changed, all as of one commit.
    ///
    /// - Parameters:
    ///   - changed: The resources.
    ///   - first: The revision before the span.
    ///   - last: Its last revision.
    /// - Returns: The states of each, in the same order; `nil` where it didn't exist.
    /// - Throws: `future`, `compacted`, and what reading throws.
    public func states(
        of changed: [ChangedResource], before first: Int64, after last: Int64
    ) throws(StoreError) -> [(before: Resource?, after: Resource?)] {
        let states: [(before: Resource?, after: Resource?)] = try readers.snapshot { database in
            try checkReached(first, database)
            try checkReached(last, database)
            return try changed.map { item in
                let before = item.previous == 0 ? nil : try Queries.state(database, item.previous)
                // Mostly it is the present, which takes no walk.
                let present = try Queries.get(database, item.key)
                if let present, present.metadata.revision <= last { return (before, present) }
                return (before, try Queries.get(database, item.key, at: last))
            }
        }
        for type in Set(changed.map { ResourceKey($0.key.namespace, $0.key.type, "") }) {
            try horizons.check(first, for: HistoryFilter(type))
        }
        return states
    }
}
