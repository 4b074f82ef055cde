import Audit
import Foundation
import Logging
import Store
import TestSupport
import Testing

@testable import Netstrata

@Suite struct `Who signs the audit log` {
    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func kinds(_ store: ResourceStore) throws -> [String] {
        try store.auditRows(limit: 10_000).reversed().map(\.row.kind)
    }

    private func fill(_ store: ResourceStore) async -> Bool {
        do throws(StoreError) {
            _ = try await store.write(ChangeContext(actor: "test", origin: .api)) { transaction throws(StoreError) in
                transaction.recordAudit(.refused)
            }
            return true
        } catch {
            return false
        }
    }

    @Test func `tells it of its key and of the start, and signs it at the end`() async throws {
        try await TemporaryFolder.with { folder async throws in
            let store = try ResourceStore(path: folder.file("db"))
            let file = AuditKeyFile(StateFolder(folder.file(".")), environment: [:])
            let signer = try AuditSigner(store, file, quiet)
            await signer.noteStart()
            await signer.noteStop()
            #expect(try kinds(store) == ["key", "started", "stopped", "checkpoint"])
            let next = try AuditSigner(store, file, quiet)
            await next.noteStart()
            #expect(try kinds(store).last == "started")
            let key = try await next.rotate(by: "alice")
            #expect(await next.verifyingKey == key)
            let row = try #require(try store.auditRows(kind: "key", limit: 1).first).row
            #expect(row.line(after: .genesis).text.contains(#""actor":"alice""#))
            #expect(try file.key(last: key).verifier.text == key)
            await next.sign()
            let report = try store.verifyAudit()
            #expect(report.findings == [] && report.tally.keys.count == 2)
            store.close()
        }
    }

    @Test func `a full disk keeps nobody from starting, and is caught up with`() async throws {
        try await TemporaryFolder.with { folder async throws in
            let store = try ResourceStore(path: folder.file("db"))
            // No smaller than it is; what room there is in its pages is used up.
            try await store.limitSize(toPages: 1)
            while await fill(store) {}
            let signer = try AuditSigner(
                store, AuditKeyFile(StateFolder(folder.file(".")), environment: [:]), quiet)
            await signer.noteStart()
            await #expect(throws: (any Error).self) { try await signer.rotate(by: "alice") }
            #expect(try kinds(store).filter { $0 != "refused" } == [])
            try await store.limitSize(toPages: 1 << 30)
            await signer.sign()
            #expect(try kinds(store).filter { $0 != "refused" } == ["key", "started", "checkpoint"])
            #expect(try store.verifyAudit().findings == [])
            store.close()
        }
    }
}
