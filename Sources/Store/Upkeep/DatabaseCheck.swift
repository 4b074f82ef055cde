internal import GRDB
internal import Migrations
internal import Resources

/// Something in a database that isn't as it has to be.
public struct DatabaseFinding: Hashable, Sendable {
    /// What ought to be so.
    public var promise: String
    /// Where it isn't, the first few places.
    public var places: [String]
    /// What to do about it.
    public var advice: String
}

/// What a look at all of a database came to.
public struct DatabaseCheck: Hashable, Sendable {
    /// What is wrong; nothing in a sound database.
    public internal(set) var findings: [DatabaseFinding] = []
    /// The number of the last change.
    public internal(set) var revision: Int64 = 0
    /// How many resources there are.
    public internal(set) var resources = 0
    /// How many changes are kept.
    public internal(set) var changes = 0
    /// Which version made it; of another than this only the file as such is checked.
    public internal(set) var form = DatabaseFile.Form.current

    /// How many places of a finding are named.
    private static let placeLimit = 5

    /// Reads all of a database and compares it with what its triggers promise.
    ///
    /// - Throws: When the file can't be read at all, or isn't one of ours.
    public init(_ file: DatabaseFile) throws(StoreError) {
        do throws(StoreError) {
            try file.read { database in try look(database) }
        } catch .corrupt(let words) where file.hasOurHeader {
            add(Self.soundness, [words], Self.replacing)
        }
    }

    private static let soundness = "the file is sound"
    private static let replacing = "put a backup back: netstrata db restore FILE"

    private mutating func look(_ database: Database) throws {
        // What is written in the wrong place can be anything: the rest would only tell what follows from it.
        let faults = try String.fetchAll(database, sql: "SELECT integrity_check FROM pragma_integrity_check(100)")
        guard faults == ["ok"] else {
            return add(Self.soundness, faults, Self.replacing)
        }
        form = try DatabaseFile.form(of: database)
        guard form == .current else { return }
        revision = try Queries.revision(database)
        resources = try Int.fetchOne(database, sql: "SELECT count(*) FROM resource") ?? 0
        changes = try Int.fetchOne(database, sql: "SELECT count(*) FROM history") ?? 0
        try checkSchema(database)
        for rule in databaseRules {
            let places = try String.fetchAll(database, sql: "\(rule.sql) LIMIT \(Self.placeLimit + 1)")
            add(rule.promise, places, rule.advice)
        }
        try checkSecrets(database)
    }

    private mutating func add(_ promise: String, _ places: [String], _ advice: String) {
        guard !places.isEmpty else { return }
        let more = places.count > Self.placeLimit ? ["and more"] : []
        findings.append(
            DatabaseFinding(promise: promise, places: places.prefix(Self.placeLimit) + more, advice: advice))
    }

    /// Tables and triggers as the migrations make them: a trigger that is gone, or another than it was, guards nothing.
    private mutating func checkSchema(_ database: Database) throws {
        let model = try DatabaseQueue()
        try Migrations.migrator.migrate(model)
        let wanted = try model.read { try Self.schema($0) }
        let found = try Self.schema(database)
        let gone = wanted.keys.filter { found[$0] == nil }.map { "\($0) is gone" }
        let other = found.filter { wanted[$0.key] != $0.value }.map {
            wanted[$0.key] == nil ? "\($0.key) isn't ours" : "\($0.key) is another"
        }
        add("tables and triggers are as this program makes them", (gone + other).sorted(), restoring)
    }

    private static func schema(_ database: Database) throws -> [String: String] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT type || ' ' || name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
                """)
        return Dictionary(
            rows.map { row in
                let words = (row[1] as String).split { $0 == " " || $0 == "\n" }
                return (row[0], words.joined(separator: " "))
            }
        ) { first, _ in first }
    }

    /// What specs and history only name must be kept.
    private mutating func checkSecrets(_ database: Database) throws {
        var missing: [SecretReference: String] = [:]
        for place in NamedSecrets.Place.allCases {
            missing.merge(try NamedSecrets.missing(in: place, database)) { first, _ in first }
        }
        add(
            "every secret that is named is kept",
            missing.map { "\($0.key), named by \($0.value)" },
            "write the secret anew where it is named, or put a backup back: netstrata db restore FILE")
    }
}
