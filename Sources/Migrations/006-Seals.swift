/// The last transaction that the writer vouches for: `context` says so, and where the audit log is kept it must have sealed it.
let settledTransaction = """
    (SELECT min(settled, coalesce((SELECT txn FROM audit ORDER BY sequence DESC LIMIT 1), settled))
        FROM context WHERE id = 1)
    """

/// What the audit log seals beyond history: the values of secrets, and who wrote past the program.
///
/// A secret's name is a digest of the salt and the value, or its keeper chose the name, and the log has the digest
/// (`Store/SecretFindings.swift`). Those of before this migration get a salt right after it; a mark says that they have none yet.
let sealMigration = """
    ALTER TABLE secret ADD COLUMN salt BLOB CHECK (salt IS NULL OR length(salt) = 16);
    INSERT INTO property (name, value)
        SELECT '\(Migrations.unsealedMark)', 'all' WHERE EXISTS (SELECT 1 FROM secret);
    CREATE TRIGGER secret_is_fixed BEFORE UPDATE ON secret
    WHEN OLD.salt IS NOT NULL OR (NEW.id, NEW.value) IS NOT (OLD.id, OLD.value)
    BEGIN SELECT RAISE(ABORT, 'a secret is never changed: write another where it is named'); END;
    CREATE TRIGGER secret_stays BEFORE DELETE ON secret
    BEGIN SELECT RAISE(ABORT, 'a secret is never removed'); END;
    CREATE TRIGGER secret_is_new BEFORE INSERT ON secret
    WHEN EXISTS (SELECT 1 FROM secret WHERE id = NEW.id OR value = NEW.value)
    BEGIN SELECT RAISE(ABORT, 'a secret is never replaced: write another where it is named'); END;

    DROP TRIGGER txn_is_fixed;
    CREATE TRIGGER txn_is_fixed BEFORE UPDATE ON txn
    WHEN OLD.id <= \(settledTransaction)
        OR (NEW.id, NEW.time, NEW.boot_time, NEW.message, NEW.request_id, NEW.cause, NEW.first_revision,
                NEW.actor, NEW.origin)
            IS NOT (OLD.id, OLD.time, OLD.boot_time, OLD.message, OLD.request_id, OLD.cause, OLD.first_revision,
                'sqlite', 'sqlite')
    BEGIN SELECT RAISE(ABORT, 'a transaction row is never changed'); END;
    """
