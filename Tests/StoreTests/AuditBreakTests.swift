import Audit
import Foundation
import Resources
import TestSupport
import Testing

@testable import Store

/// What a start says of a log that isn't as the program had left it.
@Suite struct `A log that was changed while nobody watched` {
    private static let alice = ChangeContext(actor: "alice", origin: .api)

    /// A closed database with four transactions.
    private func withDatabase(_ body: (String) async throws -> Void) async throws {
        try await TemporaryFolder.with { folder async throws in
            let path = folder.file("netstrata.db")
            let store = try ResourceStore(path: path)
            for id in ["a", "b", "c", "d"] { try await create(id, store) }
            store.close()
            try await body(path)
        }
    }

    private func create(_ id: String, _ store: ResourceStore) async throws {
        try await store.change(Self.alice) { transaction throws(StoreError) in try transaction.create(Toy.resource(id))
        }
    }

    @Test func `has a row that says which are missing when its end was cut off`() async throws {
        try await withDatabase { path in
            try tamper(path, "DELETE FROM audit WHERE sequence > 2")
            let store = try ResourceStore(path: path)
            #expect(store.auditBreak?.expected.sequence == 4 && store.auditBreak?.found.sequence == 2)
            #expect(store.auditBreak?.words == "audit rows 3 to 4 are missing: the end of the log was cut off")
            for id in ["e", "f", "g"] { try await create(id, store) }
            let told = try store.verifyAudit().findings
            #expect(told.map(\.kind) == [.truncated] && told.first?.place == .row(3), "\(told)")
            store.close()
            // It is told for ever, and once.
            let again = try ResourceStore(path: path)
            #expect(again.auditBreak == nil)
            again.close()
            #expect(try ResourceStore.verifyAudit(path: path).findings == told)
        }
    }

    @Test func `is told by what has lost its row, in one piece, where no head was kept`() async throws {
        try await withDatabase { path in
            try tamper(path, "DELETE FROM audit WHERE sequence > 2")
            try FileManager.default.removeItem(atPath: path + ".head")
            let found = try ResourceStore.verifyAudit(path: path).findings
            #expect(found.map(\.place) == [.revision(3)], "\(found)")
            #expect(found.first?.detail.hasPrefix("revisions 3 to 4: not sealed; ") == true, "\(found)")
        }
    }

    @Test func `tells of rows that went from its middle, and of nothing that follows from that`() async throws {
        try await withDatabase { path in
            for row in 1...3 {
                let copy = path + ".\(row)"
                try FileManager.default.copyItem(atPath: path, toPath: copy)
                try tamper(copy, "DELETE FROM audit WHERE sequence = \(row)")
                let one = try ResourceStore.verifyAudit(path: copy).findings
                #expect(one.map(\.place) == [.row(Int64(row))], "\(one)")
            }
            // Two more transactions than rows that are gone: somebody wrote them.
            try tamper(
                path,
                """
                DELETE FROM audit WHERE sequence = 3; DELETE FROM txn WHERE id = 3; UPDATE txn SET id = id + 2 WHERE id = 4;
                UPDATE audit SET txn = 6 WHERE sequence = 4;
                """)
            let more = try ResourceStore.verifyAudit(path: path).findings
            #expect(more.contains { $0.kind == .inserted && $0.place == .transaction(3) }, "\(more)")
        }
    }

    /// The trigger that keeps numbers from being given twice must not keep everybody from writing.
    @Test(arguments: [false, true]) func `goes on when the last transaction has lost its row`(isOpen: Bool) async throws
    {
        try await withDatabase { path in
            var store = try ResourceStore(path: path)
            if !isOpen { store.close() }
            try tamper(path, "DELETE FROM txn WHERE id = (SELECT max(id) FROM txn)")
            if !isOpen { store = try ResourceStore(path: path) }
            for id in ["e", "f"] { try await create(id, store) }
            #expect(try store.change(6)?.transaction.id == 7)
            let told = try #require(try store.auditRows(kind: "external", limit: 9).first)
            #expect(told.line.text.contains("the row of transaction 4 was missing"), "\(told.line.text)")
            store.close()
            for rows in [10_000, 1] {
                let findings = try ResourceStore.verifyAudit(path: path, rows: rows).findings
                #expect(findings.first?.kind == .missing && findings.first?.place == .transaction(4), "\(findings)")
            }
            try ResourceStore(path: path).close()
        }
    }

