import Audit
import Foundation
import GRDB
import Migrations
import Resources
import TestSupport
import Testing

@testable import Store

/// What `audit verify` finds in a database in which somebody who can drop the triggers changed something.
@Suite struct `The audit log` {
    /// One thing that somebody did, and what must be said of it first.
    struct Harm: Sendable, CustomTestStringConvertible {
        let name: String
        let sql: String
        let kind: AuditFinding.Kind
        let place: AuditFinding.Place

        init(_ name: String, _ kind: AuditFinding.Kind, _ place: AuditFinding.Place, _ sql: String) {
            (self.name, self.kind, self.place, self.sql) = (name, kind, place, sql)
        }

        var testDescription: String { name }
    }

    static func swap(_ table: String, _ column: String, _ one: Int, _ other: Int) -> String {
        """
        UPDATE \(table) SET \(column) = -1 WHERE \(column) = \(one);
        UPDATE \(table) SET \(column) = \(one) WHERE \(column) = \(other);
        UPDATE \(table) SET \(column) = \(other) WHERE \(column) = -1;
        """
    }

    static let harms = [
        Harm(
            "a row of history altered", .altered, .revision(2),
            "UPDATE history SET spec = '{\"number\":9}' WHERE revision = 2"),
        Harm(
            "history hidden by a horizon", .altered, .revision(1),
            "INSERT INTO horizon (type, class, revision) VALUES ('\(Toy.type)', 'specs', 6)"),
        Harm(
            "one of several rows altered", .altered, .revision(5),
            "UPDATE history SET spec = '{\"number\":9}' WHERE revision = 5"),
        Harm("a row's time altered", .altered, .revision(5), "UPDATE history SET updated = '1999' WHERE revision = 5"),
        Harm(
            "something behind the end of a row's text", .altered, .revision(5),
            "UPDATE history SET owner = owner || char(0) || 'x' WHERE revision = 5"),
        Harm(
            "what is no text in a row", .altered, .revision(5),
            "UPDATE history SET updated = CAST(x'ff' AS TEXT) WHERE revision = 5"),
        Harm(
            "something behind the end of an actor", .altered, .row(2),
            "UPDATE txn SET actor = actor || char(0) || 'x' WHERE id = 2"),
        Harm(
            "something behind the end of a kind", .altered, .row(3),
            "UPDATE audit SET kind = kind || char(0) || 'x' WHERE sequence = 3"),
        Harm("another actor", .altered, .row(2), "UPDATE txn SET actor = 'mallory' WHERE id = 2"),
        Harm("another reason", .altered, .row(4), "UPDATE txn SET message = '' WHERE id = 4"),
        Harm("an audit row altered", .altered, .row(3), "UPDATE audit SET kind = 'external' WHERE sequence = 3"),
        Harm("a digest altered", .altered, .row(2), "UPDATE audit SET digest = zeroblob(32) WHERE sequence = 2"),
        Harm("a row of history deleted", .missing, .revision(5), "DELETE FROM history WHERE revision = 5"),
        Harm("the only row of a transaction deleted", .missing, .revision(2), "DELETE FROM history WHERE revision = 2"),
        Harm("the last row deleted", .missing, .revision(6), "DELETE FROM history WHERE revision = 6"),
        Harm("an audit row deleted", .missing, .row(2), "DELETE FROM audit WHERE sequence = 2"),
        Harm("the first audit row deleted", .missing, .row(1), "DELETE FROM audit WHERE sequence = 1"),
        Harm("a transaction deleted", .missing, .transaction(2), "DELETE FROM txn WHERE id = 2"),
        Harm(
            "a row of history inserted", .inserted, .revision(7),
            """
            INSERT INTO history SELECT 7, txn, operation, namespace, type, id, version + 1, phase, owner, finalizers, labels,
                annotations, created, updated, spec, 5 FROM history WHERE revision = 5
            """),
        Harm(
            "a transaction in somebody's name", .inserted, .transaction(5),
            """
            INSERT INTO txn (id, time, actor, origin, first_revision) VALUES (5, '2026', 'uid:1000(alice)', 'api', 7);
            UPDATE context SET settled = 5;
            """),
        Harm(
            "an audit row inserted", .inserted, .row(5),
            "INSERT INTO audit SELECT 5, kind, txn, revision, specs, statuses, note, digest FROM audit WHERE sequence = 4"
        ),
        Harm(
            "an audit row replaced", .reordered, .row(2),
            "INSERT OR REPLACE INTO audit SELECT 2, kind, txn, revision, specs, statuses, note, digest FROM audit WHERE sequence = 3"
        ),
        Harm("rows of one transaction reordered", .reordered, .revision(4), swap("history", "revision", 4, 5)),
        Harm("rows of two transactions reordered", .reordered, .revision(1), swap("history", "revision", 1, 2)),
        Harm("audit rows reordered", .reordered, .row(2), swap("audit", "sequence", 2, 3)),
        Harm(
            "INSERT OR REPLACE", .altered, .revision(2),
            "INSERT OR REPLACE INTO history SELECT revision, txn, operation, namespace, type, id, version, phase, owner, finalizers, labels, annotations, created, updated, '{\"x\":1}', previous FROM history WHERE revision = 2"
        ),
        Harm(
            "the end cut off", .truncated, .row(4),
            """
            DELETE FROM audit WHERE sequence = 4; DELETE FROM txn WHERE id = 4; DELETE FROM history WHERE revision > 3;
            UPDATE context SET settled = 3; DELETE FROM resource WHERE id = 'held';
            UPDATE resource SET (version, revision, spec, updated) = (SELECT version, revision, spec, updated FROM history WHERE revision = 1) WHERE id = 'a';
            INSERT INTO resource (\(columns)) SELECT \(columns) FROM history WHERE revision = 3;
            """),
        Harm(
            "a resource altered", .altered, .resource(Toy.key("b")),
            "UPDATE resource SET spec = '{\"number\":9}' WHERE id = 'b'"),
        Harm("a resource deleted", .missing, .resource(Toy.key("b")), "DELETE FROM resource WHERE id = 'b'"),
    ]

