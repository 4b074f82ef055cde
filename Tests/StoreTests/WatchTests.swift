import Resources
import Store
import TestSupport
import Testing

/// What clients of a watch can rely on, with writers at work.
@Suite struct `A watch` {
    /// Transactions of several rows by several writers; each touches rows of its own and shared ones.
    private func writeALot(_ store: ResourceStore, writers: Int = 6, rounds: Int = 30) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    var generator = SeededGenerator(seed: UInt64(writer))
                    for round in 0..<rounds {
                        let rows = (0..<Int.random(in: 1...8, using: &generator)).map { _ in
                            Int.random(in: 0..<12, using: &generator)
                        }
                        let label = Bool.random(using: &generator) ? "even" : "odd"
                        try await store.change { transaction throws(StoreError) in
                            for row in Set(rows).sorted() {
                                let resource = Toy.resource("\(row)", labels: ["kind": label])
                                if round % 5 == 4, try transaction.get(resource.metadata.key) != nil {
                                    try transaction.destroy(resource.metadata.key)
                                } else {
                                    try transaction.modify(resource) {
                                        $0.spec = Toy.spec(writer * 1000 + round)
                                        $0.metadata.labels["kind"] = label
                                    }
                                }
                            }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private let selection = WatchSelection("default", Toy.type)

    /// Reads a watch until it has come as far as the writers.
    private func follow(
        _ store: ResourceStore, _ selection: WatchSelection, from start: WatchStart, until isOver: Answered
    ) async throws -> [WatchEvent] {
        var watch = try Watch(store, selection, from: start)
        var events: [WatchEvent] = []
        while let event = try await watch.next(patience: .milliseconds(20)) {
            events.append(event)
            if event.kind == .bookmark, isOver.isSet, event.revision == store.revision { break }
        }
        return events
    }

    @Test func `is ordered, unique, reliable, resumable and bookmarkable, and knows what was before`() async throws {
        try await withStore { store, _ async throws in
            let isOver = Answered()
            let selection = selection
            let readers = [WatchStart.present, .now, .after(0)].map { start in
                Task { try await follow(store, selection, from: start, until: isOver) }
            }
            try await writeALot(store)
            isOver.set()
            let history = try store.changes(after: 0, limit: .max)
            let lastOfTransaction = Dictionary(grouping: history, by: \.transaction.id).mapValues {
                $0.map(\.revision).max()
            }
            let boundaries = Set(lastOfTransaction.values.compactMap { $0 } + [0])
            for (index, reader) in readers.enumerated() {
                let events = try await reader.value
                let changes = events.filter { $0.transaction != nil }
                #expect(
                    zip(changes, changes.dropFirst()).allSatisfy { $0.revision < $1.revision }, "Ordered and Unique")
                #expect(zip(events, events.dropFirst()).allSatisfy { $0.revision <= $1.revision })
                let first = try #require(events.first { $0.kind == .bookmark || $0.transaction != nil })
                let start = index == 2 ? 0 : first.revision
                #expect(changes.map(\.revision) == history.map(\.revision).filter { $0 > start }, "Reliable")
                for bookmark in events where bookmark.kind == .bookmark {
                    #expect(boundaries.contains(bookmark.revision), "Atomic: a bookmark splits no transaction")
                }
                for event in changes {
                    let change = history[Int(event.revision) - 1]
                    #expect(event.resource == change.resource)
                    #expect(
                        event.kind == [.created: .added, .destroyed: .deleted][change.operation, default: .modified])
                    let isFirst = event.kind != .deleted && event.resource?.metadata.version == 1
                    #expect((event.kind == .added) == isFirst, "IsCreate")
                    if event.kind == .modified {
                        #expect(try event.old == store.predecessor(of: change), "PrevKV")
                        #expect(event.old?.metadata.version == change.resource.metadata.version - 1)
                    }
                }
                let middle = changes[changes.count / 2].revision
                var resumed = try Watch(store, selection, from: .after(middle))
                #expect(try resumed.available() == changes.filter { $0.revision > middle }, "Resumable")
                let bookmark = try #require(events.last { $0.kind == .bookmark }).revision
                var bookmarked = try Watch(store, selection, from: .after(bookmark))
                #expect(try bookmarked.available() == [], "Bookmarkable")
            }
        }
    }

