import Resources
import Store
import TestSupport
import Testing

@Suite struct `The past` {
    /// Random changes, and what a model says that the store held after each revision.
    private func withHistory(
        seed: UInt64, _ body: (ResourceStore, [[ResourceKey: Resource]]) async throws -> Void
    ) async throws {
        try await withStore { store, path async throws in
            var generator = SeededGenerator(seed: seed)
            var states: [[ResourceKey: Resource]] = [[:]]
            for step in 0..<150 {
                let key = ResourceKey(
                    ["default", "other"][Int.random(in: 0...1, using: &generator)],
                    [Toy.type, "Other"][Int.random(in: 0...1, using: &generator)],
                    "\(Int.random(in: 0..<8, using: &generator))")
                let choice = Int.random(in: 0..<6, using: &generator)
                let revision = try await store.write(.test) { transaction throws(StoreError) in
                    let stored = try transaction.get(key)
                    switch (stored, choice) {
                    case (nil, _):
                        try transaction.create(
                            Resource(Metadata(key, labels: ["step": "\(step)"]), spec: Toy.spec(step)))
                    case (.some, 0), (.some, 1): try transaction.destroy(key)
                    case (.some, 2): try transaction.teardown(key)
                    case (.some(let stored), _):
                        try transaction.modify(stored, expectedPhase: nil) { $0.spec = Toy.spec(step) }
                    }
                }.commit.head
                guard revision >= states.count else { continue }
                var state = states[states.count - 1]
                state[key] = try store.get(key)
                states.append(state)
            }
            try await body(store, states)
            store.close()
            #expect(try Invariants.violations(path: path) == [])
        }
    }

