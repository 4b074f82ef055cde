import GRDB
import Resources
import Store
import TestSupport
import Testing

/// The invariants of `001-Resource.swift`, under every client that can open the file.
@Suite struct `The triggers` {
    /// A database that the writer has used: `a` at version 2, `b` at version 1, `gone` destroyed, `held` with a finalizer.
    private func withDatabase(_ body: (String) throws -> Void) async throws {
        try await TemporaryFolder.with { folder async throws in
            let path = folder.file("netstrata.db")
            let store = try ResourceStore(path: path)
            let alice = ChangeContext(actor: "alice", origin: .api, message: "because")
            for id in ["a", "b", "gone"] {
                try await store.change(alice) { transaction throws(StoreError) in
                    try transaction.create(Toy.resource(id))
                }
            }
            try await store.change(alice) { transaction throws(StoreError) in
                try transaction.create(Toy.resource("held", finalizers: ["F"]))
                try transaction.modify(Toy.resource("a")) { $0.spec = Toy.spec(1) }
                try transaction.destroy(Toy.key("gone"))
            }
            store.close()
            try body(path)
            #expect(try Invariants.violations(path: path) == [])
        }
    }

    private func fetch(_ path: String, _ sql: String) throws -> [Row] {
        try DatabaseQueue(path: path).read { try Row.fetchAll($0, sql: sql) }
    }

    private func contents(_ path: String) throws -> [[Row]] {
        try ["txn", "context", "resource", "history"].map { try fetch(path, "SELECT rowid, * FROM \($0)") }
    }

