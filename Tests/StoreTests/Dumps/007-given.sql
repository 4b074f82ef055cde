PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO grdb_migrations VALUES('001-resource');
INSERT INTO grdb_migrations VALUES('002-bookkeeping');
INSERT INTO grdb_migrations VALUES('003-secret');
INSERT INTO grdb_migrations VALUES('004-audit');
INSERT INTO grdb_migrations VALUES('005-retention');
INSERT INTO grdb_migrations VALUES('006-seals');
INSERT INTO grdb_migrations VALUES('007-given');
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
INSERT INTO txn VALUES(1,'2026-01-02T03:04:05.678Z',1000,'uid:0(root)','api','the first addresses','r-1',NULL,1);
INSERT INTO txn VALUES(2,'2026-01-02T03:04:06.789Z',2000,'AddressMergeController','controller','','',2,3);
INSERT INTO txn VALUES(3,'2026-11-23T08:01:35.055Z',NULL,'sqlite','sqlite','','',NULL,4);
INSERT INTO txn VALUES(4,'2026-11-23T08:01:35.085Z',NULL,'sqlite','sqlite','','',NULL,5);
CREATE TABLE context (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    txn INTEGER,
    settled INTEGER NOT NULL
, given INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO context VALUES(1,NULL,4,0);
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
INSERT INTO resource VALUES(1,'network-config','AddressSpec','api/eth0/192.0.2.10/24',1,1,'running','','[]','{}','{}','2026-01-02T03:04:05.678Z','2026-01-02T03:04:05.678Z','{"address":"192.0.2.10/24","family":"inet4","flags":"permanent","layer":"api","linkName":"eth0","scope":"global"}');
INSERT INTO resource VALUES(3,'network','AddressSpec','eth0/192.0.2.10/24',1,3,'running','AddressMergeController','["AddressSpecController"]','{"site":"north"}','{}','2026-01-02T03:04:06.789Z','2026-01-02T03:04:06.789Z','{"address":"192.0.2.10/24","family":"inet4","flags":"permanent","layer":"api","linkName":"eth0","scope":"global"}');
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
INSERT INTO history VALUES(1,1,'created','network-config','AddressSpec','api/eth0/192.0.2.10/24',1,'running','','[]','{}','{}','2026-01-02T03:04:05.678Z','2026-01-02T03:04:05.678Z','{"address":"192.0.2.10/24","family":"inet4","flags":"permanent","layer":"api","linkName":"eth0","scope":"global"}',0);
INSERT INTO history VALUES(2,1,'created','network-config','AddressSpec','api/eth0/192.0.2.11/24',1,'running','','[]','{}','{}','2026-01-02T03:04:05.678Z','2026-01-02T03:04:05.678Z','{"address":"192.0.2.11/24","family":"inet4","flags":"permanent","layer":"api","linkName":"eth0","scope":"global"}',0);
INSERT INTO history VALUES(3,2,'created','network','AddressSpec','eth0/192.0.2.10/24',1,'running','AddressMergeController','["AddressSpecController"]','{"site":"north"}','{}','2026-01-02T03:04:06.789Z','2026-01-02T03:04:06.789Z','{"address":"192.0.2.10/24","family":"inet4","flags":"permanent","layer":"api","linkName":"eth0","scope":"global"}',0);
INSERT INTO history VALUES(4,3,'updated','network-config','AddressSpec','api/eth0/192.0.2.11/24',2,'running','','[]','{}','{"note":"by hand"}','2026-01-02T03:04:05.678Z','2026-11-23T08:01:35.055Z','{"address":"192.0.2.11/24","family":"inet4","flags":"permanent","layer":"api","linkName":"eth0","scope":"global"}',2);
INSERT INTO history VALUES(5,4,'destroyed','network-config','AddressSpec','api/eth0/192.0.2.11/24',2,'running','','[]','{}','{"note":"by hand"}','2026-01-02T03:04:05.678Z','2026-11-23T08:01:35.085Z','{"address":"192.0.2.11/24","family":"inet4","flags":"permanent","layer":"api","linkName":"eth0","scope":"global"}',4);
CREATE TABLE property (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO property VALUES('incarnation','7f3a09c1');
CREATE TABLE cursor (name TEXT PRIMARY KEY, revision INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO cursor VALUES('AddressMergeController',2);
CREATE TABLE ledger (
    kind TEXT NOT NULL,
    object TEXT NOT NULL,
    spec TEXT NOT NULL,
    claim TEXT NOT NULL CHECK (claim IN ('made', 'found')),
    original TEXT NOT NULL DEFAULT '{}' CHECK (json_type(original) = 'object'),
    PRIMARY KEY (kind, object)
) STRICT, WITHOUT ROWID;
INSERT INTO ledger VALUES('address','eth0/192.0.2.10/24','eth0/192.0.2.10/24','made','{}');
CREATE TABLE answer (
    idempotency_key TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL,
    headers TEXT NOT NULL,
    body BLOB NOT NULL,
    time INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE secret (
    id TEXT PRIMARY KEY CHECK (length(id) = 32),
    value TEXT NOT NULL UNIQUE
, salt BLOB CHECK (salt IS NULL OR length(salt) = 16)) STRICT, WITHOUT ROWID;
INSERT INTO secret VALUES('00112233445566778899aabbccddeeff','a key that no reader sees',X'000102030405060708090a0b0c0d0e0f');
CREATE TABLE audit (
    sequence INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    txn INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    specs BLOB,
    statuses BLOB,
    note TEXT,
    digest BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;
INSERT INTO audit VALUES(1,'earlier',1,2,X'12adc58317d923b904f9d5f2e63163edb8ab3d0c77ea362d7a6394c4643bbf9eb9e896686353b5ca17aff567a8d297e2ed88b116d264f199aeeb31a6bf9b644d',NULL,NULL,X'0444f93461f08293d3d08dffe7fb4f697610b1c9175f985344a26bac7b6bcb2f');
INSERT INTO audit VALUES(2,'earlier',2,3,X'463478c062940d9cb86018cd118ac59782731d888a6758b622e43500bc0c0b23',NULL,NULL,X'b04df5fe1969efcf8f064286c96fc6e93d1222d73089cc433ceae44cc8493687');
INSERT INTO audit VALUES(3,'earlier',3,4,X'104c6c7748df313f4dd50935ec77a965175db9e519c58f11951a8f8c7f15b77e',NULL,NULL,X'16e5204820bab0e52b1ba7f3f50af856eb4ae57eb92bbf5bffa802e1e2f9d804');
INSERT INTO audit VALUES(4,'earlier',4,5,X'4bcccf8c84b2de7df4fff904612bdc526d5b3f6c1fa6ac717bc265069f0cffa8',NULL,NULL,X'3ea1711f4cda524917c1bfffc4d73b71af0098a0f340d5b85645f62bb7fa6c88');
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
INSERT INTO pruning VALUES(1,NULL,0);
CREATE INDEX history_by_resource ON history (type, namespace, id, revision) WHERE (version % 8 = 0 OR operation = 'destroyed');
CREATE TRIGGER txn_stays BEFORE DELETE ON txn
BEGIN SELECT RAISE(ABORT, 'a transaction row is never removed'); END;
CREATE TRIGGER context_is_one BEFORE INSERT ON context
BEGIN SELECT RAISE(ABORT, 'there is one context'); END;
CREATE TRIGGER context_stays BEFORE DELETE ON context
BEGIN SELECT RAISE(ABORT, 'there is one context'); END;
CREATE TRIGGER context_goes_on BEFORE UPDATE ON context
WHEN NEW.id <> 1 OR NEW.settled NOT BETWEEN OLD.settled AND (SELECT coalesce(max(id), 0) FROM txn)
    OR NEW.txn <= NEW.settled OR NEW.txn <> (SELECT coalesce(max(id), 0) FROM txn)
BEGIN SELECT RAISE(ABORT, 'the transaction is over'); END;
CREATE TRIGGER resource_has_labels
BEFORE UPDATE OF labels, annotations, finalizers ON resource
WHEN (SELECT txn FROM context WHERE id = 1) IS NULL
    AND (NEW.labels <> '{}' OR NEW.annotations <> '{}' OR NEW.finalizers <> '[]') AND (EXISTS (SELECT 1 FROM json_each(NEW.labels) WHERE type <> 'text')
    OR EXISTS (SELECT 1 FROM json_each(NEW.annotations) WHERE type <> 'text')
    OR EXISTS (SELECT 1 FROM json_each(NEW.finalizers) WHERE type <> 'text')
    OR (SELECT count(*) <> count(DISTINCT key) FROM json_each(NEW.labels))
    OR (SELECT count(*) <> count(DISTINCT key) FROM json_each(NEW.annotations)))
BEGIN SELECT RAISE(ABORT, 'labels and annotations are texts with a name each'); END;
CREATE TRIGGER resource_keeps_its_name BEFORE UPDATE ON resource
WHEN (NEW.key, NEW.namespace, NEW.type, NEW.id) IS NOT (OLD.key, OLD.namespace, OLD.type, OLD.id)
BEGIN SELECT RAISE(ABORT, 'a resource keeps its name: DELETE it and INSERT another'); END;
CREATE TRIGGER resource_is_held BEFORE DELETE ON resource WHEN OLD.finalizers <> '[]'
BEGIN SELECT RAISE(ABORT, 'a finalizer holds the resource'); END;
CREATE TRIGGER resource_created AFTER INSERT ON resource WHEN (SELECT txn FROM context WHERE id = 1) IS NOT NULL AND 1
BEGIN
    INSERT INTO history (revision, txn, operation, namespace, type, id, version, phase, owner, finalizers, labels,
        annotations, created, updated, spec, previous)
    VALUES (NEW.revision, (SELECT txn FROM context WHERE id = 1), 'created', NEW.namespace, NEW.type, NEW.id, NEW.version,
        NEW.phase, NEW.owner, NEW.finalizers, NEW.labels, NEW.annotations, NEW.created,
        NEW.updated, NEW.spec, 0);
END;
CREATE TRIGGER history_is_fixed BEFORE UPDATE ON history
BEGIN SELECT RAISE(ABORT, 'a history row is never changed'); END;
CREATE TRIGGER history_counts AFTER INSERT ON history
WHEN (SELECT txn FROM context WHERE id = 1) IS NULL AND NEW.operation <> 'destroyed'
    AND (NEW.version, NEW.revision, NEW.created, NEW.updated) IS NOT (SELECT version, revision, created, updated
        FROM resource WHERE type = NEW.type AND namespace = NEW.namespace AND id = NEW.id)
BEGIN
    UPDATE resource SET (version, revision, created, updated) =
            (NEW.version, NEW.revision, NEW.created, NEW.updated)
        WHERE type = NEW.type AND namespace = NEW.namespace AND id = NEW.id;
END;
CREATE INDEX answer_by_time ON answer (time);
CREATE INDEX audit_by_kind ON audit (kind, sequence) WHERE kind <> 'change';
CREATE TRIGGER audit_is_fixed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'an audit row is never changed'); END;
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
CREATE TRIGGER history_stays BEFORE DELETE ON history
WHEN NOT EXISTS (
        SELECT 1 FROM pruning p, horizon h
        WHERE p.id = 1 AND OLD.revision <= p.through AND h.type = OLD.type AND h.class = p.class)
    OR EXISTS (
        SELECT 1 FROM resource
        WHERE type = OLD.type AND namespace = OLD.namespace AND id = OLD.id AND revision = OLD.revision)
BEGIN SELECT RAISE(ABORT, 'a history row is never removed'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit
WHEN NOT EXISTS (SELECT 1 FROM pruning WHERE id = 1 AND class = 'audit' AND OLD.sequence <= through)
BEGIN SELECT RAISE(ABORT, 'an audit row is never removed'); END;
CREATE TRIGGER secret_is_fixed BEFORE UPDATE ON secret
WHEN OLD.salt IS NOT NULL OR (NEW.id, NEW.value) IS NOT (OLD.id, OLD.value)
BEGIN SELECT RAISE(ABORT, 'a secret is never changed: write another where it is named'); END;
CREATE TRIGGER secret_stays BEFORE DELETE ON secret
BEGIN SELECT RAISE(ABORT, 'a secret is never removed'); END;
CREATE TRIGGER secret_is_new BEFORE INSERT ON secret
WHEN EXISTS (SELECT 1 FROM secret WHERE id = NEW.id OR value = NEW.value)
BEGIN SELECT RAISE(ABORT, 'a secret is never replaced: write another where it is named'); END;
CREATE TRIGGER txn_is_fixed BEFORE UPDATE ON txn
WHEN OLD.id <= (SELECT min(settled, coalesce((SELECT txn FROM audit ORDER BY sequence DESC LIMIT 1), settled))
    FROM context WHERE id = 1)
    OR (NEW.id, NEW.time, NEW.boot_time, NEW.message, NEW.request_id, NEW.cause, NEW.first_revision,
            NEW.actor, NEW.origin)
        IS NOT (OLD.id, OLD.time, OLD.boot_time, OLD.message, OLD.request_id, OLD.cause, OLD.first_revision,
            'sqlite', 'sqlite')
BEGIN SELECT RAISE(ABORT, 'a transaction row is never changed'); END;
CREATE TRIGGER context_gives BEFORE UPDATE OF given ON context
WHEN NEW.given < OLD.given OR NEW.given > OLD.given
    AND NEW.given > coalesce((SELECT revision FROM audit ORDER BY sequence DESC LIMIT 1), 0)
BEGIN SELECT RAISE(ABORT, 'revisions count by themselves'); END;
CREATE TRIGGER txn_continues BEFORE INSERT ON txn
WHEN NEW.id NOT IN (-1, (SELECT coalesce(max(id), 0) + 1 FROM txn))
    OR NEW.first_revision NOT IN (0, (SELECT max(given, coalesce((SELECT max(revision) FROM history), 0)) + 1 FROM context))
BEGIN SELECT RAISE(ABORT, 'a transaction row continues the last one'); END;
CREATE TRIGGER resource_is_new BEFORE INSERT ON resource
WHEN (SELECT txn FROM context WHERE id = 1) IS NULL AND (
    EXISTS (SELECT 1 FROM resource WHERE type = NEW.type AND namespace = NEW.namespace AND id = NEW.id)
    OR EXISTS (SELECT 1 FROM resource WHERE key = NEW.key)
    OR ((NEW.version, NEW.revision) IS NOT (0, 0)
        AND (NEW.version, NEW.revision) IS NOT (1, (SELECT max(given, coalesce((SELECT max(revision) FROM history), 0)) + 1 FROM context)))
    OR ((NEW.labels <> '{}' OR NEW.annotations <> '{}' OR NEW.finalizers <> '[]') AND (EXISTS (SELECT 1 FROM json_each(NEW.labels) WHERE type <> 'text')
    OR EXISTS (SELECT 1 FROM json_each(NEW.annotations) WHERE type <> 'text')
    OR EXISTS (SELECT 1 FROM json_each(NEW.finalizers) WHERE type <> 'text')
    OR (SELECT count(*) <> count(DISTINCT key) FROM json_each(NEW.labels))
    OR (SELECT count(*) <> count(DISTINCT key) FROM json_each(NEW.annotations)))))
BEGIN
    SELECT CASE
        WHEN (EXISTS (SELECT 1 FROM json_each(NEW.labels) WHERE type <> 'text')
    OR EXISTS (SELECT 1 FROM json_each(NEW.annotations) WHERE type <> 'text')
    OR EXISTS (SELECT 1 FROM json_each(NEW.finalizers) WHERE type <> 'text')
    OR (SELECT count(*) <> count(DISTINCT key) FROM json_each(NEW.labels))
    OR (SELECT count(*) <> count(DISTINCT key) FROM json_each(NEW.annotations))) THEN RAISE(ABORT, 'labels and annotations are texts with a name each')
        WHEN (NEW.version, NEW.revision) IS NOT (0, 0)
            AND (NEW.version, NEW.revision) IS NOT (1, (SELECT max(given, coalesce((SELECT max(revision) FROM history), 0)) + 1 FROM context))
        THEN RAISE(ABORT, 'version, revision, created and updated count by themselves')
        ELSE RAISE(ABORT, 'the resource exists: UPDATE it') END;
END;
CREATE TRIGGER resource_is_counted BEFORE UPDATE OF version, revision, created, updated ON resource
WHEN (SELECT txn FROM context WHERE id = 1) IS NULL
    AND (NEW.version, NEW.revision, NEW.created, NEW.updated)
        IS NOT (OLD.version, OLD.revision, OLD.created, OLD.updated)
    AND (NEW.version, NEW.revision, NEW.created)
        IS NOT (OLD.version + 1, (SELECT max(given, coalesce((SELECT max(revision) FROM history), 0)) + 1 FROM context), OLD.created)
    AND (NEW.type, NEW.namespace, NEW.id, NEW.version, NEW.revision, NEW.created, NEW.updated) IS NOT
        (SELECT type, namespace, id, version, revision, created, updated FROM history
            ORDER BY revision DESC LIMIT 1)
BEGIN SELECT RAISE(ABORT, 'version, revision, created and updated count by themselves'); END;
CREATE TRIGGER resource_created_by_itself AFTER INSERT ON resource WHEN (SELECT txn FROM context WHERE id = 1) IS NULL AND 1
BEGIN
    INSERT INTO txn (time, actor, origin, first_revision)
        VALUES (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), 'sqlite', 'sqlite', (SELECT max(given, coalesce((SELECT max(revision) FROM history), 0)) + 1 FROM context));
    INSERT INTO history (revision, txn, operation, namespace, type, id, version, phase, owner, finalizers, labels,
        annotations, created, updated, spec, previous)
    VALUES ((SELECT max(given, coalesce((SELECT max(revision) FROM history), 0)) + 1 FROM context), (SELECT max(id) FROM txn), 'created', NEW.namespace, NEW.type, NEW.id, 1,
        NEW.phase, NEW.owner, NEW.finalizers, NEW.labels, NEW.annotations, (SELECT time FROM txn WHERE id = (SELECT max(id) FROM txn)),
        (SELECT time FROM txn WHERE id = (SELECT max(id) FROM txn)), NEW.spec, 0);
END;
CREATE TRIGGER resource_updated AFTER UPDATE OF version, phase, owner, finalizers, labels, annotations, spec ON resource WHEN (SELECT txn FROM context WHERE id = 1) IS NOT NULL AND ((NEW.phase, NEW.owner, NEW.finalizers, NEW.labels, NEW.annotations, NEW.spec)
    IS NOT (OLD.phase, OLD.owner, OLD.finalizers, OLD.labels, OLD.annotations, OLD.spec)
OR (NEW.version = OLD.version + 1
    AND NEW.revision = (SELECT max(given, coalesce((SELECT max(revision) FROM history), 0)) + 1 FROM context)))
BEGIN
    INSERT INTO history (revision, txn, operation, namespace, type, id, version, phase, owner, finalizers, labels,
        annotations, created, updated, spec, previous)
    VALUES (NEW.revision, (SELECT txn FROM context WHERE id = 1), CASE WHEN OLD.phase = 'running' AND NEW.phase = 'tearingDown' THEN 'tornDown' ELSE 'updated' END, NEW.namespace, NEW.type, NEW.id, NEW.version,
        NEW.phase, NEW.owner, NEW.finalizers, NEW.labels, NEW.annotations, NEW.created,
        NEW.updated, NEW.spec, OLD.revision);
END;
CREATE TRIGGER resource_updated_by_itself AFTER UPDATE OF version, phase, owner, finalizers, labels, annotations, spec ON resource WHEN (SELECT txn FROM context WHERE id = 1) IS NULL AND ((NEW.phase, NEW.owner, NEW.finalizers, NEW.labels, NEW.annotations, NEW.spec)
    IS NOT (OLD.phase, OLD.owner, OLD.finalizers, OLD.labels, OLD.annotations, OLD.spec)
OR (NEW.version = OLD.version + 1
    AND NEW.revision = (SELECT max(given, coalesce((SELECT max(revision) FROM history), 0)) + 1 FROM context)))
BEGIN
    INSERT INTO txn (time, actor, origin, first_revision)
        VALUES (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), 'sqlite', 'sqlite', (SELECT max(given, coalesce((SELECT max(revision) FROM history), 0)) + 1 FROM context));
    INSERT INTO history (revision, txn, operation, namespace, type, id, version, phase, owner, finalizers, labels,
        annotations, created, updated, spec, previous)
    VALUES ((SELECT max(given, coalesce((SELECT max(revision) FROM history), 0)) + 1 FROM context), (SELECT max(id) FROM txn), CASE WHEN OLD.phase = 'running' AND NEW.phase = 'tearingDown' THEN 'tornDown' ELSE 'updated' END, NEW.namespace, NEW.type, NEW.id, OLD.version + 1,
        NEW.phase, NEW.owner, NEW.finalizers, NEW.labels, NEW.annotations, OLD.created,
        (SELECT time FROM txn WHERE id = (SELECT max(id) FROM txn)), NEW.spec, OLD.revision);
END;
CREATE TRIGGER resource_destroyed AFTER DELETE ON resource WHEN (SELECT txn FROM context WHERE id = 1) IS NOT NULL AND 1
BEGIN
    INSERT INTO history (revision, txn, operation, namespace, type, id, version, phase, owner, finalizers, labels,
        annotations, created, updated, spec, previous)
    VALUES ((SELECT max(given, coalesce((SELECT max(revision) FROM history), 0)) + 1 FROM context), (SELECT txn FROM context WHERE id = 1), 'destroyed', OLD.namespace, OLD.type, OLD.id, OLD.version,
        OLD.phase, OLD.owner, OLD.finalizers, OLD.labels, OLD.annotations, OLD.created,
        (SELECT time FROM txn WHERE id = (SELECT txn FROM context WHERE id = 1)), OLD.spec, OLD.revision);
END;
CREATE TRIGGER resource_destroyed_by_itself AFTER DELETE ON resource WHEN (SELECT txn FROM context WHERE id = 1) IS NULL AND 1
BEGIN
    INSERT INTO txn (time, actor, origin, first_revision)
        VALUES (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), 'sqlite', 'sqlite', (SELECT max(given, coalesce((SELECT max(revision) FROM history), 0)) + 1 FROM context));
    INSERT INTO history (revision, txn, operation, namespace, type, id, version, phase, owner, finalizers, labels,
        annotations, created, updated, spec, previous)
    VALUES ((SELECT max(given, coalesce((SELECT max(revision) FROM history), 0)) + 1 FROM context), (SELECT max(id) FROM txn), 'destroyed', OLD.namespace, OLD.type, OLD.id, OLD.version,
        OLD.phase, OLD.owner, OLD.finalizers, OLD.labels, OLD.annotations, OLD.created,
        (SELECT time FROM txn WHERE id = (SELECT max(id) FROM txn)), OLD.spec, OLD.revision);
END;
CREATE TRIGGER history_continues BEFORE INSERT ON history
WHEN NEW.revision IS NOT (SELECT max(given, coalesce((SELECT max(revision) FROM history), 0)) + 1 FROM context)
    OR CASE WHEN NEW.txn = (SELECT txn FROM context WHERE id = 1) THEN 0
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
                AND revision > NEW.previous AND (version % 8 = 0 OR operation = 'destroyed'))
            OR (NEW.version, NEW.phase, NEW.owner, NEW.finalizers, NEW.labels, NEW.annotations, NEW.spec) IS NOT
                (SELECT version, phase, owner, finalizers, labels, annotations, spec
                    FROM history WHERE revision = NEW.previous) END
BEGIN SELECT RAISE(ABORT, 'a history row continues the last one, and tells what the resource is'); END;
COMMIT;
