import Audit
import Foundation
import GRDB
import Resources
import TestSupport
import Testing

@testable import Store

/// What `audit verify` finds in history of which pruning has taken a part.
@Suite struct `A log of pruned history` {
    private static let classes: [String: HistoryClass] = [Toy.type: .statuses, "Other": .specs]

    /// A database of both classes that was pruned in several steps, with changes between.
    private func withPruned(
        seed: UInt64 = 7, changes: Int = 1, _ body: (String) async throws -> Void
    ) async throws {
        try await TemporaryFolder.with { folder async throws in
            let path = folder.file("netstrata.db")
            let store = try ResourceStore(path: path, classes: Self.classes)
            var generator = SeededGenerator(seed: seed)
            for round in 0..<3 {
                for step in 0..<60 {
                    let lots = (0..<Int.random(in: 1...changes, using: &generator)).map { _ in
                        let type = [Toy.type, "Other"][Int.random(in: 0...1, using: &generator)]
                        let key = ResourceKey("network", type, "\(Int.random(in: 0..<8, using: &generator))")
                        return (key, isEnd: Int.random(in: 0..<5, using: &generator) == 0)
                    }
                    _ = try await store.write(.test) { transaction throws(StoreError) in
                        for (place, (key, isEnd)) in lots.enumerated() {
                            let spec = Toy.spec(step + 1000 + 100 * place)
                            if let stored = try transaction.get(key) {
                                if isEnd {
                                    try transaction.destroy(key)
                                } else {
                                    try transaction.modify(stored, expectedPhase: nil) { $0.spec = spec }
                                }
                            } else {
                                try transaction.create(Resource(Metadata(key), spec: spec))
                            }
                        }
                    }
                }
                _ = try await store.write(.test) { transaction throws(StoreError) in
                    for id in ["a", "b", "c"] {
                        let key = ResourceKey("network", "Other", id)
                        let resource = Resource(Metadata(key), spec: Toy.spec(1))
                        if let stored = try transaction.get(key) {
                            try transaction.modify(stored, expectedPhase: nil) { $0.metadata.labels["at"] = "\(round)" }
                        } else {
                            try transaction.create(resource)
                        }
                    }
                }
                let pruner = HistoryPruner(store)
                for kind in HistoryClass.allCases {
                    let rule = Retention.Rule(age: nil, rows: kind == .specs || changes == 1 ? 10 : 13)
                    while try await pruner.step(kind, rule, now: Moment(milliseconds: 0), budget: .zero) != nil {}
                }
            }
            store.close()
            try await body(path)
        }
    }

    private func read<Value: Sendable>(_ path: String, _ body: @Sendable (Database) throws -> Value) throws -> Value {
        try DatabaseQueue(path: path).read(body)
    }

    @Test(arguments: [10_000, 5, 1]) func `is good as it is`(rows: Int) async throws {
        try await withPruned { path in
            let report = try ResourceStore.verifyAudit(path: path, rows: rows)
            #expect(report.findings == [])
            #expect(report.tally.gone.specs > 0 && report.tally.gone.statuses > 0)
        }
    }

    @Test(arguments: 1...40) func `is good where transactions are of both classes and pruning ends within them`(
        seed: UInt64
    ) async throws {
        try await withPruned(seed: seed, changes: 6) { path in
            let report = try ResourceStore.verifyAudit(path: path, rows: 10_000)
            #expect(report.findings == [])
        }
    }

    @Test(arguments: [10_000, 5]) func `misses each row that pruning left`(rows: Int) async throws {
        try await withPruned { path in
            let kept = try read(path) { database in
                try Int64.fetchAll(
                    database,
                    sql: """
                        SELECT h.revision FROM history h JOIN horizon z ON z.type = h.type AND h.revision <= z.revision
                        """)
            }
            #expect(kept.count > 5)
            for revision in kept {
                let copy = path + ".\(revision)"
                try DatabaseQueue(path: path).backup(to: DatabaseQueue(path: copy))
                try tamper(
                    copy,
                    """
                    DELETE FROM resource WHERE revision = \(revision);
                    DELETE FROM history WHERE revision = \(revision)
                    """)
                let findings = try ResourceStore.verifyAudit(path: copy, rows: rows).findings
                #expect(findings.first?.kind == .missing, "revision \(revision): \(findings)")
            }
        }
    }

    @Test(arguments: [
        "UPDATE horizon SET revision = 0 WHERE class = 'specs'", "UPDATE horizon SET revision = revision - 1",
        "DELETE FROM horizon", "UPDATE horizon SET revision = 0 WHERE type = 'Other'",
    ]) func `has a horizon that nobody lowers unseen, and the past isn't told wrongly`(sql: String) async throws {
        try await withPruned { path in
            let horizon = try read(path) {
                try Int64.fetchOne($0, sql: "SELECT max(revision) FROM horizon WHERE class = 'specs'")
            }
            try tamper(path, sql)
            #expect(try ResourceStore.verifyAudit(path: path).findings.first?.kind == .altered)
            let store = try ResourceStore(path: path, classes: Self.classes)
            defer { store.close() }
            #expect(store.oldestRevision(of: "Other") == horizon)
        }
    }

    @Test func `has a digest for each change, also where the changes are gone`() async throws {
        try await withPruned { path in
            let digests = try #require(
                try read(path) { database in
                    try Data.fetchOne(
                        database, sql: "SELECT specs FROM audit WHERE length(specs) = 96 ORDER BY sequence LIMIT 1")
                })
            let leaves = stride(from: 0, to: 96, by: 32).compactMap { AuditDigest(Array(digests)[$0..<$0 + 32]) }
            let root = try #require(MerkleTree.root(leaves)).hex
            try tamper(path, "UPDATE audit SET specs = x'\(root)' WHERE specs = x'\(leaves.map(\.hex).joined())'")
            let findings = try ResourceStore.verifyAudit(path: path).findings
            #expect(
                findings.first?.kind == .altered && findings.first?.detail.contains("3 changes") == false, "\(findings)"
            )
            #expect(findings.count == 1)
        }
    }
}