    @Test func `filters by id and by label as if it filtered everything`() async throws {
        try await withStore { store, _ async throws in
            let isOver = Answered()
            let even = WatchSelection("default", Toy.type, labels: [LabelSelector([.init("kind", .equal("even"))])])
            let one = WatchSelection("default", Toy.type, id: "3")
            let selection = selection
            let filtered = [even, one, selection].map { selection in
                Task { try await follow(store, selection, from: .after(0), until: isOver) }
            }
            try await writeALot(store)
            isOver.set()
            let all = try await filtered[2].value
            func isEven(_ resource: Resource?) -> Bool { resource?.metadata.labels["kind"] == "even" }
            let expected = all.filter {
                isEven($0.resource) && $0.kind != .deleted || isEven($0.old)
                    || $0.kind == .deleted && isEven($0.resource)
            }
            #expect(
                try await filtered[0].value.filter { $0.transaction != nil }.map(\.revision) == expected.map(\.revision)
            )
            let three = all.filter { $0.resource?.metadata.key.id == "3" }
            let alone = try await filtered[1].value.filter { $0.transaction != nil }
            #expect(alone.map(\.revision) == three.map(\.revision))
            let isSame = alone == three
            #expect(isSame)

            var state: Set<String> = []
            for event in try await filtered[0].value {
                guard let id = event.resource?.metadata.key.id else { continue }
                switch event.kind {
                case .added: #expect(state.insert(id).inserted)
                case .modified: #expect(state.contains(id))
                case .deleted: #expect(state.remove(id) != nil)
                case .bookmark: break
                }
            }
            let now = try store.list("default", Toy.type).resources.filter(isEven).map(\.metadata.key.id)
            #expect(state == Set(now), "who follows the events has what a list has")
        }
    }

    @Test func `that nobody reads holds no writer up and misses nothing`() async throws {
        try await withStore { store, _ async throws in
            var watches = try (0..<50).map { _ in try Watch(store, selection, from: .now) }
            try await writeALot(store, writers: 2)
            #expect(store.feed.listenerCount == 50)
            let revisions = try store.changes(after: 0, limit: .max).map(\.revision)
            for index in watches.indices {
                #expect(try watches[index].available().dropFirst().map(\.revision) == revisions)
            }
        }
    }

    @Test func `gives a transaction that is larger than a batch whole, before any bookmark`() async throws {
        try await withStore { store, _ async throws in
            var watch = try Watch(store, selection, from: .now)
            let count = Watch.batchLimit * 2 + 10
            try await store.change { transaction throws(StoreError) in
                for index in 0..<count { try transaction.create(Toy.resource("\(index)")) }
            }
            let events = try watch.available()
            #expect(events.map(\.revision) == Array(0...Int64(count)))
            #expect(try await watch.next(patience: .zero)?.kind == .bookmark)
        }
    }

    @Test func `from the future or from before the beginning is refused or whole`() async throws {
        try await withStore { store, path async throws in
            #expect(throws: StoreError.future(current: 0)) { try Watch(store, selection, from: .after(1)) }
            let sql = "INSERT INTO resource (namespace, type, id, spec) VALUES ('default', '\(Toy.type)', 'a', '{}')"
            #expect(try SQLiteShell.run(sql, on: path).status == 0)
            let seen = try store.list("default", Toy.type).revision
            #expect(seen == 1)
            var watch = try Watch(store, selection, from: .after(seen))
            #expect(try watch.available() == [], "what a list showed can be watched on from, adopted or not")
        }
    }
}
