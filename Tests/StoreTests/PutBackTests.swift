import Audit
import Foundation
import Resources
import TestSupport
import Testing

@testable import Store

/// What a start says of a database that isn't the one that was left.
@Suite struct `A database that was put in another's place` {
    private static let alice = ChangeContext(actor: "alice", origin: .api)

    /// A closed database with four transactions, and what it was after two.
    private func withDatabase(_ body: (_ path: String, _ old: String) async throws -> Void) async throws {
        try await TemporaryFolder.with { folder async throws in
            let (path, old) = (folder.file("netstrata.db"), folder.file("old.db"))
            try await change(path, "a", "b")
            try FileManager.default.copyItem(atPath: path, toPath: old)
            try await change(path, "c", "d")
            try await body(path, old)
        }
    }

    /// Opens a database, adds resources, and closes it.
    private func change(_ path: String, _ ids: String...) async throws {
        let store = try ResourceStore(path: path)
        for id in ids {
            try await store.change(Self.alice) { transaction throws(StoreError) in
                try transaction.create(Toy.resource(id))
            }
        }
        store.close()
    }

    private func put(_ old: String, to path: String) throws {
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.copyItem(atPath: old, toPath: path)
    }

    @Test func `lacks rows for ever, although nothing else of it does`() async throws {
        try await withDatabase { path, old in
            try put(old, to: path)
            #expect(try ResourceStore.verifyAudit(path: path).findings.map(\.place) == [.row(3)])
            // A start that fails afterwards, as where its port is taken, writes no other change.
            try await change(path)
            try await change(path, "e", "f", "g")
            let report = try ResourceStore.verifyAudit(path: path)
            #expect(report.findings.map(\.kind) == [.truncated] && report.findings.first?.place == .row(3))
            #expect(
                report.findings.first?.detail
                    == "audit rows 3 to 4 are missing: another database was put in its place; audit row 3 tells of it")
            #expect(report.tally.restored.map(\.row) == [3])
            #expect(report.json["restored"]?.elements?.first?["expected"]?.text?.hasPrefix("4:") == true)
        }
    }

    @Test func `is good where it is a backup, and tells what it came in place of`() async throws {
        try await withDatabase { path, _ in
            let copy = path + ".copy"
            _ = try DatabaseCopy.make(of: DatabaseFile(path), at: copy)
            try await change(path, "e")
            try put(copy, to: path)
            #expect(try ResourceStore.verifyAudit(path: path).findings == [])
            try await change(path, "f")
            let report = try ResourceStore.verifyAudit(path: path)
            #expect(report.findings == [])
            let restore = try #require(report.tally.restored.first)
            // A copy of the backup, as a restore makes one, was made when that was.
            let next = path + ".next"
            _ = try DatabaseCopy.make(of: DatabaseFile(copy), at: next)
            try put(next, to: path)
            try await change(path)
            #expect(try ResourceStore.verifyAudit(path: path).tally.restored.map(\.copied) == [restore.copied])
            #expect(restore.copied != nil && restore.gap?.expected.sequence == 5 && restore.gap?.found.sequence == 4)
        }
    }

    @Test func `is known also when it is of an earlier life`() async throws {
        try await withDatabase { path, old in
            for _ in 1...2 {
                try put(old, to: path)
                try await change(path, "e", "f", "g", "h")
            }
            let report = try ResourceStore.verifyAudit(path: path)
            #expect(report.findings.map(\.kind) == [.truncated] && report.tally.restored.count == 1)
            #expect(report.tally.restored.first?.gap?.expected.sequence == 7)
        }
    }

    @Test func `begins one life, although the note beside it is still the former one's`() async throws {
        try await withDatabase { path, old in
            let note = try String(contentsOfFile: path + ".head", encoding: .utf8)
            try put(old, to: path)
            let store = try ResourceStore(path: path)
            let incarnation = store.incarnation
            store.close()
            try note.write(toFile: path + ".head", atomically: true, encoding: .utf8)
            let next = try ResourceStore(path: path)
            #expect(next.incarnation == incarnation && !next.isRestored && next.auditBreak == nil)
            next.close()
        }
    }
}
