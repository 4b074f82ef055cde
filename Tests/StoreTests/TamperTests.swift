import Audit
import Foundation
import Resources
import TestSupport
import Testing

@testable import Store

/// What somebody did past the triggers is told by its place and kind, and what follows from it isn't told besides.
@Suite struct `What was done to a log` {
    struct Deed: CustomTestStringConvertible {
        let testDescription: String
        let sql: String
        let told: [(AuditFinding.Kind, AuditFinding.Place)]

        init(_ name: String, _ sql: String, _ told: (AuditFinding.Kind, AuditFinding.Place)...) {
            (testDescription, self.sql, self.told) = (name, sql, told)
        }
    }

    private static func swap(_ table: String, _ column: String, _ first: Int, _ second: Int) -> String {
        """
        UPDATE \(table) SET \(column) = 100 WHERE \(column) = \(first);
        UPDATE \(table) SET \(column) = \(first) WHERE \(column) = \(second);
        UPDATE \(table) SET \(column) = \(second) WHERE \(column) = 100;
        """
    }

    private static func resource(_ id: String) -> AuditFinding.Place { .resource(Toy.key(id)) }

    static let deeds = [
        Deed(
            "an altered change", "UPDATE history SET labels = '{\"a\":\"b\"}' WHERE revision = 3",
            (.altered, .revision(3))),
        Deed("an altered transaction", "UPDATE txn SET actor = 'bob' WHERE id = 3", (.altered, .row(3))),
        Deed("an altered resource", "UPDATE resource SET spec = '{\"a\":1}' WHERE id = 'c'", (.altered, resource("c"))),
        Deed("a removed change", "DELETE FROM history WHERE revision = 3", (.missing, .revision(3))),
        Deed("the last change removed", "DELETE FROM history WHERE revision = 6", (.missing, .revision(6))),
        Deed(
            "the last two changes removed", "DELETE FROM history WHERE revision >= 5", (.missing, .revision(5)),
            (.missing, .revision(6))),
        Deed(
            "a change removed with its resource",
            "DELETE FROM history WHERE revision = 6; DELETE FROM resource WHERE id = 'f'",
            (.missing, .revision(6))),
        Deed(
            "a removed change, the rest renumbered",
            "DELETE FROM history WHERE revision = 3; UPDATE history SET revision = revision - 1 WHERE revision > 3",
            (.missing, .revision(3))),
        Deed(
            "a change put in between, the rest renumbered",
            """
            UPDATE history SET revision = -revision - 1 WHERE revision >= 4;
            UPDATE history SET revision = -revision WHERE revision < 0;
            INSERT INTO history SELECT 4, txn, operation, namespace, type, 'z', version, phase, owner, finalizers, labels,
                annotations, created, updated, spec, previous FROM history WHERE revision = 3;
            """, (.inserted, .revision(4))),
        Deed("two changes swapped", swap("history", "revision", 3, 5), (.reordered, .revision(3))),
        Deed("two neighbours swapped", swap("history", "revision", 3, 4), (.reordered, .revision(3))),
        Deed("a removed transaction", "DELETE FROM txn WHERE id = 3", (.missing, .transaction(3))),
        Deed("a removed audit row", "DELETE FROM audit WHERE sequence = 3", (.missing, .row(3))),
        Deed(
            "two audit rows swapped", swap("audit", "sequence", 3, 5), (.reordered, .row(3)), (.reordered, .row(5))),
        Deed(
            "two neighbours of the log swapped", swap("audit", "sequence", 3, 4), (.reordered, .row(3)),
            (.reordered, .row(4))),
        Deed("a removed resource", "DELETE FROM resource WHERE id = 'c'", (.missing, resource("c"))),
        Deed(
            "a resource without a change",
            """
            INSERT INTO resource (namespace, type, id, version, revision, created, updated, spec)
                SELECT namespace, type, 'z', version, revision, created, updated, spec FROM resource WHERE id = 'c'
            """, (.inserted, resource("z"))),
    ]

