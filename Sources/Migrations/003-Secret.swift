/// What resources only name: their specs and their history hold `secret:<id>`, this table alone the value.
///
/// Rows stay: history names them for as long as it is kept.
let secretMigration = """
    CREATE TABLE secret (
        id TEXT PRIMARY KEY CHECK (length(id) = 32),
        value TEXT NOT NULL UNIQUE
    ) STRICT, WITHOUT ROWID;
    """
