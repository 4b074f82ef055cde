/// Resources, their history, and who changed them.
///
/// Kept by the triggers, whoever writes, and tested in MigrationTests:
/// 1. Every change of a `resource` row adds exactly one `history` row in the same transaction; a change that changes
///    nothing adds none.
/// 2. `history.revision` is 1, 2, 3 … without gaps; `resource.revision` is that of its last history row.
/// 3. `resource.version` starts at 1 and counts the resource's own changes.
/// 4. A history or txn row is never changed, removed or put in between.
/// 5. What no writer of ours announced in `context` is a transaction of its own by the actor `sqlite`.
///
/// All of it holds with `recursive_triggers` on and off and with OR REPLACE, and uses built-in functions only, so that the
/// sqlite3 shell is a client like any other. Triggers on names fire on every UPDATE, because `rowid` is an alias that
/// `UPDATE OF key` doesn't see. A writer that announces itself fills in `version`, `revision`, `created` and
/// `updated`, and only its revision is checked: the other checks cost half as much as the write, and whoever announces without
/// being the writer is `sqlite` all the same.
///
/// The changes of a transaction are neighbours, and transactions follow each other in the order of their ids: so
/// `txn.first_revision`, the revision of the first change, finds them without an index. It is 0 where nobody has filled it in.
///
/// Written for speed, as measured with ten thousand rows: no IN with more than two values, which builds a table for each row
/// (2 µs), and no look into JSON that is empty.
///
/// `history.previous` is the revision of the resource's change before; 0 in the first of a life. The index holds some rows only
/// (`HistoryIndex`).
///
/// `context.txn` is the transaction that the running changes belong to. `context.settled` is the newest txn row that the
/// writer vouches for: later ones came from elsewhere, and it gives them the actor `sqlite` before it writes the next.
let resourceMigration = """
    CREATE TABLE txn (
        id INTEGER PRIMARY KEY CHECK (id > 0),
        time TEXT NOT NULL,
        boot_time INTEGER,
        actor TEXT NOT NULL,
        origin TEXT NOT NULL,
        message TEXT NOT NULL DEFAULT '',
        request_id TEXT NOT NULL DEFAULT '',
        cause INTEGER,
        first_revision INTEGER NOT NULL DEFAULT 0
    ) STRICT;

    CREATE TABLE context (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        txn INTEGER,
        settled INTEGER NOT NULL
    ) STRICT;
    INSERT INTO context (id, txn, settled) VALUES (1, NULL, 0);

    CREATE TABLE resource (
        key INTEGER PRIMARY KEY CHECK (key > 0),
        namespace TEXT NOT NULL,
        type TEXT NOT NULL,
        id TEXT NOT NULL,
        version INTEGER NOT NULL DEFAULT 0,
        revision INTEGER NOT NULL DEFAULT 0,
        phase TEXT NOT NULL DEFAULT 'running' CHECK (phase IN ('running', 'tearingDown')),
        owner TEXT NOT NULL DEFAULT '',
        finalizers TEXT NOT NULL DEFAULT '[]' CHECK (finalizers = '[]' OR json_type(finalizers) = 'array'),
        labels TEXT NOT NULL DEFAULT '{}' CHECK (labels = '{}' OR json_type(labels) = 'object'),
        annotations TEXT NOT NULL DEFAULT '{}' CHECK (annotations = '{}' OR json_type(annotations) = 'object'),
        created TEXT NOT NULL DEFAULT '',
        updated TEXT NOT NULL DEFAULT '',
        spec TEXT NOT NULL CHECK (json_type(spec) = 'object'),
        UNIQUE (type, namespace, id)
    ) STRICT;

    CREATE TABLE history (
        revision INTEGER PRIMARY KEY,
        txn INTEGER NOT NULL,
        operation TEXT NOT NULL CHECK (operation = 'created' OR operation = 'updated'
            OR operation = 'tornDown' OR operation = 'destroyed'),
        namespace TEXT NOT NULL,
        type TEXT NOT NULL,
        id TEXT NOT NULL,
        version INTEGER NOT NULL,
        phase TEXT NOT NULL,
        owner TEXT NOT NULL,
        finalizers TEXT NOT NULL,
        labels TEXT NOT NULL,
        annotations TEXT NOT NULL,
        created TEXT NOT NULL,
        updated TEXT NOT NULL,
        spec TEXT NOT NULL,
        previous INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX history_by_resource ON history (type, namespace, id, revision) WHERE \(HistoryIndex.condition);

    \(transactionTriggers)
    \(resourceTriggers)
    \(historyTriggers)
    """

