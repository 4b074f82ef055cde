import Audit
import GRDB
import Resources
import Store
import TestSupport
import Testing

private let classes: [String: HistoryClass] = [Toy.type: .statuses, "Other": .specs]

/// A store in which toys are statuses and `Other`s are specs.
private func withClasses(_ body: (ResourceStore, String) async throws -> Void) async throws {
    try await TemporaryFolder.with { folder async throws in
        let path = folder.file("netstrata.db")
        let store = try ResourceStore(path: path, classes: classes)
        defer { store.close() }
        try await body(store, path)
    }
}

extension HistoryPruner {
    /// Prunes until nothing is left to do.
    fileprivate func finish(_ kind: HistoryClass, keeping rows: UInt32) async throws -> (removed: Int, steps: Int) {
        var (removed, steps) = (0, 0)
        while let step = try await step(
            kind, Retention.Rule(age: nil, rows: rows), now: Moment(milliseconds: 0), budget: .zero)
        {
            (removed, steps) = (removed + step.removed, steps + 1)
        }
        return (removed, steps)
    }
}

@Suite struct `Pruning` {
    /// Random changes, and what the store held after each revision.
    private func fill(
        _ store: ResourceStore, seed: UInt64, count: Int, states: [[ResourceKey: Resource]] = [[:]]
    ) async throws -> [[ResourceKey: Resource]] {
        var generator = SeededGenerator(seed: seed)
        var states = states
        for step in 0..<count {
            let type = [Toy.type, Toy.type, "Other"][Int.random(in: 0...2, using: &generator)]
            let key = ResourceKey("network", type, "\(Int.random(in: 0..<8, using: &generator))")
            let choice = Int.random(in: 0..<6, using: &generator)
            let revision = try await store.write(.test) { transaction throws(StoreError) in
                switch (try transaction.get(key), choice) {
                case (nil, _): try transaction.create(Resource(Metadata(key), spec: Toy.spec(step)))
                case (.some, 0), (.some, 1): try transaction.destroy(key)
                case (.some(let stored), _):
                    try transaction.modify(stored, expectedPhase: nil) { $0.spec = Toy.spec(step) }
                }
            }.commit.head
            guard revision >= states.count else { continue }
            var state = states[states.count - 1]
            state[key] = try store.get(key)
            states.append(state)
        }
        return states
    }