    @Test(arguments: [false, true]) func `doesn't get the number of a last change that was removed again`(isOpen: Bool)
        async throws
    {
        try await withDatabase { path in
            var store = try ResourceStore(path: path)
            if !isOpen { store.close() }
            try tamper(path, "DELETE FROM history WHERE revision >= 3")
            if !isOpen { store = try ResourceStore(path: path) }
            #expect(!store.isRestored)
            for id in ["e", "f"] { try await create(id, store) }
            #expect(store.revision == 6)
            #expect(try store.change(3) == nil && store.change(5)?.resource.metadata.key.id == "e")
            store.close()
            for rows in [10_000, 1] {
                let findings = try ResourceStore.verifyAudit(path: path, rows: rows).findings
                #expect(findings.map(\.kind) == [.missing, .missing], "\(findings)")
                #expect(findings.map(\.place) == [.revision(3), .revision(4)])
            }
        }
    }

    @Test(arguments: ["", "DELETE FROM resource WHERE revision > 2; DELETE FROM history WHERE revision > 2;"])
    func `goes on when the end of all tables was cut off, and what is settled stayed`(history: String) async throws {
        try await withDatabase { path in
            try tamper(path, "\(history) DELETE FROM audit WHERE sequence > 2; DELETE FROM txn WHERE id > 2")
            // It says how far history was, and an older one would be taken for a copy.
            let note = try String(contentsOfFile: path + ".head", encoding: .utf8)
            let revision = history.isEmpty ? " 4 " : " 2 "
            try note.replacing(" 4 ", with: revision).write(toFile: path + ".head", atomically: true, encoding: .utf8)
            for id in ["e", "f"] {
                let store = try ResourceStore(path: path)
                try await create(id, store)
                store.close()
            }
            for rows in [10_000, 2, 1] {
                let findings = try ResourceStore.verifyAudit(path: path, rows: rows).findings
                #expect(findings.map(\.kind) == [.truncated] && findings.first?.place == .row(3), "\(findings)")
            }
        }
    }

    @Test func `has a row that says so when the last was replaced`() async throws {
        try await withDatabase { path in
            try tamper(path, "UPDATE audit SET digest = zeroblob(32) WHERE sequence = 4")
            let store = try ResourceStore(path: path)
            #expect(store.auditBreak?.words == "audit row 4 isn't the one that the program had left")
            #expect(try store.verifyAudit().findings.contains { $0.kind == .forked && $0.place == .row(4) })
            store.close()
        }
    }

    @Test func `isn't one that went on after the note, or an older copy`() async throws {
        try await withDatabase { path in
            let (note, copy) = (path + ".head", path + ".copy")
            let old = try String(contentsOfFile: note, encoding: .utf8)
            try FileManager.default.copyItem(atPath: path, toPath: copy)
            let store = try ResourceStore(path: path)
            try await create("e", store)
            store.close()
            let new = try String(contentsOfFile: note, encoding: .utf8)
            try old.write(toFile: note, atomically: true, encoding: .utf8)
            let next = try ResourceStore(path: path)
            #expect(next.auditBreak == nil && !next.isRestored)
            next.close()
            try new.write(toFile: note, atomically: true, encoding: .utf8)
            try FileManager.default.removeItem(atPath: path)
            try FileManager.default.moveItem(atPath: copy, toPath: path)
            let restored = try ResourceStore(path: path)
            #expect(restored.auditBreak == nil && restored.isRestored)
            restored.close()
        }
    }

    @Test(.timeLimit(.minutes(1))) func `is known by the last head, although heads are noted once a second`()
        async throws
    {
        try await TemporaryFolder.with { folder async throws in
            let file = HeadFile(path: folder.file("head"))
            let heads = (1...2).map { AuditHead(sequence: Int64($0), digest: AuditDigest(line: "\($0)")) }
            for head in heads { file.note(revision: head.sequence, incarnation: "x", audit: head) }
            #expect(file.audit("x") == heads[0])
            while file.audit("x") != heads[1] {
                await Task.yield()
                file.catchUp()
            }
        }
    }
}
