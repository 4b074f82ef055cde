/// What the program remembers besides resources: controllers' cursors, the ledger of kernel objects, answers to replay.
let bookkeepingMigration = """
    CREATE TABLE property (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO property (name, value) VALUES ('incarnation', lower(hex(randomblob(4))));

    CREATE TABLE cursor (name TEXT PRIMARY KEY, revision INTEGER NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE ledger (
        kind TEXT NOT NULL,
        object TEXT NOT NULL,
        spec TEXT NOT NULL,
        claim TEXT NOT NULL CHECK (claim IN ('made', 'found')),
        original TEXT NOT NULL DEFAULT '{}' CHECK (json_type(original) = 'object'),
        PRIMARY KEY (kind, object)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE answer (
        idempotency_key TEXT PRIMARY KEY,
        fingerprint TEXT NOT NULL,
        status INTEGER NOT NULL,
        headers TEXT NOT NULL,
        body BLOB NOT NULL,
        time INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX answer_by_time ON answer (time);
    """
