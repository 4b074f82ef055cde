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

    struct Change: Sendable, CustomStringConvertible {
        let description: String
        /// Where the new key lies and the one before: credentials, or the state folder's file.
        let new: String
        let old: String
        var isVouchedFor = true
    }

    private static let credential = AuditKeyFile.credential
    static let changes = [
        Change(description: "of a credential", new: credential, old: credential + ".previous"),
        Change(description: "of a credential by an unknown key", new: credential, old: "nowhere", isVouchedFor: false),
        Change(description: "from a credential to a file", new: "audit.key", old: credential + ".previous"),
        Change(
            description: "from a credential to a file, unsigned", new: "audit.key", old: "nowhere", isVouchedFor: false),
        Change(description: "from a file to a credential", new: credential, old: "audit.key"),
    ]

    @Test(arguments: changes)
    func `lets the key before vouch for the next where it is given`(_ change: Change) async throws {
        try await TemporaryFolder.with { folder async throws in
            let environment = ["CREDENTIALS_DIRECTORY": folder.file(".")]
            let first = change.old == "audit.key" ? "audit.key" : Self.credential
            let old = AuditKey()
            try old.text.write(toFile: folder.file(first), atomically: true, encoding: .utf8)
            let store = try ResourceStore(path: folder.file("db"))
            func start() async throws -> AuditSigner {
                try AuditSigner(store, AuditKeyFile(StateFolder(folder.file(".")), environment: environment), quiet)
            }
            let signer = try await start()
            await signer.noteStart()
            await signer.noteStop()
            try FileManager.default.removeItem(atPath: folder.file(first))
            let new = AuditKey()
            for (key, name) in [(old, change.old), (new, change.new)] {
                try key.text.write(toFile: folder.file(name), atomically: true, encoding: .utf8)
            }
            for _ in 1...2 {
                let signer = try await start()
                #expect(await signer.verifyingKey == new.verifier.text)
                await signer.noteStart()
                await signer.noteStop()
            }
            let report = try store.verifyAudit()
            #expect(report.findings.map(\.kind) == (change.isVouchedFor ? [] : [.wrongSignature]))
            #expect(report.tally.keys.count == 2)
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