    /// Everything at and after a type's horizon is as it was, and before it is refused.
    private func check(_ store: ResourceStore, _ states: [[ResourceKey: Resource]]) throws {
        let keys = Set(states.flatMap(\.keys))
        for (revision, state) in states.enumerated() {
            for key in keys {
                let oldest = store.oldestRevision(of: key.type)
                if Int64(revision) < oldest {
                    #expect(throws: StoreError.compacted(oldest: oldest)) { try store.get(key, at: Int64(revision)) }
                } else {
                    #expect(try store.get(key, at: Int64(revision)) == state[key], "\(key) at \(revision)")
                }
            }
            for type in [Toy.type, "Other"] {
                let oldest = store.oldestRevision(of: type)
                let expected = state.values.filter { $0.metadata.key.type == type }.sorted {
                    $0.metadata.key.id < $1.metadata.key.id
                }
                if Int64(revision) < oldest {
                    #expect(throws: StoreError.compacted(oldest: oldest)) {
                        try store.list("network", type, at: Int64(revision))
                    }
                } else {
                    #expect(try store.list("network", type, at: Int64(revision)).resources == expected)
                }
            }
        }
    }

    @Test(arguments: 1...4)
    func `leaves what is at the horizon and after it as it was, of each class by itself`(_ seed: Int) async throws {
        try await withClasses { store, path async throws in
            var states = try await fill(store, seed: UInt64(seed), count: 300)
            let before = try store.changes(after: 0, limit: .max)
            let pruner = HistoryPruner(store)
            let first = try await pruner.finish(.statuses, keeping: 60)
            #expect(first.removed > 50)
            #expect(first.steps > 1, "a step without time is a short one")
            #expect(store.oldestRevision(of: "Other") == 0)
            let oldest = store.oldestRevision(of: Toy.type)
            #expect(oldest > 50)
            try check(store, states)
            #expect(try await pruner.finish(.statuses, keeping: 60).steps == 0, "nothing is left to do")

            let kept = try store.changes(after: 0, limit: .max)
            #expect(kept.count == before.count - first.removed)
            #expect(kept.filter { $0.revision > oldest } == before.filter { $0.revision > oldest })
            #expect(
                kept.filter { $0.resource.metadata.key.type == "Other" }
                    == before.filter { $0.resource.metadata.key.type == "Other" })
            #expect(
                before.filter { $0.revision > oldest && $0.resource.metadata.key.type == Toy.type }.count == 60)

            // It goes on after a restart where it was, and specs go as well when they are asked to.
            states = try await fill(store, seed: UInt64(seed + 100), count: 200, states: states)
            store.close()
            let again = try ResourceStore(path: path, classes: classes)
            #expect(again.oldestRevision(of: Toy.type) == oldest)
            let later = HistoryPruner(again)
            #expect(try await later.finish(.statuses, keeping: 20).removed > 0)
            #expect(try await later.finish(.specs, keeping: 10).removed > 0)
            #expect(again.oldestRevision(of: "Other") > 0)
            try check(again, states)
            again.close()
            #expect(try Invariants.violations(path: path) == [])
        }
    }

    /// Each resource's changes are found forwards and backwards, whatever the walk meets.
    @Test func `walks of one resource's history end where it does`() async throws {
        try await withClasses { store, _ async throws in
            _ = try await fill(store, seed: 7, count: 600)
            _ = try await HistoryPruner(store).finish(.statuses, keeping: 40)
            let all = try store.changes(after: 0, limit: .max)
            let oldest = store.oldestRevision(of: Toy.type)
            for id in 0..<8 {
                let filter = HistoryFilter(Toy.key("\(id)", in: "network"))
                let own = all.filter { $0.resource.metadata.key == Toy.key("\(id)", in: "network") }
                #expect(try store.changes(after: 0, matching: filter, limit: .max) == own)
                #expect(try store.changes(before: .max, matching: filter, limit: .max) == own.reversed())
                #expect(try store.changes(after: 0, matching: filter, limit: 3) == Array(own.prefix(3)))
                for change in own where change.revision > oldest && change.operation != .created {
                    #expect(try store.predecessor(of: change) != nil)
                }
            }
        }
    }

    @Test func `by age takes what is older, and nothing else`() async throws {
        try await withClasses { store, path async throws in
            for step in 0..<100 {
                try await store.change { transaction throws(StoreError) in
                    try transaction.modify(Toy.resource("a", in: "network")) { $0.spec = Toy.spec(step) }
                }
            }
            let time = try #require(try store.change(60)).transaction.time
            let pruner = HistoryPruner(store)
            let written = try #require(Moment(time))
            let rule = Retention.Rule(age: .seconds(3600), rows: nil)
            let early = Moment(milliseconds: written.milliseconds)
            #expect(try await pruner.step(.statuses, rule, now: early) == nil)
            let due = Moment(milliseconds: written.milliseconds + 3_600_000)
            while try await pruner.step(.statuses, rule, now: due) != nil {}
            let oldest = store.oldestRevision(of: Toy.type)
            #expect(oldest >= 60)
            let young = try store.changes(after: oldest, limit: .max)
            #expect(young.first.map { $0.transaction.time > time } ?? true)
            #expect(try store.get(Toy.key("a", in: "network"), at: oldest) != nil)
        }
    }

    @Test func `never takes the last change of all, from which revisions count on`() async throws {
        try await withClasses { store, _ async throws in
            for step in 0..<20 {
                try await store.change { transaction throws(StoreError) in
                    try transaction.modify(Toy.resource("a", in: "network")) { $0.spec = Toy.spec(step) }
                    if step == 19 { try transaction.destroy(Toy.key("a", in: "network")) }
                }
            }
            let revision = store.revision
            let rule = Retention.Rule(age: .seconds(1), rows: nil)
            let late = Moment(milliseconds: 32_503_680_000_000)
            let pruner = HistoryPruner(store)
            while try await pruner.step(.statuses, rule, now: late) != nil {}
            #expect(store.oldestRevision(of: Toy.type) == revision - 1)
            #expect(try store.changes(after: 0, limit: .max).map(\.revision) == [revision - 1, revision])
            try await store.change { transaction throws(StoreError) in try transaction.create(Toy.resource("b")) }
            #expect(store.revision == revision + 1)
        }
    }

    @Test func `waits for a controller that hasn't read the changes yet`() async throws {
        try await withClasses { store, _ async throws in
            _ = try await fill(store, seed: 3, count: 200)
            store.cursors.advance("Slow", to: 50)
            let pruner = HistoryPruner(store)
            _ = try await pruner.finish(.statuses, keeping: 1)
            #expect(store.oldestRevision(of: Toy.type) == 50)
            store.cursors.advance("Slow", to: store.revision)
            _ = try await pruner.finish(.statuses, keeping: 1)
            #expect(store.oldestRevision(of: Toy.type) > 50)
        }
    }

    @Test func `leaves the state to which somebody may go back`() async throws {
        try await withClasses { store, _ async throws in
            let states = try await fill(store, seed: 6, count: 200)
            let pruner = HistoryPruner(store)
            let rule = Retention.Rule(age: nil, rows: 1)
            while try await pruner.step(.specs, rule, now: Moment(milliseconds: 0), keeping: 90) != nil {}
            #expect(store.oldestRevision(of: "Other") == 90)
            try check(store, states)
            while try await pruner.step(.specs, rule, now: Moment(milliseconds: 0)) != nil {}
            #expect(store.oldestRevision(of: "Other") > 90)
        }
    }

    @Test func `a watch that lags behind is told that it missed something`() async throws {
        try await withClasses { store, _ async throws in
            _ = try await fill(store, seed: 4, count: 50)
            let slow = WatchSelection("network", Toy.type)
            var statuses = try Watch(store, slow, from: .after(10))
            var specs = try Watch(store, WatchSelection("network", "Other"), from: .after(10))
            _ = try await fill(store, seed: 5, count: 200)
            let all = try store.changes(after: 10, limit: .max)
                .filter { $0.resource.metadata.key.type == "Other" }
            _ = try await HistoryPruner(store).finish(.statuses, keeping: 20)
            let oldest = store.oldestRevision(of: Toy.type)
            #expect(throws: StoreError.compacted(oldest: oldest)) { try statuses.available() }
            #expect(throws: StoreError.compacted(oldest: oldest)) { try Watch(store, slow, from: .after(oldest - 1)) }
            #expect(throws: StoreError.compacted(oldest: oldest)) {
                try Watch(store, WatchSelection(HistoryFilter()), from: .after(oldest - 1))
            }
            var again = try Watch(store, slow, from: .after(oldest))
            #expect(try again.available().count == 20)
            var tail = try Watch(store, slow, from: .tail(100))
            #expect(try tail.available().count == 20)
            let seen = try specs.available().filter { $0.kind != .bookmark }
            #expect(seen.map(\.revision) == all.map(\.revision), "specs are all there")
        }
    }

    static let forgeries = [
        "DELETE FROM history WHERE type = 'PathResource'",
        "DELETE FROM history WHERE revision <= 10",
        "UPDATE horizon SET revision = 100",
        "UPDATE horizon SET revision = 0 WHERE type = 'PathResource'",
        "INSERT OR REPLACE INTO horizon (type, class, revision) VALUES ('PathResource', 'statuses', 0)",
        "INSERT INTO horizon (type, class, revision) VALUES ('Third', 'statuses', 9)",
        "DELETE FROM horizon",
        // Who opens the way knowingly still can't take these.
        "UPDATE pruning SET class = 'statuses', through = 100000",
        "BEGIN; UPDATE pruning SET class = 'statuses', through = 290; DELETE FROM history WHERE type = 'Other';",
        "BEGIN; UPDATE pruning SET class = 'statuses', through = 100; DELETE FROM history WHERE revision > 100;",
        """
        BEGIN; UPDATE pruning SET class = 'statuses', through = (SELECT max(revision) - 1 FROM history);
        DELETE FROM history WHERE revision IN (SELECT revision FROM resource);
        """,
    ]

    @Test(arguments: ForeignClient.allCases)
    func `nobody removes history by accident`(_ client: ForeignClient) async throws {
        try await withClasses { store, path async throws in
            _ = try await fill(store, seed: 11, count: 400)
            _ = try await HistoryPruner(store).finish(.statuses, keeping: 60)
            let before = try store.changes(after: 0, limit: .max)
            for forgery in Self.forgeries {
                #expect(try client.run(forgery, on: path) != nil, "\(forgery)")
                #expect(try store.changes(after: 0, limit: .max) == before, "\(forgery)")
            }
            store.close()
            #expect(try Invariants.violations(path: path) == [])
        }
    }

    @Test func `what fails in the middle leaves everything readable`() async throws {
        try await withClasses { store, _ async throws in
            let states = try await fill(store, seed: 21, count: 300)
            let pages = try #require(try await store.setting("page_count"))
            try await store.limitSize(toPages: pages)
            // The WAL may still take it; either way nothing is half gone.
            _ = try? await HistoryPruner(store).finish(.statuses, keeping: 10)
            try await store.limitSize(toPages: 1 << 30)
            try check(store, states)
        }
    }
}

