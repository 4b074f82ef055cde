import Foundation
import Resources
import Store
import Synchronization
import TestSupport
import Testing

@Suite struct `Bookkeeping` {
    private func create(_ store: ResourceStore, _ id: String) async throws {
        try await store.change { transaction throws(StoreError) in _ = try transaction.create(Toy.resource(id)) }
    }

    @Test func `metadata are read without the spec`() async throws {
        try await TemporaryFolder.with { folder async throws in
            let store = try ResourceStore(path: folder.file("netstrata.db"))
            defer { store.close() }
            #expect(try store.metadata(Toy.key("a")) == nil)
            try await create(store, "a")
            #expect(try store.metadata(Toy.key("a")) == store.get(Toy.key("a"))?.metadata)
        }
    }

    @Test(arguments: [true, false])
    func `a backup that is put back is another incarnation`(closesFirst: Bool) async throws {
        try await TemporaryFolder.with { folder async throws in
            let path = folder.file("netstrata.db")
            var store = try ResourceStore(path: path)
            try await create(store, "a")
            store.close()
            try copyFile(path, to: folder.file("backup.db"))
            let incarnation = store.incarnation

            store = try ResourceStore(path: path)
            #expect(store.incarnation == incarnation, "opening it again is the same life")
            try await create(store, "b")
            let tag = store.entityTag(store.revision)
            #expect(tag == "\(incarnation)-2")
            let note = try contents(of: path + ".head")
            store.close()
            // Without closing, as after a crash, only the note that is written now and then is there.
            if !closesFirst { try write(note, to: path + ".head") }

            try copyFile(folder.file("backup.db"), to: path)
            store = try ResourceStore(path: path)
            #expect(store.incarnation != incarnation)
            try await create(store, "c")
            #expect(store.entityTag(store.revision) != tag, "the same revision, but not the same state")
            let second = store.incarnation
            store.close()
            store = try ResourceStore(path: path)
            #expect(store.incarnation == second)
            store.close()
        }
    }

