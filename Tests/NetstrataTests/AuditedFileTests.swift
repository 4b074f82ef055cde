import Audit
import Foundation
import Resources
import Store
import TestSupport
import Testing

@testable import Netstrata

@Suite struct `A file of an audit log` {
    private func record(_ note: AuditNote?, _ store: ResourceStore) async throws {
        let note = try #require(note)
        try await store.change { transaction throws(StoreError) in transaction.recordAudit(note.kind, note.detail) }
    }

    /// Verifies with heads the proof of a change whose audit row, 2, is signed with the next.
    private func withProof(
        _ body: (_ file: AuditedFile, _ row: AuditHead, _ signed: AuditHead) throws -> Void
    ) async throws {
        try await TemporaryFolder.with { folder async throws in
            let store = try ResourceStore(path: folder.file("db"), classes: ["Toy": .statuses])
            let key = AuditKey()
            try await record(key.note(succeeding: nil), store)
            for name in ["a", "b"] {
                try await store.change { transaction throws(StoreError) in try transaction.create(Toy.resource(name)) }
            }
            try await record(store.checkpoint(after: 0, at: "2026-11-26T00:00:00.000Z")?.note(signedBy: key), store)
            let proof = try #require(try store.auditProof(of: 1))
            try proof.json.pretty.write(toFile: folder.file("proof"), atomically: true, encoding: .utf8)
            try body(
                AuditedFile(path: folder.file("proof")), try #require(proof.head), try proof.verify().checkpoint.head)
            store.close()
        }
    }

    @Test func `that is a proof is compared with heads of its row and of the last that is signed`() async throws {
        try await withProof { file, row, signed in
            #expect(row.sequence == 2 && signed.sequence == 3)
            #expect(try file.verify(heads: [row, signed], key: nil)["ok"] == true)
            for head in [row, signed] {
                let other = AuditHead(sequence: head.sequence, digest: AuditDigest(line: "{}"))
                let report = try file.verify(heads: [other], key: nil)
                let finding = report["findings"]?.elements?.first
                #expect(report["ok"] == false && report["findingCount"] == 1)
                #expect(finding?["kind"] == "forked" && finding?["row"] == .integer(head.sequence), "\(report)")
                #expect(AuditVerifyCommand.words(report).hasSuffix("\nBAD: this proves nothing\n"))
            }
        }
    }

    @Test func `that is a proof isn't compared with a head of which it tells nothing`() async throws {
        try await withProof { file, row, _ in
            let later = AuditHead(sequence: 4, digest: row.digest)
            let error = #expect(throws: ClientError.self) { try file.verify(heads: [row, later], key: nil) }
            #expect(error?.status == .usage)
            #expect(error?.report(colours: false).contains("only be compared with a head of row 2 or 3") == true)
        }
    }
}