    /// What is done to a transaction of the changes 2 to 6, behind a change and before another.
    static let deedsWithinOne = [
        Deed("an altered change", "UPDATE history SET owner = 'x' WHERE revision = 3", (.altered, .revision(3))),
        Deed("the first altered", "UPDATE history SET owner = 'x' WHERE revision = 2", (.altered, .revision(2))),
        Deed(
            "two altered", "UPDATE history SET owner = 'x' WHERE revision IN (3, 5)", (.altered, .revision(3)),
            (.altered, .revision(5))),
        Deed(
            "one altered and one removed",
            "UPDATE history SET owner = 'x' WHERE revision = 3; DELETE FROM history WHERE revision = 5",
            (.altered, .revision(3)), (.missing, .revision(5))),
        Deed(
            "one removed and the next altered",
            "UPDATE history SET owner = 'x' WHERE revision = 4; DELETE FROM history WHERE revision = 3",
            (.altered, .revision(4)), (.missing, .revision(3))),
        Deed("a removed change", "DELETE FROM history WHERE revision = 4", (.missing, .revision(4))),
        Deed(
            "the last altered and the one before removed",
            "UPDATE history SET owner = 'x' WHERE revision = 6; DELETE FROM history WHERE revision = 5",
            (.altered, .revision(6)), (.missing, .revision(5))),
        Deed("two changes swapped", swap("history", "revision", 3, 5), (.reordered, .revision(3))),
        Deed("two neighbours swapped", swap("history", "revision", 3, 4), (.reordered, .revision(3))),
        Deed(
            "one moved to another transaction", "UPDATE history SET txn = 1 WHERE revision = 3",
            (.reordered, .revision(3))),
        Deed(
            "a removed change, the rest renumbered",
            "DELETE FROM history WHERE revision = 3; UPDATE history SET revision = revision - 1 WHERE revision > 3",
            (.missing, .revision(3))),
        Deed("a change put in between, the rest renumbered", insertion(4), (.inserted, .revision(4))),
        Deed("a change put first, the rest renumbered", insertion(2), (.inserted, .revision(2))),
    ]

    private static func insertion(_ revision: Int) -> String {
        """
        UPDATE history SET revision = -revision - 1 WHERE revision >= \(revision);
        UPDATE history SET revision = -revision WHERE revision < 0;
        INSERT INTO history SELECT \(revision), 2, operation, namespace, type, 'z', version, phase, owner, finalizers, labels,
            annotations, created, updated, spec, previous FROM history WHERE revision = 7;
        """
    }

    @Test(arguments: deedsWithinOne) func `accuses no other change of a transaction`(_ deed: Deed) async throws {
        try await TemporaryFolder.with { folder async throws in
            let path = folder.file("netstrata.db")
            try await write(path, ["a"], ["b", "c", "d", "e", "f"], ["g"])
            try tamper(path, deed.sql)
            try expect(deed, path)
            try await write(path, ["h"])
            try expect(deed, path)
        }
    }

    @Test(arguments: deeds) func `is told once, and where it is`(_ deed: Deed) async throws {
        try await TemporaryFolder.with { folder async throws in
            let path = folder.file("netstrata.db")
            try await write(path, ["a"], ["b"], ["c"], ["d"], ["e"], ["f"])
            #expect(try ResourceStore.verifyAudit(path: path).findings == [])
            try tamper(path, deed.sql)
            try expect(deed, path)
            try await write(path, ["g"], ["h"])
            try expect(deed, path)
        }
    }

    private func expect(_ deed: Deed, _ path: String) throws {
        let report = try ResourceStore.verifyAudit(path: path)
        #expect(report.findings.map(\.kind) == deed.told.map(\.0), "\(report.findings)")
        #expect(report.findings.map(\.place) == deed.told.map(\.1), "\(report.findings)")
        #expect(report.tally.findings == deed.told.count)
        // Parts of a row each see less of what follows from what.
        let parts = try ResourceStore.verifyAudit(path: path, rows: 1).findings
        #expect(parts.contains { deed.told[0].1 == $0.place }, "\(parts)")
    }

    /// Opens the database, adds resources in transactions, and closes it.
    private func write(_ path: String, _ transactions: [String]...) async throws {
        let store = try ResourceStore(path: path)
        for ids in transactions {
            try await store.change(ChangeContext(actor: "alice", origin: .api)) { transaction throws(StoreError) in
                for id in ids { try transaction.create(Toy.resource(id)) }
            }
        }
        store.close()
    }
}