    static let forgeries = [
        "UPDATE history SET spec = '{}'",
        "UPDATE OR REPLACE history SET revision = 1 WHERE revision = 2",
        "UPDATE history SET rowid = 99 WHERE revision = 6",
        "DELETE FROM history",
        "INSERT OR REPLACE INTO history SELECT * FROM history WHERE revision = 2",
        "\(forgedRow) SELECT 8, \(newest) 'updated', \(same), version + 1, \(state)",
        "\(forgedRow) SELECT 7, 1, 'updated', \(same), version + 1, \(state)",
        "\(forgedRow) SELECT 7, (SELECT max(id) FROM txn), 'updated', \(same), version + 1, \(state)",
        "\(forgedRow) SELECT 7, 99, 'updated', \(same), version + 1, \(state)",
        "\(newTransaction) \(forgedRow) SELECT 7, \(newest) 'updated', \(same), version, \(state)",
        "\(newTransaction) \(forgedRow) SELECT 7, \(newest) 'updated', \(same), version + 2, \(state)",
        "\(newTransaction) \(forgedRow) SELECT 7, \(newest) 'created', \(same), 1, \(born)",
        "\(newTransaction) \(forgedRow) SELECT 7, \(newest) 'created', \(same), 1, \(state)",
        "\(newTransaction) \(forgedRow) SELECT 7, \(newest) 'destroyed', \(same), version, \(state)",
        "\(newTransaction) \(forgedRow) SELECT 7, \(newest) 'updated', \(same), version + 1, \(otherState)",
        "\(newTransaction) \(forgedRow) SELECT 7, \(newest) 'created', namespace, type, 'never', 1, \(born)",
        "\(newTransaction) \(forgedRow) SELECT 7, \(newest) 'destroyed', namespace, type, 'gone', 1, \(state(previous: "3"))",
        "\(newTransaction) \(forgedRow) SELECT 7, \(newest) 'updated', \(same), version + 1, \(born)",
        "\(newTransaction) \(forgedRow) SELECT 7, \(newest) 'updated', \(same), version + 1, \(state(previous: "1"))",
        "\(newTransaction) \(forgedRow) SELECT 7, \(newest) 'updated', \(same), version + 1, \(state(previous: "2"))",
        "\(newTransaction) \(forgedRow) SELECT 7, \(newest) 'updated', \(same), version + 1, \(state(previous: "99"))",
        "DELETE FROM txn",
        "UPDATE txn SET message = 'for another reason'",
        "UPDATE txn SET actor = 'sqlite', origin = 'sqlite'",
        "UPDATE OR REPLACE txn SET id = 1 WHERE id = 2",
        "INSERT OR REPLACE INTO txn (id, time, actor, origin) VALUES (1, '', 'mallory', 'api')",
        "INSERT INTO txn (id, time, actor, origin) VALUES (99, '', 'mallory', 'api')",
        "INSERT INTO txn (id, time, actor, origin) VALUES (-1, '', 'mallory', 'api')",
        "INSERT INTO txn (time, actor, origin, first_revision) VALUES ('', 'mallory', 'api', 1)",
        "UPDATE txn SET first_revision = 1",
        "UPDATE context SET txn = 1",
        "UPDATE context SET txn = 99",
        "UPDATE context SET settled = 0",
        "UPDATE context SET settled = 99",
        "UPDATE context SET rowid = 2",
        "DELETE FROM context",
        "INSERT OR REPLACE INTO context (id, txn, settled) VALUES (1, 1, 0)",
        "INSERT INTO context (id, txn, settled) VALUES (2, 1, 0)",
        "UPDATE resource SET version = 9 WHERE id = 'b'",
        "UPDATE resource SET revision = 1 WHERE id = 'b'",
        "UPDATE resource SET revision = 6, version = 9 WHERE id = 'b'",
        "UPDATE resource SET revision = 7, version = 9 WHERE id = 'b'",
        "UPDATE resource SET created = '1999' WHERE id = 'b'",
        "UPDATE resource SET updated = '1999' WHERE id = 'b'",
        "UPDATE resource SET spec = '{\"x\":1}', version = 9 WHERE id = 'b'",
        "UPDATE resource SET id = 'c' WHERE id = 'b'",
        "UPDATE OR REPLACE resource SET id = 'a' WHERE id = 'b'",
        "UPDATE OR REPLACE resource SET key = 1 WHERE id = 'b'",
        "UPDATE OR REPLACE resource SET rowid = 1 WHERE id = 'b'",
        "UPDATE OR IGNORE resource SET namespace = 'other' WHERE id = 'b'",
        "INSERT OR REPLACE INTO resource (namespace, type, id, spec) VALUES ('default', 'PathResource', 'a', '{}')",
        "INSERT OR REPLACE INTO resource (key, namespace, type, id, spec) VALUES (1, 'x', 'y', 'z', '{}')",
        "INSERT INTO resource (key, namespace, type, id, spec) VALUES (-1, 'x', 'y', 'z', '{}')",
        "INSERT INTO resource (namespace, type, id, spec, version, revision) VALUES ('x', 'y', 'z', '{}', 5, 7)",
        "INSERT INTO resource (namespace, type, id, spec, labels) VALUES ('x', 'y', 'z', '{}', '{\"a\":1}')",
        "INSERT INTO resource (namespace, type, id, spec, labels) VALUES ('x', 'y', 'z', '{}', '{\"a\":\"\",\"a\":\"\"}')",
        "INSERT INTO resource (namespace, type, id, spec) VALUES ('x', 'y', 'z', '[]')",
        "INSERT INTO resource (namespace, type, id, spec) VALUES ('x', 'y', 'z', '{')",
        "UPDATE resource SET annotations = '{\"a\":{}}' WHERE id = 'b'",
        "UPDATE resource SET finalizers = '[1]' WHERE id = 'b'",
        "UPDATE resource SET phase = 'gone' WHERE id = 'b'",
        "DELETE FROM resource WHERE id = 'held'",
    ]
    static let forgedRow = "INSERT INTO history"
    static let newest = "(SELECT max(id) FROM txn),"
    static let same = "namespace, type, id"
    static let state = state(previous: "revision")
    static let born = state(previous: "0")
    static let otherState = state(previous: "revision", spec: "'{}'")
    static func state(previous: String, spec: String = "spec") -> String {
        "phase, owner, finalizers, labels, annotations, created, updated, \(spec), \(previous) FROM resource WHERE id = 'a'"
    }
    static let newTransaction =
        "BEGIN; INSERT INTO txn (time, actor, origin) VALUES ('2026-01-01T00:00:00.000Z', 'mallory', 'api');"

    @Test(arguments: ForeignClient.allCases)
    func `a forgery is refused and leaves everything as it was`(_ client: ForeignClient) async throws {
        try await withDatabase { path in
            let before = try contents(path)
            for forgery in Self.forgeries {
                #expect(try client.run(forgery, on: path) != nil, "\(forgery)")
                #expect(try contents(path) == before, "\(forgery)")
            }
        }
    }

    @Test(arguments: ForeignClient.allCases)
    func `only a row that continues the last one in every part is taken`(_ client: ForeignClient) async throws {
        try await withDatabase { path in
            let row = "\(Self.newTransaction) \(Self.forgedRow) SELECT 7, \(Self.newest) 'updated', \(Self.same),"
            let complaint = try client.run("\(row) version + 1, \(Self.state); COMMIT", on: path)
            #expect(complaint == nil)
        }
    }

