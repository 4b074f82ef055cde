import GRDB
import Resources
import Store
import TestSupport
import Testing

@Suite struct `Group commit` {
    /// Submits writes while the disk is held up, so that all but the first share a commit.
    private func inOneGroup<Value: Sendable>(
        _ store: ResourceStore, _ disk: FaultDisk, _ writes: [@Sendable () async -> Value]
    ) async throws -> [Value] {
        disk.closeGate()
        async let first: Void = { () async throws in
            try await store.change { transaction throws(StoreError) in
                _ = try transaction.create(Toy.resource("first-\(disk.calls)"))
            }
        }()
        try #require(await disk.isHeldUp())
        let before = store.pendingWrites
        var tasks: [Task<Value, Never>] = []
        for (index, write) in writes.enumerated() {
            tasks.append(Task { await write() })
            while store.pendingWrites < before + index + 1 { await Task.yield() }
        }
        let syncs = disk.syncs
        disk.openGate()
        try await first
        var values: [Value] = []
        for task in tasks { values.append(await task.value) }
        #expect(disk.syncs <= syncs + 2, "the first, and then all others together")
        return values
    }

    private func create(_ store: ResourceStore, _ id: String, by actor: String) async -> StoreError? {
        do throws(StoreError) {
            _ = try await store.write(ChangeContext(actor: actor, origin: .api)) { transaction throws(StoreError) in
                try transaction.create(Toy.resource(id))
            }
            return nil
        } catch {
            return error
        }
    }

