import Audit
import Foundation
import GRDB
import Migrations
import Resources
import Store
import TestSupport
import Testing

/// Databases of every earlier version, as `.dump` wrote them when that version was the newest.
@Suite struct `The migrations` {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Dumps")

    private func schema(_ path: String) throws -> [String] {
        try DatabaseQueue(path: path).read { database in
            try String.fetchAll(
                database, sql: "SELECT name || ': ' || sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
        }.map { $0.split { $0 == " " || $0 == "\n" }.joined(separator: " ") }
    }

    @Test func `every migration has a dump`() throws {
        let dumps = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(dumps.sorted() == Migrations.migrator.migrations.map { $0 + ".sql" })
    }

    /// As a start leaves it that finds the disk full right after the migration.
    @Test func `secrets that weren't sealed at the first start are at the next`() async throws {
        try await TemporaryFolder.with { folder async throws in
            let path = folder.file("old.db")
            let dump = try String(contentsOf: Self.folder.appendingPathComponent("005-retention.sql"), encoding: .utf8)
            let queue = try DatabaseQueue(path: path)
            try await queue.writeWithoutTransaction { try $0.execute(sql: dump) }
            try Migrations.migrator.migrate(queue)
            func secrets() throws -> [AuditFinding] {
                try ResourceStore.verifyAudit(path: path).findings.filter {
                    if case .secret = $0.place { true } else { false }
                }
            }
            #expect(try secrets() == [])
            #expect(try ResourceStore.verifyAudit(path: path).tally.uncomparedSecrets == 1)
            for _ in 1...2 {
                let store = try ResourceStore(path: path)
                store.close()
                let report = try ResourceStore.verifyAudit(path: path)
                #expect(report.findings == [] && report.tally.uncomparedSecrets == 0)
                let told = try await queue.read {
                    try Int.fetchOne($0, sql: "SELECT count(*) FROM audit WHERE kind = 'migrated'")
                }
                #expect(told == 1)
            }
            let unsalted = try await queue.read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM secret WHERE salt IS NULL")
            }
            #expect(unsalted == 0)
        }
    }

    @Test(arguments: Migrations.migrator.migrations)
    func `a database of every version becomes one of today, with all that it held`(_ name: String) async throws {
        try await TemporaryFolder.with { folder async throws in
            let path = folder.file("old.db")
            let dump = try String(contentsOf: Self.folder.appendingPathComponent(name + ".sql"), encoding: .utf8)
            try await DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: dump) }

            let store = try ResourceStore(path: path)
            #expect(store.revision == 5)
            let merged = ResourceKey("network", "AddressSpec", "eth0/192.0.2.10/24")
            let resource = try #require(try store.get(merged))
            #expect(resource.metadata.owner == "AddressMergeController")
            #expect(resource.metadata.finalizers == ["AddressSpecController"])
            #expect(resource.metadata.labels == ["site": "north"])
            #expect(
                try store.changes(after: 0, limit: 10).map(\.operation) == [
                    .created, .created, .created, .updated, .destroyed,
                ])
            let first = try #require(try store.change(1)).transaction
            #expect(first.context.actor == "uid:0(root)")
            #expect(first.context.message == "the first addresses")
            #expect(try store.change(3)?.transaction.context.cause == 2)
            #expect(try store.change(5)?.transaction.context.origin == .sqlite)
            try await store.change { transaction throws(StoreError) in
                try transaction.removeFinalizer("AddressSpecController", from: merged)
            }
            #expect(store.revision == 6)
            let missing = Migrations.migrator.migrations.drop { $0 != name }.dropFirst()
            let notes = try store.auditRows(kind: AuditKind.migrated.rawValue, limit: 10).map { sealed in
                guard case .note(let text) = sealed.row.content else { return [String]() }
                return try JSON(parsing: text)["migrations"]?.elements?.compactMap(\.text) ?? []
            }
            #expect(notes == (missing.isEmpty ? [] : [Array(missing)]))
            store.close()
            #expect(try Invariants.violations(path: path) == [])

            let new = try ResourceStore(path: folder.file("new.db"))
            new.close()
            #expect(try schema(path) == schema(folder.file("new.db")), "an edited migration would differ from its dump")
        }
    }
}
