import GRDB

/// Numbers that were given to changes whose rows are gone aren't given again.
///
/// Revisions counted on from the last row of history. When somebody took that away past the triggers, the next change got its number,
/// and the audit log had two of it. `context.given` is the last number that the log knows where rows behind the last that is there
/// are gone, otherwise 0.
func migrateGiven(_ database: Database) throws {
    try database.execute(
        sql: """
            ALTER TABLE context ADD COLUMN given INTEGER NOT NULL DEFAULT 0;
            CREATE TRIGGER context_gives BEFORE UPDATE OF given ON context
            WHEN NEW.given < OLD.given OR NEW.given > OLD.given
                AND NEW.given > coalesce((SELECT revision FROM audit ORDER BY sequence DESC LIMIT 1), 0)
            BEGIN SELECT RAISE(ABORT, 'revisions count by themselves'); END;
            """)
    let (former, next) = (
        "(SELECT coalesce(max(revision), 0) + 1 FROM history)",
        "(SELECT max(given, coalesce((SELECT max(revision) FROM history), 0)) + 1 FROM context)"
    )
    let triggers = try Row.fetchAll(
        database,
        sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND instr(sql, ?) > 0 ORDER BY rowid",
        arguments: [former])
    for trigger in triggers {
        let (name, sql): (String, String) = (trigger[0], trigger[1])
        try database.execute(sql: "DROP TRIGGER \(name); " + sql.replacing(former, with: next))
    }
}
