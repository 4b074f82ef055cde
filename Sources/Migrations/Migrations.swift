public import GRDB

/// Every migration of the database, in order.
public enum Migrations {
    /// SQLite's `application_id`: "NetS".
    public static let applicationID: Int32 = 0x4E65_7453

    /// The migration after which secrets have salts.
    public static let seals = "006-seals"

    /// The property that says that secrets of before it are still to be sealed.
    public static let unsealedMark = "unsealedSecrets"

    /// The numbered migrations; a file each, never edited once it has been released.
    static let all: [(name: String, migrate: @Sendable (Database) throws -> Void)] = [
        ("001-resource", { try $0.execute(sql: resourceMigration) }),
        ("002-bookkeeping", { try $0.execute(sql: bookkeepingMigration) }),
        ("003-secret", { try $0.execute(sql: secretMigration) }),
        ("004-audit", { try $0.execute(sql: auditMigration) }),
        ("005-retention", { try $0.execute(sql: retentionMigration) }),
        (seals, { try $0.execute(sql: sealMigration) }),
        ("007-given", migrateGiven),
    ]

    /// The last transaction that the writer vouches for, in SQL.
    public static let settled = settledTransaction

    /// What brings any earlier database up to date.
    public static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        for migration in all {
            migrator.registerMigration(migration.name, migrate: migration.migrate)
        }
        return migrator
    }
}