/// Pruned history and the audit log.
@Suite struct `What was pruned` {
    private func withPruned(_ body: (ResourceStore, String) async throws -> Void) async throws {
        try await withClasses { store, path async throws in
            for step in 0..<200 {
                try await store.change { transaction throws(StoreError) in
                    try transaction.modify(Toy.resource("a", in: "network")) { $0.spec = Toy.spec(step) }
                    try transaction.modify(Toy.resource("b\(step % 5)", in: "network")) { $0.spec = Toy.spec(step) }
                    let other = ResourceKey("network", "Other", "\(step % 3)")
                    try transaction.modify(Resource(Metadata(other), spec: "{}")) { $0.spec = Toy.spec(step) }
                    if step % 7 == 6 { try transaction.destroy(Toy.key("b\(step % 5)", in: "network")) }
                }
            }
            _ = try await HistoryPruner(store).finish(.statuses, keeping: 50)
            try await body(store, path)
        }
    }

    @Test func `is a row of the audit log, and the rest verifies`() async throws {
        try await withPruned { store, path async throws in
            let rows = try store.auditRows(kind: "pruned", limit: 1000)
            #expect(rows.count > 1)
            guard case .note(let note) = try #require(rows.first).row.content else { return #expect(Bool(false)) }
            let detail = try JSON(parsing: note)
            #expect(detail["class"] == "statuses")
            #expect(detail["through"] == .integer(store.oldestRevision(of: Toy.type)))
            #expect(detail["root"]?.text?.count == 64)
            let report = try store.verifyAudit()
            #expect(report.findings == [])
            store.close()
            #expect(try ResourceStore.verifyAudit(path: path).findings == [])
            #expect(try DatabaseCheck(DatabaseFile(path)).findings == [])
        }
    }

    @Test(arguments: [
        // A spec before the horizon of statuses, a status after it, and a horizon that the log doesn't know.
        "DELETE FROM history WHERE revision = (SELECT min(revision) FROM history WHERE type = 'Other')",
        "DELETE FROM history WHERE revision = (SELECT max(revision) - 30 FROM history)",
        """
        UPDATE horizon SET revision = revision + 60 WHERE class = 'statuses';
        DELETE FROM history WHERE type = 'PathResource' AND revision NOT IN (SELECT revision FROM resource)
            AND revision <= (SELECT max(revision) FROM horizon);
        """,
        "UPDATE history SET spec = '{}' WHERE revision = (SELECT min(revision) FROM history WHERE type = 'PathResource')",
    ])
    func `doesn't hide what else is gone or altered`(_ sql: String) async throws {
        try await withPruned { store, path async throws in
            store.close()
            let queue = try DatabaseQueue(path: path)
            try await queue.writeWithoutTransaction { database in
                for name in try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'")
                {
                    try database.execute(sql: "DROP TRIGGER \(name)")
                }
                try database.execute(sql: sql)
            }
            try queue.close()
            #expect(try !ResourceStore.verifyAudit(path: path).findings.isEmpty)
        }
    }
}
