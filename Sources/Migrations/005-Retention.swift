/// How much of the past is gone, and how more of it can go.
///
/// `horizon` has each type's class, and the revision at which and after which all of its history is there: before it rows are
/// gone, but for the last one of what was there then. `retention` says how far pruning of a class has come, and how many of its
/// rows lie after that (up to `counted`).
///
/// `pruning` opens the way for `DELETE FROM history`: rows of one class up to a revision, never the last one of a living resource,
/// never the newest of all, from which revisions count on. For the class `audit` it opens the way for `DELETE FROM audit`, rows up to a
/// number. The writer opens and closes it in one transaction, so at the sqlite3 prompt it is shut.
let retentionMigration = """
    CREATE TABLE horizon (
        type TEXT PRIMARY KEY,
        class TEXT NOT NULL CHECK (class IN ('specs', 'statuses')),
        revision INTEGER NOT NULL CHECK (revision >= 0)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE retention (
        class TEXT PRIMARY KEY,
        revision INTEGER NOT NULL,
        counted INTEGER NOT NULL,
        rows INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE pruning (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        class TEXT,
        through INTEGER NOT NULL
    ) STRICT;
    INSERT INTO pruning (id, class, through) VALUES (1, NULL, 0);

    CREATE TRIGGER pruning_spares_the_last BEFORE UPDATE ON pruning
    WHEN NEW.through > 0 AND NEW.through >= CASE NEW.class
        WHEN 'audit' THEN (SELECT coalesce(max(sequence), 0) FROM audit)
        ELSE (SELECT coalesce(max(revision), 0) FROM history) END
    BEGIN SELECT RAISE(ABORT, 'the last row is never removed'); END;

    CREATE TRIGGER horizon_goes_on BEFORE UPDATE OF type, revision ON horizon
    WHEN NEW.type <> OLD.type OR NEW.revision < OLD.revision
        OR NEW.revision > OLD.revision AND NOT EXISTS (
            SELECT 1 FROM pruning WHERE id = 1 AND class = NEW.class AND NEW.revision <= through)
    BEGIN SELECT RAISE(ABORT, 'a horizon moves with pruning'); END;
    CREATE TRIGGER horizon_begins BEFORE INSERT ON horizon
    WHEN NEW.revision <> 0 OR EXISTS (SELECT 1 FROM horizon WHERE type = NEW.type)
    BEGIN SELECT RAISE(ABORT, 'a horizon moves with pruning'); END;
    CREATE TRIGGER horizon_stays BEFORE DELETE ON horizon
    BEGIN SELECT RAISE(ABORT, 'a horizon moves with pruning'); END;

    DROP TRIGGER history_stays;
    CREATE TRIGGER history_stays BEFORE DELETE ON history
    WHEN NOT EXISTS (
            SELECT 1 FROM pruning p, horizon h
            WHERE p.id = 1 AND OLD.revision <= p.through AND h.type = OLD.type AND h.class = p.class)
        OR EXISTS (
            SELECT 1 FROM resource
            WHERE type = OLD.type AND namespace = OLD.namespace AND id = OLD.id AND revision = OLD.revision)
    BEGIN SELECT RAISE(ABORT, 'a history row is never removed'); END;

    DROP TRIGGER audit_stays;
    CREATE TRIGGER audit_stays BEFORE DELETE ON audit
    WHEN NOT EXISTS (SELECT 1 FROM pruning WHERE id = 1 AND class = 'audit' AND OLD.sequence <= through)
    BEGIN SELECT RAISE(ABORT, 'an audit row is never removed'); END;
    """
