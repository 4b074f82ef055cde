import Resources
import Store
import TestSupport
import Testing

@Suite struct `The stamp of the last commit` {
    private func create(_ store: ResourceStore, _ id: String) async throws {
        try await store.change { transaction throws(StoreError) in _ = try transaction.create(Toy.resource(id)) }
    }

    @Test func `it stays while nothing is committed, whatever is read or undone`() async throws {
        try await withStore { store, _ async throws in
            try await create(store, "a")
            let stamp = try #require(store.commitStamp)
            _ = try store.list("default", Toy.type)
            _ = try await store.write(.test, keepsNothing: true) { transaction throws(StoreError) in
                try transaction.create(Toy.resource("b"))
            }
            #expect(store.commitStamp == stamp)
        }
    }

    @Test func `every commit changes it before its caller is answered`() async throws {
        try await withStore { store, _ async throws in
            var stamps: Set<CommitStamp> = []
            for index in 1...200 {
                try await create(store, "\(index)")
                stamps.insert(try #require(store.commitStamp))
                #expect(stamps.count == index)
            }
        }
    }

    @Test func `another process' commit changes it at once`() async throws {
        try await withStore { store, path async throws in
            try await create(store, "a")
            let stamp = try #require(store.commitStamp)
            #expect(try SQLiteShell.run("UPDATE resource SET spec = '{\"by\":\"hand\"}'", on: path).status == 0)
            #expect(store.commitStamp != nil && store.commitStamp != stamp)
        }
    }
}
