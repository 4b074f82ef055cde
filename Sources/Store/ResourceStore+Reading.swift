internal import GRDB
public import Resources

/// A list of resources and the revision at which it was true.
public struct Snapshot: Hashable, Sendable {
    /// Sorted by id.
    public var resources: [Resource]
    /// The revision of the snapshot.
    public var revision: Int64
    /// Whether more follow after the last one.
    public var isCut: Bool
}

extension ResourceStore {
    /// The resource as it is, or `nil`.
    public func get(_ key: ResourceKey) throws(StoreError) -> Resource? {
        try readers.read { try Queries.get($0, key) }
    }

    /// The resource's metadata as they are, or `nil`; a large spec isn't read for them.
    public func metadata(_ key: ResourceKey) throws(StoreError) -> Metadata? {
        try readers.read { try Queries.metadata($0, key) }
    }

    /// The resource as it was at a revision, or `nil` if it didn't exist then.
    ///
    /// - Throws: `future`, `compacted`.
    public func get(_ key: ResourceKey, at revision: Int64) throws(StoreError) -> Resource? {
        let resource = try readers.read { database in
            try checkReached(revision, database)
            return try Queries.get(database, key, at: revision)
        }
        try horizons.check(revision, for: HistoryFilter(key))
        return resource
    }

    /// The resources of a type, all of the same commit.
    ///
    /// - Parameters:
    ///   - namespace: Where.
    ///   - type: The type's name.
    ///   - revision: As they were then; `nil` for now.
    ///   - id: Only those with a greater id.
    ///   - limit: At most so many.
    /// - Returns: The resources, and the revision at which the list is true.
    /// - Throws: `future`, `compacted`.
    public func list(
        _ namespace: String, _ type: String, at revision: Int64? = nil, after id: String = "", limit: Int = Int.max
    ) throws(StoreError) -> Snapshot {
        let wanted = limit == Int.max ? -1 : limit + 1
        return try readers.snapshot { database in
            let head = try Queries.revision(database)
            var resources: [Resource]
            if let revision, revision != head {
                try checkReached(revision, database)
                resources = try Queries.list(database, namespace, type, at: revision, after: id, limit: wanted)
                try horizons.check(revision, for: HistoryFilter(ResourceKey(namespace, type, "")))
            } else {
                resources = try Queries.list(database, namespace, type, after: id, limit: wanted)
            }
            let isCut = resources.count > limit
            if isCut { resources.removeLast() }
            return Snapshot(resources: resources, revision: revision ?? head, isCut: isCut)
        }
    }

    /// The resources of a type whose ids begin with one of some texts, all of the same commit, sorted by id for each text.
    ///
    /// - Parameters:
    ///   - namespace: Where.
    ///   - type: The type's name.
    ///   - prefixes: The texts, none of which begins with another.
    /// - Returns: The resources.
    /// - Throws: What reading throws.
    public func list(
        _ namespace: String, _ type: String, prefixes: [String]
    ) throws(StoreError) -> [Resource] {
        try readers.snapshot { database in
            try prefixes.flatMap { try Queries.list(database, namespace, type, prefix: $0) }
        }
    }

    /// How many resources each namespace and type has.
    public func counts() throws(StoreError) -> [(namespace: String, type: String, count: Int)] {
        try readers.read { database in
            try Row.fetchAll(
                database, sql: "SELECT namespace, type, count(*) FROM resource GROUP BY type, namespace ORDER BY 1, 2"
            ).map { ($0[0], $0[1], $0[2]) }
        }
    }

    /// Whether a revision has happened.
    func checkReached(_ revision: Int64, _ database: Database) throws(StoreError) {
        guard revision >= 0 else { throw .compacted(oldest: 0) }
        guard revision > self.revision else { return }
        let head = try Queries.revision(database)
        guard revision <= head else { throw .future(current: head) }
    }
}