    @Test func `a cursor is a row, written with the changes, and known to those who wait`() async throws {
        try await withStore { store, path async throws in
            #expect(try store.storedCursor("Controller") == nil)
            #expect(store.cursors["Controller"] == nil)
            async let reached: Void = store.cursors.wait(for: "Controller", toReach: 7)
            for revision in Int64(5)...7 {
                try await store.change { transaction throws(StoreError) in
                    try transaction.setCursor("Controller", to: revision)
                }
                store.cursors.advance("Controller", to: revision)
            }
            await reached
            store.cursors.advance("Controller", to: 3)
            #expect(store.cursors.all == ["Controller": 7], "it never goes back")
            await #expect(throws: StoreError.aborted) {
                try await store.change { transaction throws(StoreError) in
                    try transaction.setCursor("Controller", to: 9)
                    throw .aborted
                }
            }
            #expect(store.revision == 0, "it uses no revision")
            store.close()
            let again = try ResourceStore(path: path)
            #expect(try again.storedCursor("Controller") == 7)
            again.close()
        }
    }

    @Test func `what is of no interest to a controller doesn't hold its cursor back, unless it is busy`() async throws {
        try await withStore { store, path async throws in
            let isBusy = Mutex(false)
            let kind = ResourceKind("default", Toy.type)
            store.cursors.follow("Controller", Interest([kind], foreign: [ResourceKind("default", "Kept")])) {
                isBusy.withLock { $0 }
            }
            #expect(store.cursors["Controller"] == nil, "it has seen nothing")
            store.cursors.advance("Controller", to: 0)
            func write(_ type: String) async throws -> Int64 {
                try await store.change { transaction throws(StoreError) in
                    try transaction.create(Resource(Metadata(ResourceKey("default", type, "x")), spec: "{}"))
                }.metadata.revision
            }
            async let reached: Void = store.cursors.wait(for: "Controller", toReach: 2)
            _ = try await write("Other")
            let kept = try await write("Kept")
            await reached
            #expect(store.cursors["Controller"] == kept)
            isBusy.withLock { $0 = true }
            #expect(store.cursors["Controller"] == 0)
            isBusy.withLock { $0 = false }
            _ = try await write(Toy.type)
            #expect(store.cursors["Controller"] == 0)
            store.cursors.advance("Controller", to: 3)
            let sql = "UPDATE resource SET spec = '{\"x\":1}' WHERE type = 'Kept'"
            #expect(try ForeignClient.shell.run(sql, on: path) == nil)
            for await _ in store.feed.wakeUps() where store.revision == 4 { break }
            #expect(store.cursors["Controller"] == 3, "another process' change of what it keeps matters")
        }
    }

    @Test func `a rest ends when somebody waits`() async throws {
        try await withStore { store, _ async throws in
            let start = ContinuousClock.now
            async let rest: Void = store.cursors.rest("Controller", for: .seconds(600))
            async let reached: Void = store.cursors.wait(for: "Controller", toReach: 1)
            await rest
            // Beside busy tests a task may wait for its turn.
            #expect(ContinuousClock.now - start < .seconds(300))
            store.cursors.advance("Controller", to: 1)
            await reached
            let again = ContinuousClock.now
            await store.cursors.rest("Controller", for: .milliseconds(20))
            #expect(ContinuousClock.now - again >= .milliseconds(20), "nobody waits any more")
        }
    }

    @Test func `a wait for a cursor ends when its task is cancelled`() async throws {
        try await withStore { store, _ async throws in
            let waiting = Task { [cursors = store.cursors] in await cursors.wait(for: "Nobody", toReach: 1) }
            waiting.cancel()
            await waiting.value
        }
    }

    @Test func `the ledger speaks of one kernel`() async throws {
        try await withStore { store, _ async throws in
            let link = LedgerEntry(kind: "link", object: "br0", spec: "br0", claim: .made, original: ["mtu": 1500])
            let address = LedgerEntry(kind: "address", object: "eth0/192.0.2.1/24", spec: "x", claim: .found)
            try await store.change { transaction throws(StoreError) in
                try transaction.bindLedger(to: "boot-1", lasting: [])
                try transaction.record(link)
                try transaction.record(address)
            }
            #expect(try store.ledger("link") == [link])
            #expect(try store.ledger("address") == [address])
            var changed = link
            changed.claim = .found
            let replacement = changed
            try await store.change { transaction throws(StoreError) in
                try transaction.bindLedger(to: "boot-1", lasting: [])
                try transaction.record(replacement)
                try transaction.forget("address", "eth0/192.0.2.1/24")
                try transaction.forget("address", "nothing")
            }
            #expect(try store.ledger("link") == [replacement])
            #expect(try store.ledger("address") == [])
            try await store.change { transaction throws(StoreError) in
                try transaction.bindLedger(to: "boot-2", lasting: [])
            }
            #expect(try store.ledger("link") == [], "another boot has other objects")
            try await store.change { transaction throws(StoreError) in
                try transaction.record(link)
                try transaction.forgetEverything()
            }
            #expect(try store.ledger("link") == [])
        }
    }

    @Test func `an answer is kept with its change, and only with it`() async throws {
        try await withStore { store, _ async throws in
            let answer = StoredAnswer(fingerprint: "f", status: 201, headers: "{}", body: [0, 255, 10])
            await #expect(throws: StoreError.aborted) {
                try await store.change { transaction throws(StoreError) in
                    try transaction.store(answer, under: "key")
                    throw .aborted
                }
            }
            let before = try await store.change { transaction throws(StoreError) in
                let before = try transaction.answer("key")
                try transaction.store(answer, under: "key")
                return before
            }
            #expect(before == nil)
            #expect(
                try await store.change { transaction throws(StoreError) in try transaction.answer("key") } == answer)
        }
    }

    @Test func `times are RFC 3339 in UTC with milliseconds`() async throws {
        try await withStore { store, path async throws in
            try await create(store, "a")
            let sql = "INSERT INTO resource (namespace, type, id, spec) VALUES ('default', '\(Toy.type)', 'b', '{}')"
            #expect(try SQLiteShell.run(sql, on: path).status == 0)
            for id in ["a", "b"] {
                let metadata = try #require(try store.get(Toy.key(id))).metadata
                #expect(metadata.created.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil, "\(metadata)")
                #expect(metadata.created == metadata.updated)
            }
        }
    }

    @Test func `counts are of each namespace and type`() async throws {
        try await withStore { store, _ async throws in
            try await create(store, "a")
            try await create(store, "b")
            let counts = try store.counts()
            #expect(counts.count == 1)
            #expect(counts.first.map { "\($0)/\($1) \($2)" } == "default/PathResource 2")
        }
    }
}