    @Test func `many writers share commits, and each has a transaction of its own`() async throws {
        try await withFaultDisk { store, disk, _ async throws in
            let before = disk.syncs
            try await withThrowingTaskGroup(of: Int64?.self) { group in
                for writer in 0..<400 {
                    group.addTask {
                        try await store.write(ChangeContext(actor: "\(writer)", origin: .api)) {
                            transaction throws(StoreError) in try transaction.create(Toy.resource("\(writer)"))
                        }.commit.transaction
                    }
                }
                let transactions = try await group.reduce(into: []) { $0.append($1) }
                #expect(Set(transactions).count == 400)
            }
            #expect(disk.syncs - before < 200, "fewer syncs than half of the writes")
            let changes = try store.changes(after: 0, limit: 1000)
            #expect(changes.count == 400)
            for change in changes { #expect(change.transaction.context.actor == change.resource.metadata.key.id) }
        }
    }

    @Test func `one that fails leaves its neighbours alone`() async throws {
        try await withFaultDisk { store, disk, folder async throws in
            let writes: [@Sendable () async -> StoreError?] = [
                { await create(store, "before", by: "alice") },
                {
                    do throws(StoreError) {
                        try await store.change { transaction throws(StoreError) in
                            try transaction.create(Toy.resource("failed"))
                            try transaction.record(
                                LedgerEntry(kind: "link", object: "1", spec: "a", claim: .made))
                            throw .aborted
                        }
                        return nil
                    } catch {
                        return error
                    }
                },
                { await create(store, "before", by: "bob") },
                { await create(store, "after", by: "carol") },
            ]
            let results = try await inOneGroup(store, disk, writes)
            #expect(results == [nil, .aborted, .exists(Toy.key("before")), nil])
            #expect(try store.get(Toy.key("failed")) == nil)
            #expect(try store.ledger("link") == [])
            let changes = try store.changes(after: 1, limit: 10)
            #expect(changes.map(\.resource.metadata.key.id) == ["before", "after"])
            #expect(changes.map(\.transaction.context.actor) == ["alice", "carol"])
            #expect(changes.map(\.revision) == [2, 3], "what failed used no revision")
            let path = folder.file("netstrata.db")
            #expect(try ForeignClient.shell.run("UPDATE resource SET spec = '{\"x\":1}'", on: path) == nil)
            let foreign = try store.changes(after: 3, limit: 10).map(\.transaction.context.actor)
            #expect(foreign == ["sqlite", "sqlite", "sqlite"], "nor does the sqlite3 shell inherit a name")
            #expect(try Invariants.violations(path: path) == [])
        }
    }

    /// The first has no savepoint: it goes with the transaction, and the others begin another one.
    @Test(arguments: [true, false]) func `the first leaves its neighbours alone as well`(isDryRun: Bool) async throws {
        try await withFaultDisk { store, disk, folder async throws in
            let writes: [@Sendable () async -> StoreError?] = [
                {
                    do throws(StoreError) {
                        _ = try await store.write(.test, keepsNothing: isDryRun) { transaction throws(StoreError) in
                            try transaction.create(Toy.resource("nothing"))
                            if !isDryRun { throw .aborted }
                        }
                        return nil
                    } catch {
                        return error
                    }
                },
                { await create(store, "after", by: "carol") },
            ]
            let results = try await inOneGroup(store, disk, writes)
            #expect(results == [isDryRun ? nil : .aborted, nil])
            #expect(try store.get(Toy.key("nothing")) == nil)
            #expect(try store.get(Toy.key("after"))?.metadata.revision == 2, "what failed used no revision")
            #expect(try Invariants.violations(path: folder.file("netstrata.db")) == [])
        }
    }

    @Test func `a dry run leaves no trace, uses no revision, and sees what its neighbours did`() async throws {
        try await withFaultDisk { store, disk, folder async throws in
            let writes: [@Sendable () async -> String] = [
                { await create(store, "real", by: "alice") == nil ? "ok" : "refused" },
                {
                    let context = ChangeContext(actor: "dry", origin: .api)
                    let answer = try? await store.write(context, keepsNothing: true) {
                        transaction throws(StoreError) in
                        try transaction.setCursor("dry", to: 1)
                        let found = try transaction.get(Toy.key("real")) != nil
                        return (found, try transaction.create(Toy.resource("dry")).metadata.revision)
                    }
                    return answer.map { "\($0.value) \($0.commit.transaction ?? 0) \($0.commit.head)" } ?? "refused"
                },
                { await create(store, "next", by: "bob") == nil ? "ok" : "refused" },
            ]
            let results = try await inOneGroup(store, disk, writes)
            #expect(results == ["ok", "(true, 3) 0 2", "ok"])
            #expect(try store.get(Toy.key("dry")) == nil)
            #expect(try store.storedCursor("dry") == nil)
            #expect(try store.get(Toy.key("next"))?.metadata.revision == 3)
            let actors = try await DatabaseQueue(path: folder.file("netstrata.db")).read {
                try String.fetchAll($0, sql: "SELECT actor FROM txn ORDER BY id")
            }
            #expect(actors == ["uid:0(test)", "alice", "bob"])
        }
    }

    @Test func `who passes over a failed statement changes nothing by it`() async throws {
        try await withStore { store, path async throws in
            let commit = try await store.write(.test) { transaction throws(StoreError) in
                try transaction.create(Toy.resource("a"))
                do throws(StoreError) { try transaction.create(Toy.resource("a")) } catch {}
                do throws(StoreError) { try transaction.create(Toy.resource("b", spec: "[]")) } catch {}
                try transaction.create(Toy.resource("c"))
            }.commit
            #expect(commit.revisions == 1...2)
            let refused = try await store.write(.test) { transaction throws(StoreError) in
                do throws(StoreError) { try transaction.create(Toy.resource("a")) } catch {}
            }.commit
            #expect(refused.transaction == nil)
            #expect(refused.head == 2)
            let count = try await DatabaseQueue(path: path).read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM txn")
            }
            #expect(count == 1, "a transaction of nothing leaves no row")
            #expect(try Invariants.violations(path: path) == [])
        }
    }

    @Test func `a write goes on when its task is cancelled`() async throws {
        try await withFaultDisk { store, disk, _ async throws in
            disk.closeGate()
            let write = Task {
                try await store.change { transaction throws(StoreError) in try transaction.create(Toy.resource("a")) }
            }
            try #require(await disk.isHeldUp())
            write.cancel()
            disk.openGate()
            #expect(try await write.value.metadata.revision == 1)
        }
    }

    @Test func `after closing, every write is told so`() async throws {
        try await withStore { store, _ async throws in
            store.close()
            await #expect(throws: StoreError.closed) { try await store.change { _ throws(StoreError) in } }
            #expect(throws: StoreError.closed) { try store.get(Toy.key("a")) }
        }
    }
}