private let transactionTriggers = """
    CREATE TRIGGER txn_is_fixed BEFORE UPDATE ON txn
    WHEN OLD.id <= (SELECT settled FROM context)
        OR (NEW.id, NEW.time, NEW.boot_time, NEW.message, NEW.request_id, NEW.cause, NEW.first_revision,
                NEW.actor, NEW.origin)
            IS NOT (OLD.id, OLD.time, OLD.boot_time, OLD.message, OLD.request_id, OLD.cause, OLD.first_revision,
                'sqlite', 'sqlite')
    BEGIN SELECT RAISE(ABORT, 'a transaction row is never changed'); END;
    CREATE TRIGGER txn_stays BEFORE DELETE ON txn
    BEGIN SELECT RAISE(ABORT, 'a transaction row is never removed'); END;
    -- A row without an id has -1 here.
    CREATE TRIGGER txn_continues BEFORE INSERT ON txn
    WHEN NEW.id NOT IN (-1, (SELECT coalesce(max(id), 0) + 1 FROM txn))
        OR NEW.first_revision NOT IN (0, (SELECT coalesce(max(revision), 0) + 1 FROM history))
    BEGIN SELECT RAISE(ABORT, 'a transaction row continues the last one'); END;

    CREATE TRIGGER context_is_one BEFORE INSERT ON context
    BEGIN SELECT RAISE(ABORT, 'there is one context'); END;
    CREATE TRIGGER context_stays BEFORE DELETE ON context
    BEGIN SELECT RAISE(ABORT, 'there is one context'); END;
    CREATE TRIGGER context_goes_on BEFORE UPDATE ON context
    WHEN NEW.id <> 1 OR NEW.settled NOT BETWEEN OLD.settled AND (SELECT coalesce(max(id), 0) FROM txn)
        OR NEW.txn <= NEW.settled OR NEW.txn <> (SELECT coalesce(max(id), 0) FROM txn)
    BEGIN SELECT RAISE(ABORT, 'the transaction is over'); END;
    """

/// The transaction that the writer has announced; NULL for changes of others.
private let announced = "(SELECT txn FROM context WHERE id = 1)"

/// What JSON readers take differently is refused: a name twice, and values that aren't text.
private let hasOddMetadata = """
    (EXISTS (SELECT 1 FROM json_each(NEW.labels) WHERE type <> 'text')
        OR EXISTS (SELECT 1 FROM json_each(NEW.annotations) WHERE type <> 'text')
        OR EXISTS (SELECT 1 FROM json_each(NEW.finalizers) WHERE type <> 'text')
        OR (SELECT count(*) <> count(DISTINCT key) FROM json_each(NEW.labels))
        OR (SELECT count(*) <> count(DISTINCT key) FROM json_each(NEW.annotations)))
    """

