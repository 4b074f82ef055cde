import Resources
import Store
import TestSupport
import Testing

@Suite struct `The change feed` {
    private func create(_ store: ResourceStore, _ id: String) async throws {
        try await store.change { transaction throws(StoreError) in _ = try transaction.create(Toy.resource(id)) }
    }

    @Test func `wake-ups never queue up`() async throws {
        try await withStore { store, _ async throws in
            let wakeUps = store.feed.wakeUps()
            for index in 0..<100 { try await create(store, "\(index)") }
            store.close()
            var count = 0
            for await _ in wakeUps { count += 1 }
            #expect(count == 1)
        }
    }

    @Test func `who has an interest is woken for that alone`() async throws {
        try await withStore { store, _ async throws in
            let other = ResourceKind("default", "Other")
            let wakeUps = store.feed.wakeUps(for: Interest([other], foreign: [ResourceKind("default", Toy.type)]))
            var iterator = wakeUps.makeAsyncIterator()
            await iterator.next()
            try await create(store, "a")
            try await store.change { transaction throws(StoreError) in
                try transaction.create(Resource(Metadata(ResourceKey("default", "Other", "x")), spec: "{}"))
            }
            await iterator.next()
            #expect(store.revision == 2)
            try await create(store, "b")
            store.close()
            #expect(await iterator.next() == nil)
        }
    }

    @Test func `a wake-up comes after the commit that it tells of`() async throws {
        try await withStore { store, _ async throws in
            var wakeUps = store.feed.wakeUps().makeAsyncIterator()
            await wakeUps.next()
            for index in 1...50 {
                async let written: Void = create(store, "\(index)")
                await wakeUps.next()
                #expect(store.revision == Int64(index))
                #expect(try store.get(Toy.key("\(index)")) != nil)
                try await written
            }
        }
    }

    @Test func `a dry run wakes nobody`() async throws {
        try await withStore { store, _ async throws in
            let wakeUps = store.feed.wakeUps()
            var iterator = wakeUps.makeAsyncIterator()
            await iterator.next()
            _ = try await store.write(.test, keepsNothing: true) { transaction throws(StoreError) in
                try transaction.create(Toy.resource("a"))
            }
            store.close()
            #expect(await iterator.next() == nil)
        }
    }

    @Test func `another process' statement wakes watchers within a second, by the name of sqlite`() async throws {
        try await withStore { store, path async throws in
            try await create(store, "a")
            var watch = try Watch(store, WatchSelection("default", Toy.type), from: .now)
            _ = try await watch.next()
            var shortest = Duration.seconds(60)
            // The shortest counts: while other tests run, a round may wait for a processor.
            for round in 1...20 where shortest >= .seconds(1) {
                #expect(
                    try SQLiteShell.run("UPDATE resource SET spec = '{\"round\":\(round)}'", on: path).status == 0)
                let start = ContinuousClock.now
                let event = try #require(try await watch.next(patience: .seconds(30)))
                shortest = min(shortest, ContinuousClock.now - start)
                #expect(brief(event) == "modified a \(round)→\(round + 1)")
                let change = try #require(try store.change(event.revision))
                #expect(change.transaction.context.actor == "sqlite")
            }
            #expect(shortest < .seconds(1))
        }
    }

    @Test func `a foreign commit that coincides with own ones isn't missed`() async throws {
        try await withStore { store, path async throws in
            try await create(store, "ours")
            var watch = try Watch(store, WatchSelection("default", Toy.type), from: .now)
            _ = try await watch.next()
            let rounds = 40
            async let own: Void = { () async throws in
                for round in 0..<rounds * 5 {
                    try await store.change { transaction throws(StoreError) in
                        _ = try transaction.modify(Toy.resource("ours")) { $0.spec = Toy.spec(round) }
                    }
                }
            }()
            async let foreign: Void = { () async throws in
                for round in 0..<rounds {
                    let sql =
                        "INSERT INTO resource (namespace, type, id, spec) VALUES ('default', '\(Toy.type)', '\(round)', '{}')"
                    #expect(try ForeignClient.connection.run(sql, on: path) == nil)
                }
            }()
            var revisions: [Int64] = []
            while revisions.count < rounds * 6, let event = try await watch.next(patience: .seconds(30)) {
                guard event.kind != .bookmark else { break }
                revisions.append(event.revision)
            }
            _ = try await (own, foreign)
            #expect(revisions == Array(2...Int64(rounds * 6 + 1)))
            let actors = try store.changes(after: 0, limit: 1000).map(\.transaction.context.actor)
            #expect(actors.filter { $0 == "sqlite" }.count == rounds)
        }
    }

    @Test func `streams end with the store and leave nothing behind`() async throws {
        try await withStore { store, _ async throws in
            do {
                let watch = try Watch(store, WatchSelection("default", Toy.type), from: .now)
                let stream = store.feed.wakeUps()
                #expect(store.feed.listenerCount == 2)
                _ = (watch, stream)
            }
            #expect(store.feed.listenerCount == 0, "what is dropped is forgotten")

            let waiting = Task { [store] in
                var watch = try Watch(store, WatchSelection("default", Toy.type), from: .present)
                _ = try await watch.next()
                return try await watch.next()
            }
            waiting.cancel()
            #expect(try await waiting.value == nil, "a watch whose task is cancelled ends")
            #expect(store.feed.listenerCount == 0)

            var open = try Watch(store, WatchSelection("default", Toy.type), from: .now)
            _ = try await open.next()
            async let reached: Void = store.cursors.wait(for: "Nobody", toReach: 1)
            store.close()
            #expect(try await open.next() == nil)
            await reached
            var late = store.feed.wakeUps().makeAsyncIterator()
            #expect(await late.next() == nil, "and so does one that begins afterwards")
        }
    }
}