    @Test(arguments: ForeignClient.allCases)
    func `a foreign statement is versioned and recorded, a transaction for each row`(
        _ client: ForeignClient
    ) async throws {
        try await withDatabase { path in
            let sql = """
                INSERT INTO resource (namespace, type, id, spec) VALUES ('default', 'PathResource', 'c', '{}');
                INSERT OR REPLACE INTO resource (namespace, type, id, spec) VALUES ('default', 'PathResource', 'd', '{}');
                UPDATE resource SET spec = '{"x":1}' WHERE id IN ('a', 'c');
                UPDATE OR REPLACE resource SET spec = '{"x":1}' WHERE id = 'd';
                UPDATE resource SET phase = 'tearingDown' WHERE id = 'd';
                UPDATE resource SET labels = '{"l":"v"}', finalizers = '["F"]' WHERE id = 'b';
                DELETE FROM resource WHERE id = 'd';
                """
            #expect(try client.run(sql, on: path) == nil)
            let rows = try fetch(
                path,
                """
                SELECT h.operation || ' ' || h.id || ' ' || h.version || ' ' || t.actor || ' ' || t.origin
                FROM history h JOIN txn t ON t.id = h.txn WHERE h.revision > 6 ORDER BY h.revision
                """)
            #expect(
                rows.map { $0[0] as String } == [
                    "created c 1 sqlite sqlite", "created d 1 sqlite sqlite", "updated a 3 sqlite sqlite",
                    "updated c 2 sqlite sqlite", "updated d 2 sqlite sqlite", "tornDown d 3 sqlite sqlite",
                    "updated b 2 sqlite sqlite", "destroyed d 3 sqlite sqlite",
                ])
            let transactions = try fetch(path, "SELECT count(DISTINCT txn), min(txn) FROM history WHERE revision > 6")
            #expect(transactions.first?[0] == 8)
            #expect(transactions.first?[1] == 5, "none is counted as one of the writer's")
        }
    }

    @Test(arguments: ForeignClient.allCases)
    func `a change that changes nothing leaves no trace`(_ client: ForeignClient) async throws {
        try await withDatabase { path in
            let before = try contents(path)
            #expect(
                try client.run("UPDATE resource SET spec = spec, labels = labels, version = version", on: path) == nil)
            #expect(try client.run("UPDATE OR REPLACE resource SET key = key, id = id, phase = phase", on: path) == nil)
            #expect(try client.run("DELETE FROM resource WHERE id = 'nothing'", on: path) == nil)
            #expect(try contents(path) == before)
        }
    }

    @Test(arguments: ForeignClient.allCases)
    func `a counted update without another difference is a change`(_ client: ForeignClient) async throws {
        try await withDatabase { path in
            let sql = "UPDATE resource SET version = version + 1, revision = 7, updated = '1999' WHERE id = 'b'"
            #expect(try client.run(sql, on: path) == nil)
            let row = try #require(
                try fetch(path, "SELECT version, revision, updated FROM resource WHERE id = 'b'").first)
            #expect((row[0] as Int, row[1] as Int) == (2, 7))
            #expect(row[2] as String != "1999", "its time is the transaction's")
        }
    }

    @Test(arguments: ForeignClient.allCases)
    func `who announces a transaction in another's name is called sqlite`(_ client: ForeignClient) async throws {
        try await TemporaryFolder.with { folder async throws in
            let path = folder.file("netstrata.db")
            for isWatched in [true, false] {
                let store = try ResourceStore(path: path)
                let id = "watched-\(isWatched)"
                try await store.change { transaction throws(StoreError) in try transaction.create(Toy.resource(id)) }
                if !isWatched { store.close() }
                func forged(_ numbers: String) -> String {
                    """
                    BEGIN;
                    INSERT INTO txn (time, actor, origin, message) VALUES ('2026-01-01T00:00:00.000Z', 'alice', 'api', 'm');
                    UPDATE context SET txn = (SELECT max(id) FROM txn);
                    UPDATE resource SET \(numbers) spec = '{"x":1}' WHERE id = '\(id)';
                    COMMIT;
                    """
                }
                #expect(try client.run(forged(""), on: path) != nil, "who announces has to count")
                let counted = "version = version + 1, revision = (SELECT max(revision) + 1 FROM history),"
                try #require(try client.run(forged(counted), on: path) == nil)
                let reader = isWatched ? store : try ResourceStore(path: path)
                var watch = try Watch(reader, WatchSelection("default", Toy.type, id: id), from: .tail(2))
                #expect(try await watch.next().map(brief) == "added \(id)")
                #expect(try await watch.next().map(brief) == "modified \(id) 1→2")
                let change = try #require(try reader.changes(before: .max, limit: 1).first)
                #expect(change.transaction.context.actor == "sqlite")
                #expect(change.transaction.context.origin == .sqlite)
                let next = try await reader.change { transaction throws(StoreError) in
                    try transaction.modify(Toy.resource(id)) { $0.spec = "{}" }
                }
                let own = try #require(try reader.change(next.metadata.revision))
                #expect(own.transaction.context == .test, "the forged announcement isn't inherited")
                #expect(own.transaction.id > change.transaction.id)
                reader.close()
                #expect(try Invariants.violations(path: path) == [])
            }
        }
    }
}