private let resourceTriggers = """
    CREATE TRIGGER resource_is_new BEFORE INSERT ON resource
    WHEN \(announced) IS NULL AND (
        EXISTS (SELECT 1 FROM resource WHERE type = NEW.type AND namespace = NEW.namespace AND id = NEW.id)
        OR EXISTS (SELECT 1 FROM resource WHERE key = NEW.key)
        OR ((NEW.version, NEW.revision) IS NOT (0, 0)
            AND (NEW.version, NEW.revision) IS NOT (1, (SELECT coalesce(max(revision), 0) + 1 FROM history)))
        OR ((NEW.labels <> '{}' OR NEW.annotations <> '{}' OR NEW.finalizers <> '[]') AND \(hasOddMetadata)))
    BEGIN
        SELECT CASE
            WHEN \(hasOddMetadata) THEN RAISE(ABORT, 'labels and annotations are texts with a name each')
            WHEN (NEW.version, NEW.revision) IS NOT (0, 0)
                AND (NEW.version, NEW.revision) IS NOT (1, (SELECT coalesce(max(revision), 0) + 1 FROM history))
            THEN RAISE(ABORT, 'version, revision, created and updated count by themselves')
            ELSE RAISE(ABORT, 'the resource exists: UPDATE it') END;
    END;
    CREATE TRIGGER resource_has_labels
    BEFORE UPDATE OF labels, annotations, finalizers ON resource
    WHEN \(announced) IS NULL
        AND (NEW.labels <> '{}' OR NEW.annotations <> '{}' OR NEW.finalizers <> '[]') AND \(hasOddMetadata)
    BEGIN SELECT RAISE(ABORT, 'labels and annotations are texts with a name each'); END;
    CREATE TRIGGER resource_is_counted BEFORE UPDATE OF version, revision, created, updated ON resource
    WHEN \(announced) IS NULL
        AND (NEW.version, NEW.revision, NEW.created, NEW.updated)
            IS NOT (OLD.version, OLD.revision, OLD.created, OLD.updated)
        AND (NEW.version, NEW.revision, NEW.created)
            IS NOT (OLD.version + 1, (SELECT coalesce(max(revision), 0) + 1 FROM history), OLD.created)
        AND (NEW.type, NEW.namespace, NEW.id, NEW.version, NEW.revision, NEW.created, NEW.updated) IS NOT
            (SELECT type, namespace, id, version, revision, created, updated FROM history
                ORDER BY revision DESC LIMIT 1)
    BEGIN SELECT RAISE(ABORT, 'version, revision, created and updated count by themselves'); END;
    CREATE TRIGGER resource_keeps_its_name BEFORE UPDATE ON resource
    WHEN (NEW.key, NEW.namespace, NEW.type, NEW.id) IS NOT (OLD.key, OLD.namespace, OLD.type, OLD.id)
    BEGIN SELECT RAISE(ABORT, 'a resource keeps its name: DELETE it and INSERT another'); END;
    CREATE TRIGGER resource_is_held BEFORE DELETE ON resource WHEN OLD.finalizers <> '[]'
    BEGIN SELECT RAISE(ABORT, 'a finalizer holds the resource'); END;

    \(historyTrigger(
        "resource_created", "AFTER INSERT", .new(version: "1", created: nil, previous: "0"), operation: "'created'"))
    \(historyTrigger(
        "resource_updated", "AFTER UPDATE OF version, phase, owner, finalizers, labels, annotations, spec",
        when: """
            ((NEW.phase, NEW.owner, NEW.finalizers, NEW.labels, NEW.annotations, NEW.spec)
                IS NOT (OLD.phase, OLD.owner, OLD.finalizers, OLD.labels, OLD.annotations, OLD.spec)
            OR (NEW.version = OLD.version + 1
                AND NEW.revision = (SELECT coalesce(max(revision), 0) + 1 FROM history)))
            """,
        .new(version: "OLD.version + 1", created: "OLD.created", previous: "OLD.revision"),
        operation: "CASE WHEN OLD.phase = 'running' AND NEW.phase = 'tearingDown' THEN 'tornDown' ELSE 'updated' END"))
    \(historyTrigger("resource_destroyed", "AFTER DELETE", .old, operation: "'destroyed'"))
    """

/// Which state a history row tells.
private enum HistoryState {
    /// NEW: the writer has filled in the numbers; for others they are these, and the time their transaction's.
    case new(version: String, created: String?, previous: String)
    /// OLD: nobody can have filled in anything.
    case old
}

