import Audit
import Foundation
import GRDB
import Resources
import TestSupport
import Testing

@testable import Store

/// The oldest rows of the log go, and what they came to is kept.
@Suite struct `A pruned audit log` {
    private static let alice = ChangeContext(actor: "alice", origin: .api)
    private let key = AuditKey()

    /// A log of 30 transactions that is signed after the 20th, and the head after the 5th and the 15th.
    private func withLog(
        harmed: Bool = false,
        _ body: (ResourceStore, String, _ early: AuditHead, _ middle: AuditHead) async throws -> Void
    ) async throws {
        try await TemporaryFolder.with { folder async throws in
            let path = folder.file("netstrata.db")
            let store = try ResourceStore(path: path, classes: [Toy.type: .specs])
            try await note(key.note(succeeding: nil), store)
            var heads: [AuditHead] = []
            for number in 1...30 {
                try await store.change(Self.alice) { transaction throws(StoreError) in
                    try transaction.create(Toy.resource("r\(number)"))
                }
                heads.append(try #require(store.auditHead))
                if number == 20 {
                    try await note(
                        store.checkpoint(after: 0, at: "2026-11-26T00:00:00.000Z")?.note(signedBy: key), store)
                }
            }
            try await body(store, path, heads[4], heads[14])
            store.close()
            if !harmed { #expect(try Invariants.violations(path: path) == []) }
        }
    }

    private static var now: Moment { Moment(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }

    private func note(_ note: AuditNote?, _ store: ResourceStore) async throws {
        let note = try #require(note)
        try await store.change(Self.alice) { transaction throws(StoreError) in
            transaction.recordAudit(note.kind, note.detail)
        }
    }

    private func prune(_ store: ResourceStore, rows: UInt32) async throws -> Int {
        try await store.pruneAudit(Retention.Rule(age: nil, rows: rows), now: Self.now) ?? 0
    }

    @Test(arguments: [10_000, 2, 1]) func `is verified from where it begins`(rows: Int) async throws {
        try await withLog { store, path, early, middle async throws in
            #expect(try await prune(store, rows: 40) == 0)
            let pruned = try await prune(store, rows: 20)
            #expect(pruned == 12)
            #expect(try await prune(store, rows: 20) == 1, "its own row counts")
            func verify(_ heads: [AuditHead]) throws -> AuditReport {
                try ResourceStore.verifyAudit(path: path, heads: heads, key: key.verifier, rows: rows)
            }
            let report = try verify([middle])
            #expect(report.findings == [])
            #expect(report.tally.pruned == 13 && report.tally.uncovered == 12 && report.tally.changes == 18)
            #expect(report.tally.keys == [key.verifier.text] && report.tally.signed == 21)
            #expect(try verify([early]).findings.first?.kind == .missing)
            let forged = AuditHead(sequence: middle.sequence, digest: AuditDigest(line: "another"))
            #expect(try verify([forged]).findings.first?.kind == .forked)
            #expect(try store.lastAuditKey() == key.verifier.text)
            #expect(try store.auditProof(of: 5) == nil)
            #expect(try store.unproved(5) == .rowPruned(through: 13))
            #expect(try store.auditProof(of: 17) == nil, "its signature covers rows that are gone")
            #expect(try store.unproved(17) == .signaturePruned(row: 18))
            #expect(try store.unproved(25) == .unsigned(row: 27, signed: 21))
            #expect(try store.unproved(999) == .absent(newest: 30) && store.unproved(0) == .absent(newest: 30))
            try await note(store.checkpoint(after: 21, at: "2026-11-26T01:00:00.000Z")?.note(signedBy: key), store)
            #expect(try #require(try store.auditProof(of: 25)).verify().key == key.verifier.text)
            let newest = try #require(try store.auditRows(limit: 100).last)
            #expect(newest.row.sequence == 14 && newest.line.digest == newest.digest)
        }
    }

    /// The rows go while nobody writes; what is told stands at the first that is gone, and alone.
    @Test(arguments: [14...14, 14...15, 17...18, 20...23], [10_000, 2, 1])
    func `tells of rows that somebody removed besides, and not of what follows from that`(
        gone: ClosedRange<Int64>, rows: Int
    ) async throws {
        try await withLog(harmed: true) { store, path, _, _ async throws in
            _ = try await prune(store, rows: 20)
            _ = try await prune(store, rows: 20)
            try await note(store.checkpoint(after: 21, at: "2026-11-26T01:00:00.000Z")?.note(signedBy: key), store)
            store.close()
            try tamper(path, "DELETE FROM audit WHERE sequence BETWEEN \(gone.lowerBound) AND \(gone.upperBound)")
            let found = try ResourceStore.verifyAudit(path: path, rows: rows).findings
            #expect(found.map(\.kind) == [.missing] && found.first?.place == .row(gone.lowerBound), "\(found)")
        }
    }

    @Test func `isn't missed where the head that was noted last is that of a row that went`() async throws {
        try await withLog { store, path, _, _ async throws in
            // Only the first commit of a second is noted.
            try await Task.sleep(for: HeadFile.interval)
            for number in 40...60 {
                try await store.change(Self.alice) { transaction throws(StoreError) in
                    try transaction.create(Toy.resource("r\(number)"))
                }
            }
            try await note(store.checkpoint(after: 21, at: "2026-11-26T01:00:00.000Z")?.note(signedBy: key), store)
            #expect(try await prune(store, rows: 1) > 40)
            #expect(try store.verifyAudit().findings == [])
            #expect(try ResourceStore.verifyAudit(path: path, heads: [], key: nil, rows: 10_000).findings == [])
        }
    }

    /// As many rows are left of the signature's as the change's place in it: a way can be made, and leads elsewhere.
    @Test func `proves no change whose signature covers rows that went`() async throws {
        try await withLog { store, _, _, _ async throws in
            #expect(try store.auditProof(of: 10) != nil)
            #expect(try await prune(store, rows: 28) == 4)
            #expect(try store.auditProof(of: 10) == nil)
            #expect(try store.unproved(10) == .signaturePruned(row: 11))
        }
    }

    /// What pruning of history has left of the time before the log isn't in an export, and nobody misses it there.
    @Test func `is good as an export where history was pruned too`() async throws {
        try await withLog { store, _, _, _ async throws in
            for (id, number) in [("r2", 7), ("r2", 8), ("r2", 9), ("r1", 9)] {
                try await store.change(Self.alice) { transaction throws(StoreError) in
                    try transaction.modify(Toy.resource(id)) { $0.spec = Toy.spec(number) }
                }
            }
            let pruner = HistoryPruner(store)
            let rule = Retention.Rule(age: nil, rows: 2)
            while try await pruner.step(.specs, rule, now: Self.now) != nil {}
            try await note(store.checkpoint(after: 21, at: "2026-11-26T01:00:00.000Z")?.note(signedBy: key), store)
            #expect(try await prune(store, rows: 12) > 15)
            #expect(try store.verifyAudit().findings == [])
            #expect(try store.auditLines(after: 0, through: 1, limit: 1).count == 1)
            let lines = try export(store)
            var horizon = AuditVerifier.Horizon()
            for line in lines { BundleVerifier.note(line, in: &horizon) }
            #expect((31..<34).contains(horizon.specs))
            var verifier = BundleVerifier(horizon: horizon)
            for line in lines { try verifier.take(line) }
            #expect(try verifier.result().findings == [])
        }
    }

    /// The lines that `audit export` writes.
    private func export(_ store: ResourceStore) throws -> [String] {
        let (start, rows) = (try store.auditStart(), try store.auditRows(after: 0, limit: 100))
        var (lines, revision, changes) = (
            [AuditBundle.opening(incarnation: store.incarnation, prunedBefore: start)], start.revision, 0
        )
        for sealed in rows {
            lines += AuditBundle.lines(sealed)
            let told = try store.auditLines(after: revision, through: sealed.row.revision, limit: 100).map(\.line)
            (revision, changes, lines) = (sealed.row.revision, changes + told.count, lines + told)
        }
        var digest = BundleDigest()
        for line in lines { digest.add(line) }
        let head = try #require(store.auditHead)
        let manifest = AuditBundle.Manifest(head: head, rows: rows.count, changes: changes, digest: digest.hex)
        let signature = try #require(key.signature(over: manifest.text))
        return lines + [manifest.line(key: key.verifier.text, signature: signature)]
    }

    @Test func `keeps what no signature covers`() async throws {
        try await withLog { store, _, _, _ async throws in
            #expect(try await prune(store, rows: 1) == 21)
            #expect(try await prune(store, rows: 1) == 0)
            #expect(try store.verifyAudit().findings == [])
        }
    }

    @Test func `says how many secrets can't be compared any more`() async throws {
        try await TemporaryFolder.with { folder async throws in
            let store = try ResourceStore(path: folder.file("netstrata.db"), classes: ["Toy": .specs])
            defer { store.close() }
            try await note(key.note(succeeding: nil), store)
            try await store.change(Self.alice) { transaction throws(StoreError) in
                _ = try transaction.keep(secret: "one that its name tells")
                try transaction.keep(secret: "chosen", as: SecretReference(id: String(repeating: "7", count: 32)))
                try transaction.create(Toy.resource("a"))
            }
            #expect(try store.verifyAudit().tally.uncomparedSecrets == 0)
            try await note(store.checkpoint(after: 0, at: "2026-11-26T00:00:00.000Z")?.note(signedBy: key), store)
            #expect(try await prune(store, rows: 1) > 0)
            let report = try store.verifyAudit()
            #expect(report.findings == [] && report.tally.uncomparedSecrets == 1)
            #expect(report.json["uncomparedSecrets"] == 1)
        }
    }

    @Test func `goes by age too`() async throws {
        try await withLog { store, _, _, _ async throws in
            let rule = Retention.Rule(age: .seconds(3600), rows: 0)
            #expect(try await store.pruneAudit(rule, now: Self.now) == nil)
            let later = Moment(milliseconds: Self.now.milliseconds + 7_200_000)
            #expect(try await store.pruneAudit(rule, now: later) == 21)
        }
    }

    /// Whoever can drop the triggers.
    @Test(
        arguments: [
            ("DELETE FROM audit WHERE sequence = 14", AuditFinding.Kind.missing),
            ("DELETE FROM audit WHERE note LIKE '%\"class\":\"audit\"%'", .missing),
            (
                "UPDATE audit SET note = replace(note, '\"through\":12', '\"through\":13') WHERE kind = 'pruned'",
                .altered
            ),
            ("UPDATE audit SET note = note || char(0) || '{\"a\":1}' WHERE kind = 'pruned'", .altered),
            ("UPDATE history SET spec = '{\"number\":9}' WHERE revision = 20", .altered),
        ]) func `doesn't hide what else was done to it`(sql: String, kind: AuditFinding.Kind) async throws
    {
        try await withLog(harmed: true) { store, path, _, _ async throws in
            #expect(try await prune(store, rows: 21) == 11)
            #expect(try await prune(store, rows: 21) == 1)
            try await DatabaseQueue(path: path).write { database in
                for trigger in ["audit_stays", "audit_is_fixed", "history_is_fixed"] {
                    try database.execute(sql: "DROP TRIGGER \(trigger)")
                }
                try database.execute(sql: sql)
            }
            let findings = try ResourceStore.verifyAudit(path: path).findings
            #expect(findings.map(\.kind).contains(kind), "\(findings)")
        }
    }

    @Test func `loses nothing at the sqlite3 prompt`() async throws {
        try await withLog { _, path, _, _ async throws in
            for sql in ["DELETE FROM audit WHERE sequence = 1", "UPDATE pruning SET class = 'audit', through = 99"] {
                #expect(throws: DatabaseError.self) {
                    try DatabaseQueue(path: path).write { try $0.execute(sql: sql) }
                }
            }
        }
    }
}