    @Test(arguments: 1...5)
    func `is read as it was`(_ seed: Int) async throws {
        try await withHistory(seed: UInt64(seed)) { store, states async throws in
            #expect(states.count > 100)
            let keys = Set(states.flatMap(\.keys))
            for (revision, state) in states.enumerated() {
                for key in keys { #expect(try store.get(key, at: Int64(revision)) == state[key]) }
                for namespace in ["default", "other"] {
                    for type in [Toy.type, "Other"] {
                        let expected = state.values.filter {
                            $0.metadata.key.namespace == namespace && $0.metadata.key.type == type
                        }.sorted { $0.metadata.key.id < $1.metadata.key.id }
                        let list = try store.list(namespace, type, at: Int64(revision))
                        #expect(list.resources == expected)
                        #expect(list.revision == Int64(revision))
                    }
                }
            }
            let future = StoreError.future(current: Int64(states.count - 1))
            #expect(throws: future) { try store.list("default", Toy.type, at: Int64(states.count)) }
            #expect(throws: future) { try store.get(Toy.key("1"), at: Int64(states.count)) }
            #expect(throws: StoreError.compacted(oldest: 0)) { try store.get(Toy.key("1"), at: -1) }
        }
    }

    /// Resources that came, went and came again within the span are among them.
    @Test(arguments: 1...5)
    func `is compared with any later time`(_ seed: Int) async throws {
        try await withHistory(seed: UInt64(seed)) { store, states async throws in
            var generator = SeededGenerator(seed: UInt64(seed))
            for _ in 0..<100 {
                let first = Int.random(in: 0..<states.count - 1, using: &generator)
                let last = Int.random(in: first..<states.count, using: &generator)
                let changed = try store.resources(
                    changedAfter: Int64(first), through: Int64(last), matching: HistoryFilter(), limit: 1000)
                let found = try store.states(of: changed, before: Int64(first), after: Int64(last))
                for (item, state) in zip(changed, found) {
                    #expect(state.before == states[first][item.key])
                    #expect(state.after == states[last][item.key])
                }
                let others = Set(states.flatMap(\.keys)).subtracting(changed.map(\.key))
                #expect(others.allSatisfy { states[first][$0] == states[last][$0] })
                let pairs = states[first...last]
                #expect(changed.allSatisfy { item in Set(pairs.map { $0[item.key] }).count > 1 })
            }
        }
    }

    @Test(arguments: [1, 2, 3, 7, 8, 100])
    func `and the present can be read in pages`(_ limit: Int) async throws {
        try await withHistory(seed: 9) { store, states async throws in
            for revision in [nil, Int64(states.count / 2), Int64(states.count - 1)] {
                let whole = try store.list("default", Toy.type, at: revision)
                var pages: [Resource] = []
                while true {
                    let page = try store.list(
                        "default", Toy.type, at: revision, after: pages.last?.metadata.key.id ?? "", limit: limit)
                    #expect(page.resources.count <= limit)
                    pages += page.resources
                    if !page.isCut { break }
                }
                #expect(pages == whole.resources)
                #expect(!whole.isCut)
            }
        }
    }

    @Test func `is filtered by who, what, when and where`() async throws {
        try await withStore { store, _ async throws in
            let alice = ChangeContext(actor: "alice", origin: .api, message: "why", requestID: "r1", cause: 0)
            let bob = ChangeContext(actor: "bob", origin: .controller)
            let first = try await store.write(alice) { transaction throws(StoreError) in
                try transaction.create(Toy.resource("a"))
                try transaction.create(Toy.resource("b", in: "other"))
            }.commit
            try await store.change(bob) { transaction throws(StoreError) in
                try transaction.modify(Toy.resource("a")) { $0.spec = Toy.spec(1) }
                try transaction.teardown(Toy.key("a"))
                try transaction.destroy(Toy.key("a"))
            }
            func revisions(_ change: (inout HistoryFilter) -> Void) throws -> [Int64] {
                var filter = HistoryFilter()
                change(&filter)
                let newest = try store.changes(before: .max, matching: filter, limit: 100).map(\.revision)
                #expect(try store.changes(after: 0, matching: filter, limit: 100).map(\.revision) == newest.reversed())
                return newest
            }
            #expect(try revisions { _ in } == [5, 4, 3, 2, 1])
            #expect(try revisions { $0.actor = "alice" } == [2, 1])
            #expect(try revisions { $0.exceptActor = "alice" } == [5, 4, 3])
            #expect(try revisions { $0.exceptActor = "ali" } == [5, 4, 3, 2, 1])
            #expect(try revisions { $0.origin = "controller" } == [5, 4, 3])
            #expect(try revisions { $0.namespace = "other" } == [2])
            #expect(try revisions { $0 = HistoryFilter(Toy.key("a")) } == [5, 4, 3, 1])
            #expect(try revisions { $0.operation = .tornDown } == [4])
            #expect(try revisions { $0.transaction = first.transaction } == [2, 1])
            let time = try #require(try store.change(3)).transaction.time
            #expect(try revisions { $0.since = time }.contains(3))
            #expect(try !revisions { $0.until = time }.contains(3))
            #expect(try store.change(1)?.transaction.context == alice)
            #expect(try store.change(6) == nil)
            let last = try #require(try store.change(5))
            #expect(last.operation == .destroyed)
            #expect(try store.predecessor(of: last)?.metadata.phase == .tearingDown)
            #expect(try store.predecessor(of: #require(try store.change(1))) == nil)
        }
    }

    /// Two lives, each longer than the way between two changes in the index, with those of a neighbour in between.
    @Test func `a long one is walked from any place in either direction`() async throws {
        try await withStore { store, path async throws in
            let alice = ChangeContext(actor: "alice", origin: .api)
            for step in 0..<150 {
                try await store.change(step % 3 == 0 ? alice : .test) { transaction throws(StoreError) in
                    if step == 90 { try transaction.destroy(Toy.key("a")) }
                    if step != 90, step != 91 {
                        try transaction.modify(Toy.resource("a")) { $0.spec = Toy.spec(step) }
                    }
                    if step % 2 == 0 { try transaction.modify(Toy.resource("b")) { $0.spec = Toy.spec(step) } }
                }
                if step % 40 == 13 {
                    let sql = "UPDATE resource SET spec = '{\"value\":-\(step)}' WHERE id = 'a'"
                    #expect(try ForeignClient.shell.run(sql, on: path) == nil)
                }
            }
            let last = try await store.change { transaction throws(StoreError) in
                try transaction.modify(Toy.resource("b")) { $0.spec = "{}" }
            }.metadata.revision
            for id in ["a", "b", "never"] {
                let filter = HistoryFilter(Toy.key(id))
                let own = try store.changes(after: 0, limit: .max).filter { $0.resource.metadata.key.id == id }
                for bound in Int64(0)...last + 1 {
                    for limit in [1, 5, 100, .max] {
                        let older = own.filter { $0.revision < bound }.reversed().prefix(limit)
                        #expect(try store.changes(before: bound, matching: filter, limit: limit) == Array(older))
                        let newer = own.filter { $0.revision > bound }.prefix(limit)
                        #expect(try store.changes(after: bound, matching: filter, limit: limit) == Array(newer))
                    }
                    let between = own.filter { $0.revision > bound && $0.revision <= 200 }
                    #expect(
                        try store.changes(after: bound, through: 200, matching: filter, limit: .max) == between)
                    guard bound <= last else { continue }
                    let then = own.last { $0.revision <= bound }
                    let state = try store.get(Toy.key(id), at: bound)
                    #expect(state == (then?.operation == .destroyed ? nil : then?.resource))
                }
                var byAlice = filter
                byAlice.actor = "alice"
                let hers = own.filter { $0.transaction.context.actor == "alice" }
                #expect(try store.changes(after: 0, matching: byAlice, limit: 20) == Array(hers.prefix(20)))
                #expect(
                    try store.changes(before: .max, matching: byAlice, limit: 20) == Array(hers.reversed().prefix(20)))
            }
        }
    }

    @Test func `only the last change of each resource is read, if that is enough`() async throws {
        try await withHistory(seed: 3) { store, states async throws in
            var filter = HistoryFilter()
            filter.onlyLast = true
            let all = try store.changes(after: 0, limit: .max)
            for bound in [0, all.count / 2, all.count - 3].map(Int64.init) {
                let last = try store.changes(after: bound, matching: filter, limit: .max)
                let keys = Set(all.filter { $0.revision > bound }.map(\.resource.metadata.key))
                #expect(Set(last.map(\.resource.metadata.key)) == keys)
                for change in last {
                    let present = states.last?[change.resource.metadata.key]
                    #expect(present == (change.operation == .destroyed ? nil : change.resource))
                }
            }
        }
    }

    @Test func `a transaction's changes are found, whoever wrote them`() async throws {
        try await withStore { store, path async throws in
            let shell = [
                "UPDATE resource SET spec = '{\"value\":9}' WHERE id = '1'",
                "BEGIN; INSERT INTO txn (time, actor, origin) VALUES ('2026-01-01T00:00:00.000Z', 'mallory', 'api');"
                    + "DELETE FROM resource WHERE id IN ('1', '2'); COMMIT",
                "BEGIN; INSERT INTO txn (time, actor, origin) VALUES ('2026-01-01T00:00:00.000Z', 'mallory', 'api'); COMMIT",
            ]
            for (round, statement) in shell.enumerated() {
                try await store.change { transaction throws(StoreError) in
                    for number in 0...round + 2 {
                        try transaction.modify(Toy.resource("\(number)")) { $0.spec = Toy.spec(round) }
                    }
                }
                #expect(try ForeignClient.shell.run(statement, on: path) == nil)
            }
            let all = try store.changes(after: 0, limit: 100)
            let numbers = Set(all.map(\.transaction.id))
            #expect(numbers.count > 5)
            for number in 0...(numbers.max() ?? 0) + 1 {
                var filter = HistoryFilter()
                filter.transaction = number
                #expect(
                    try store.changes(after: 0, matching: filter, limit: 100).map(\.revision)
                        == all.filter { $0.transaction.id == number }.map(\.revision))
            }
        }
    }

    @Test(arguments: 1...5)
    func `a transaction tells new resources from known ones in any order`(_ seed: Int) async throws {
        try await withStore { store, _ async throws in
            var generator = SeededGenerator(seed: UInt64(seed))
            var versions: [String: Int64] = [:]
            for _ in 0..<10 {
                let ids = (0..<20).map { _ in "\(Int.random(in: 0..<60, using: &generator))" }
                let specs = ids.map { _ in Toy.spec(Int.random(in: 0..<1_000_000, using: &generator)) }
                try await store.change { transaction throws(StoreError) in
                    for (id, spec) in zip(ids, specs) {
                        let stored = try transaction.get(Toy.key(id))
                        try transaction.modify(Toy.resource(id)) { resource throws(StoreError) in
                            // Says no to what isn't stored, until it is asked about what is.
                            if stored != nil, resource.metadata.version == 0, spec.utf8.count % 2 == 0 {
                                throw .aborted
                            }
                            resource.spec = spec
                        }
                    }
                }
                for id in ids { versions[id, default: 0] += 1 }
                for (id, spec) in Dictionary(zip(ids, specs), uniquingKeysWith: { $1 }) {
                    #expect(try store.get(Toy.key(id))?.spec == spec)
                }
            }
            for (id, version) in versions { #expect(try store.get(Toy.key(id))?.metadata.version == version) }
        }
    }
}