/// The trigger that adds a history row to the announced transaction, and its twin for a change that nobody announced, which
/// is a transaction of its own.
///
/// VALUES, because INSERT … SELECT from the table that it writes to goes through a temporary one.
private func historyTrigger(
    _ name: String, _ event: String, when condition: String = "1", _ state: HistoryState, operation: String
) -> String {
    let next = "(SELECT coalesce(max(revision), 0) + 1 FROM history)"
    func insert(_ txn: String, isCounted: Bool) -> String {
        let time = "(SELECT time FROM txn WHERE id = \(txn))"
        let (row, revision, version, created, updated, previous) =
            switch state {
            case .new(_, _, let previous) where isCounted:
                ("NEW", "NEW.revision", "NEW.version", "NEW.created", "NEW.updated", previous)
            case .new(let version, let created, let previous): ("NEW", next, version, created ?? time, time, previous)
            case .old: ("OLD", next, "OLD.version", "OLD.created", time, "OLD.revision")
            }
        return """
            INSERT INTO history (revision, txn, operation, namespace, type, id, version, phase, owner, finalizers, labels,
                    annotations, created, updated, spec, previous)
                VALUES (\(revision), \(txn), \(operation), \(row).namespace, \(row).type, \(row).id, \(version),
                    \(row).phase, \(row).owner, \(row).finalizers, \(row).labels, \(row).annotations, \(created),
                    \(updated), \(row).spec, \(previous));
            """
    }
    return """
        CREATE TRIGGER \(name) \(event) ON resource WHEN \(announced) IS NOT NULL AND \(condition)
        BEGIN
            \(insert(announced, isCounted: true))
        END;
        CREATE TRIGGER \(name)_by_itself \(event) ON resource WHEN \(announced) IS NULL AND \(condition)
        BEGIN
            INSERT INTO txn (time, actor, origin, first_revision)
                VALUES (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), 'sqlite', 'sqlite', \(next));
            \(insert("(SELECT max(id) FROM txn)", isCounted: false))
        END;
        """
}

/// A history row must tell what a resource row shows, or showed until now; so nobody can add what never was.
private let historyTriggers = """
    CREATE TRIGGER history_is_fixed BEFORE UPDATE ON history
    BEGIN SELECT RAISE(ABORT, 'a history row is never changed'); END;
    CREATE TRIGGER history_stays BEFORE DELETE ON history
    BEGIN SELECT RAISE(ABORT, 'a history row is never removed'); END;
    CREATE TRIGGER history_continues BEFORE INSERT ON history
    WHEN NEW.revision IS NOT (SELECT coalesce(max(revision), 0) + 1 FROM history)
        OR CASE WHEN NEW.txn = \(announced) THEN 0
            WHEN NOT EXISTS (SELECT 1 FROM context
                WHERE id = 1 AND NEW.txn > settled AND NEW.txn = coalesce(txn, (SELECT max(id) FROM txn))) THEN 1
            WHEN NEW.operation = 'created' AND NEW.previous <> 0 THEN 1
            WHEN NEW.operation <> 'created' AND NOT EXISTS (SELECT 1 FROM history
                WHERE revision = NEW.previous AND type = NEW.type AND namespace = NEW.namespace AND id = NEW.id
                    AND version = NEW.version - (NEW.operation <> 'destroyed') AND operation <> 'destroyed') THEN 1
            WHEN NEW.operation <> 'destroyed' THEN NOT EXISTS (
                SELECT 1 FROM resource WHERE type = NEW.type AND namespace = NEW.namespace AND id = NEW.id
                    AND ((version = NEW.version AND revision = NEW.revision)
                        OR (version = NEW.version - 1 AND revision = NEW.previous))
                    AND spec = NEW.spec AND phase = NEW.phase AND owner = NEW.owner AND finalizers = NEW.finalizers
                    AND labels = NEW.labels AND annotations = NEW.annotations)
            ELSE EXISTS (SELECT 1 FROM resource WHERE type = NEW.type AND namespace = NEW.namespace AND id = NEW.id)
                OR EXISTS (SELECT 1 FROM history WHERE type = NEW.type AND namespace = NEW.namespace AND id = NEW.id
                    AND revision > NEW.previous AND \(HistoryIndex.condition))
                OR (NEW.version, NEW.phase, NEW.owner, NEW.finalizers, NEW.labels, NEW.annotations, NEW.spec) IS NOT
                    (SELECT version, phase, owner, finalizers, labels, annotations, spec
                        FROM history WHERE revision = NEW.previous) END
    BEGIN SELECT RAISE(ABORT, 'a history row continues the last one, and tells what the resource is'); END;
    CREATE TRIGGER history_counts AFTER INSERT ON history
    WHEN \(announced) IS NULL AND NEW.operation <> 'destroyed'
        AND (NEW.version, NEW.revision, NEW.created, NEW.updated) IS NOT (SELECT version, revision, created, updated
            FROM resource WHERE type = NEW.type AND namespace = NEW.namespace AND id = NEW.id)
    BEGIN
        UPDATE resource SET (version, revision, created, updated) =
                (NEW.version, NEW.revision, NEW.created, NEW.updated)
            WHERE type = NEW.type AND namespace = NEW.namespace AND id = NEW.id;
    END;
    """