    private static let columns =
        "namespace, type, id, version, revision, phase, owner, finalizers, labels, annotations, created, updated, spec"

    /// A closed database with four transactions and six changes: `a` and `b` live, `gone` is destroyed, `held` is new.
    private func withDatabase(_ body: (String) async throws -> Void) async throws {
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
            try await body(path)
        }
    }

    @Test(arguments: [10_000, 2, 1]) func `of an honest database is found good`(rows: Int) async throws {
        try await withDatabase { path in
            let report = try ResourceStore.verifyAudit(path: path, rows: rows)
            #expect(report.findings == [])
            #expect(report.tally.rows == 4 && report.tally.changes == 6)
            #expect(report.tally.head.sequence == 4)
        }
    }

    /// In one piece, and in parts of a row or two, as those of a long log are verified side by side.
    @Test(arguments: harms, [10_000, 2, 1]) func `shows what was done to it`(harm: Harm, rows: Int) async throws {
        try await withDatabase { path in
            try tamper(path, harm.sql)
            let report = try ResourceStore.verifyAudit(path: path, rows: rows)
            #expect(report.findings.first?.kind == harm.kind, "\(report.findings)")
            #expect(report.findings.first?.place == harm.place, "\(report.findings)")
        }
    }

    /// Each byte of what people wrote counts, as in journald's test.
    @Test func `shows every changed byte of a row`() async throws {
        try await withDatabase { path in
            let queue = try DatabaseQueue(path: path)
            for column in ["actor", "message", "time", "origin"] {
                let text = try #require(
                    try await queue.read { try String.fetchOne($0, sql: "SELECT \(column) FROM txn WHERE id = 4") })
                for index in text.indices {
                    let changed = text.replacingCharacters(in: index...index, with: text[index] == "x" ? "y" : "x")
                    try tamper(path, "UPDATE txn SET \(column) = '\(changed)' WHERE id = 4")
                    let report = try ResourceStore.verifyAudit(path: path)
                    #expect(report.findings.first?.place == .row(4), "\(column) \(changed)")
                }
                try tamper(path, "UPDATE txn SET \(column) = '\(text)' WHERE id = 4")
            }
            #expect(try ResourceStore.verifyAudit(path: path).findings == [])
        }
    }

    @Test(arguments: [
        "UPDATE audit SET kind = 'external'", "DELETE FROM audit", "UPDATE audit SET specs = NULL",
        "UPDATE audit SET digest = zeroblob(32)",
    ]) func `is kept by its triggers from accidents`(sql: String) async throws {
        try await withDatabase { path in
            let queue = try DatabaseQueue(path: path)
            await #expect(throws: DatabaseError.self) { try await queue.write { try $0.execute(sql: sql) } }
            #expect(try ResourceStore.verifyAudit(path: path).findings == [])
        }
    }

    @Test func `seals what the sqlite3 shell wrote, under no other name`() async throws {
        try await withDatabase { path in
            try await DatabaseQueue(path: path).write {
                try $0.execute(sql: "UPDATE resource SET spec = '{ \"number\" :\n7}' WHERE id = 'b'")
            }
            #expect(try ResourceStore.verifyAudit(path: path).findings.first?.kind == .inserted)
            try ResourceStore(path: path).close()
            let report = try ResourceStore.verifyAudit(path: path)
            #expect(report.findings == [] && report.tally.external == [5])
        }
    }

    @Test func `takes the name from a row that somebody forged one into, whatever it says is settled`() async throws {
        try await withDatabase { path in
            try tamper(
                path,
                """
                INSERT INTO txn (id, time, actor, origin, first_revision) VALUES (5, '2026', 'uid:1000(alice)', 'api', 7);
                UPDATE resource SET spec = '{"number":7}', version = 2, revision = 7 WHERE id = 'b';
                INSERT INTO history SELECT 7, 5, 'updated', namespace, type, id, version, phase, owner, finalizers, labels,
                    annotations, created, updated, spec, 2 FROM resource WHERE id = 'b';
                UPDATE context SET settled = 5;
                """)
            try ResourceStore(path: path).close()
            let report = try ResourceStore.verifyAudit(path: path)
            #expect(report.findings == [] && report.tally.external == [5])
            let store = try ResourceStore(path: path)
            defer { store.close() }
            #expect(try store.change(7)?.transaction.context.actor == "sqlite")
            #expect(try store.change(7)?.transaction.context.origin == .sqlite)
        }
    }

    @Test func `hides the name in a forged row before it takes it from there`() async throws {
        try await withDatabase { path in
            let store = try ResourceStore(path: path)
            defer { store.close() }
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let other = try DatabaseQueue(path: path, configuration: configuration)
            // Who has the lock keeps the writer from looking after the row.
            try await other.writeWithoutTransaction { database in
                try database.execute(
                    sql: """
                        BEGIN IMMEDIATE;
                        INSERT INTO txn (time, actor, origin, message)
                            VALUES ('2026-01-01T00:00:00.000Z', 'uid:1000(alice)', 'api', 'm');
                        UPDATE context SET txn = (SELECT max(id) FROM txn);
                        UPDATE resource SET version = version + 1, revision = (SELECT max(revision) + 1 FROM history),
                            spec = '{"number":7}' WHERE id = 'b';
                        COMMIT; BEGIN IMMEDIATE;
                        """)
            }
            let claimed = try await other.unsafeRead {
                try String.fetchOne($0, sql: "SELECT actor FROM txn WHERE id = 5")
            }
            #expect(claimed == "uid:1000(alice)")
            let context = try #require(try store.change(7)?.transaction.context)
            #expect(context.actor == "sqlite" && context.origin == .sqlite && context.message == "m")
            var filter = HistoryFilter()
            filter.actor = "alice"
            filter.after = 6
            #expect(try store.changes(after: 0, matching: filter, limit: 9) == [])
            filter.actor = "sqlite"
            #expect(try store.changes(after: 0, matching: filter, limit: 9).map(\.revision) == [7])
            try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        }
    }

    @Test func `shows that an older copy was put back, to whoever kept a head`() async throws {
        try await withDatabase { path in
            let copy = path + ".copy"
            try copyFile(path, to: copy)
            let store = try ResourceStore(path: path)
            try await store.change(ChangeContext(actor: "alice", origin: .api)) { transaction throws(StoreError) in
                try transaction.create(Toy.resource("late"))
            }
            let head = try #require(store.auditHead)
            store.close()
            #expect(try ResourceStore.verifyAudit(path: path, heads: [head]).findings == [])
            try copyFile(copy, to: path)
            #expect(try ResourceStore.verifyAudit(path: path).findings.first?.kind == .truncated)
            #expect(try ResourceStore.verifyAudit(path: copy, heads: [head]).findings.first?.kind == .truncated)
            let other = try ResourceStore(path: path)
            try await other.change(ChangeContext(actor: "alice", origin: .api)) { transaction throws(StoreError) in
                try transaction.create(Toy.resource("later"))
            }
            other.close()
            let report = try ResourceStore.verifyAudit(path: path, heads: [head])
            #expect(report.findings.first?.kind == .forked && report.findings.first?.place == .row(5))
        }
    }

    @Test func `shows who wrote into it behind the writer's back`() async throws {
        try await TemporaryFolder.with { folder async throws in
            let path = folder.file("netstrata.db")
            let store = try ResourceStore(path: path)
            let alice = ChangeContext(actor: "alice", origin: .api)
            try await store.change(alice) { transaction throws(StoreError) in try transaction.create(Toy.resource("a"))
            }
            try tamper(
                path, "INSERT INTO audit SELECT 2, kind, txn, revision, specs, statuses, note, digest FROM audit")
            try await store.change(alice) { transaction throws(StoreError) in try transaction.create(Toy.resource("b"))
            }
            store.close()
            let report = try ResourceStore.verifyAudit(path: path)
            #expect(report.findings.contains { $0.kind == .inserted && $0.place == .row(2) }, "\(report.findings)")
        }
    }

    private func record(_ note: AuditNote?, _ store: ResourceStore) async throws {
        let note = try #require(note)
        _ = try await store.write(ChangeContext(actor: "alice", origin: .api)) { transaction throws(StoreError) in
            transaction.recordAudit(note.kind, note.detail)
        }
    }

    private func sign(_ store: ResourceStore, after last: Int64, _ key: AuditKey) async throws {
        let checkpoint = try store.checkpoint(after: last, at: "2026-11-26T00:00:00.000Z")
        try await record(checkpoint?.note(signedBy: key), store)
    }

    private func fault(_ proof: AuditProof, _ key: AuditVerifyingKey? = nil) -> AuditProof.Fault? {
        do throws(AuditProof.Fault) {
            _ = try proof.verify(key: key)
            return nil
        } catch {
            return error
        }
    }

    @Test func `is signed, and proves a single row by that`() async throws {
        try await TemporaryFolder.with { folder async throws in
            let store = try ResourceStore(path: folder.file("netstrata.db"), classes: ["Toy": .statuses])
            let (key, next) = (AuditKey(), AuditKey())
            let alice = ChangeContext(actor: "alice", origin: .api)
            try await record(key.note(succeeding: nil), store)
            try await store.change(alice) { transaction throws(StoreError) in
                for number in 0..<5 { try transaction.create(Toy.resource("r\(number)")) }
            }
            #expect(try store.auditProof(of: 3) == nil)
            #expect(try store.unproved(3) == .unsigned(row: 2, signed: 0))
            try await sign(store, after: 0, key)
            let proof = try #require(try store.auditProof(of: 3))
            #expect(try proof.verify().checkpoint.head.sequence == 2)
            #expect(try proof.verify(key: key.verifier).key == key.verifier.text)
            #expect(fault(proof, next.verifier) == .otherKey)
            #expect(AuditProof(proof.json) == proof)
            var forged = proof
            forged.change = proof.change.replacing("r2", with: "r9")
            #expect(fault(forged) == .otherChange)
            forged = proof
            forged.row = proof.row.replacing("alice", with: "mallory")
            #expect(fault(forged) == .otherRow)
            forged = proof
            forged.checkpoint = proof.checkpoint.replacing("2026-11-26", with: "2026-11-27")
            #expect(fault(forged) == .wrongSignature)

            try await record(next.note(succeeding: key), store)
            try await sign(store, after: 2, next)
            let report = try store.verifyAudit()
            #expect(report.findings == [])
            #expect(report.tally.signed == 4 && report.tally.keys == [key.verifier.text, next.verifier.text])
            store.close()
        }
    }

    @Test(
        arguments: [(nil, nil), (0, nil), (999, nil), (-999, nil), (3_600_000, 3_600_000), (-1_001, -1_001)]
            as [(Int64?, Int64?)])
    func `notices a clock that was set, and none that is slewed`(set: Int64?, step: Int64?) {
        let earlier: Int64 = 1_700_000_000_000
        let clock = TransactionClock(time: "", bootMilliseconds: 5_000, offset: earlier + (set ?? 0))
        #expect(clock.step(since: set == nil ? nil : earlier) == step)
    }
}
