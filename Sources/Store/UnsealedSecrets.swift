internal import GRDB
internal import Migrations

/// Secrets from before the audit log sealed them: the migration leaves a mark where there are some, which goes with their sealing.
enum UnsealedSecrets {
    /// Whether some are still to be sealed, as after a start on a full disk.
    static func areLeft(_ database: Database) throws -> Bool {
        try String.fetchOne(
            database, sql: "SELECT value FROM property WHERE name = ?", arguments: [Migrations.unsealedMark]) != nil
    }
}

extension WriteTransaction {
    /// Gives them salts, and tells the audit log of them.
    func sealSecrets() throws(StoreError) {
        let secrets = try perform {
            try Row.fetchAll(database, sql: "SELECT id, value FROM secret WHERE salt IS NULL").map {
                (id: $0[0] as String, value: $0[1] as String)
            }
        }
        for secret in secrets { try seal(secret.value, named: secret.id) }
        try execute("DELETE FROM property WHERE name = ?", [Migrations.unsealedMark])
    }
}
