import Foundation
import GRDB
import Resources
import Store
import TestSupport
import Testing

/// Disks that are full, databases that are locked, and files that aren't what they should be.
@Suite struct `In trouble, the store` {
    private func create(_ store: ResourceStore, _ id: String, bytes: Int = 10) async -> StoreError? {
        let spec = #"{"filler":"\#(String(repeating: "x", count: bytes))"}"#
        do throws(StoreError) {
            _ = try await store.change { transaction throws(StoreError) in
                try transaction.create(Toy.resource(id, spec: spec))
            }
            return nil
        } catch {
            return error
        }
    }

    @Test func `tells nobody of success when the disk is full, reads on, and recovers`() async throws {
        try await withStore { store, path async throws in
            #expect(await create(store, "first") == nil)
            let pages = try #require(try await store.setting("page_count"))
            try await store.limitSize(toPages: pages + 40)
            let refusals = await withTaskGroup(of: (String, StoreError?).self) { group in
                for index in 0..<60 {
                    // Every tenth is larger than what is left: it is full in the middle of the group.
                    group.addTask {
                        ("\(index)", await create(store, "\(index)", bytes: index % 10 == 5 ? 300_000 : 1000))
                    }
                }
                return await group.reduce(into: [(String, StoreError?)]()) { $0.append($1) }
            }
            for (id, refusal) in refusals {
                #expect(
                    try (store.get(Toy.key(id)) == nil) == (refusal != nil), "\(id): \(String(describing: refusal))")
                #expect(refusal == nil || refusal == .full)
            }
            #expect(refusals.contains { $0.1 == .full })
            while await create(store, "filler-\(store.revision)", bytes: 1000) == nil {}
            #expect(await create(store, "more", bytes: 10_000) == .full)
            #expect(try store.get(Toy.key("first")) != nil)
            #expect(try store.changes(after: 0, limit: 1).count == 1)
            try await store.limitSize(toPages: 1_000_000)
            #expect(await create(store, "more", bytes: 300_000) == nil)
            store.close()
            #expect(try Invariants.violations(path: path) == [])
        }
    }

    @Test func `answers busy in time while another connection keeps the database locked, and recovers`() async throws {
        try await withStore { store, path async throws in
            #expect(await create(store, "first") == nil)
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let other = try DatabaseQueue(path: path, configuration: configuration)
            try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            let start = ContinuousClock.now
            async let second = create(store, "second")
            async let third = create(store, "third")
            let answers = await [second, third]
            #expect(answers == [.busy, .busy])
            #expect(ContinuousClock.now - start < .seconds(20), "the time limit is 2 s a group")
            #expect(try store.get(Toy.key("first")) != nil, "reads don't wait")
            try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
            #expect(await create(store, "second") == nil)
        }
    }

    @Test func `refuses a file that is no database, and leaves it alone`() async throws {
        try await TemporaryFolder.with { folder async throws in
            let path = folder.file("netstrata.db")
            let garbage = Array("this is no database. ".utf8) + Array(repeating: 0x2A, count: 9000)
            try write(garbage, to: path)
            do throws(StoreError) {
                _ = try ResourceStore(path: path)
                Issue.record("a file of garbage was opened")
            } catch {
                guard case .corrupt = error else {
                    Issue.record("\(error)")
                    return
                }
            }
            #expect(try contents(of: path) == garbage)
        }
    }

    @Test func `tells of a damaged page when it reads it`() async throws {
        try await TemporaryFolder.with { folder async throws in
            let path = folder.file("netstrata.db")
            let store = try ResourceStore(path: path)
            for index in 0..<50 { #expect(await create(store, "\(index)", bytes: 5000) == nil) }
            store.close()
            var bytes = try contents(of: path)
            for index in (bytes.count / 4)..<bytes.count { bytes[index] = 0xA5 }
            try write(bytes, to: path)
            do throws(StoreError) {
                let damaged = try ResourceStore(path: path)
                defer { damaged.close() }
                _ = try damaged.list("default", Toy.type)
                Issue.record("damaged pages were read")
            } catch {
                guard case .corrupt = error else {
                    Issue.record("\(error)")
                    return
                }
            }
        }
    }

    @Test func `refuses another program's database and doesn't change a byte of it`() async throws {
        try await TemporaryFolder.with { folder async throws in
            let path = folder.file("netstrata.db")
            let sql = "PRAGMA application_id = 7; CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1);"
            #expect(try SQLiteShell.run(sql, on: path).status == 0)
            let before = try contents(of: path)
            #expect(throws: StoreError.self) { try ResourceStore(path: path) }
            #expect(try contents(of: path) == before)
            #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
        }
    }

    @Test func `refuses a database of a newer version`() async throws {
        try await withStore { store, path async throws in
            store.close()
            let newer = "INSERT INTO grdb_migrations VALUES ('999-of-the-future')"
            #expect(try SQLiteShell.run(newer, on: path).status == 0)
            #expect(throws: StoreError.database("the file belongs to a newer version of this program")) {
                try ResourceStore(path: path)
            }
        }
    }

    @Test func `keeps its files to itself`() async throws {
        try await withStore { store, path async throws in
            #expect(await create(store, "a") == nil)
            for suffix in ["", "-wal", "-shm"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: path + suffix)
                #expect(attributes[.posixPermissions] as? Int == 0o600, "\(suffix)")
            }
        }
    }
}
