import Resources
import Store
import TestSupport
import Testing

@Suite struct `A large spec` {
    private static func spec(_ number: Int) -> String {
        #"{"n":\#(number),"text":"\#(String(repeating: "x", count: Limit.largeSpec))"}"#
    }

    private static let followed: HistoryFilter = {
        var filter = HistoryFilter()
        (filter.namespace, filter.type, filter.onlyLast) = ("default", Toy.type, true)
        return filter
    }()

    /// What a follower is told of the changes after a revision, which must be what the file has.
    private static func follow(_ store: ResourceStore, after revision: Int64) throws -> [String] {
        let told = try store.changes(after: revision, matching: followed, limit: 10).map(\.resource)
        for resource in told { #expect(try store.get(resource.metadata.key)?.spec == resource.spec) }
        return told.map(\.spec)
    }

    @Test func `is told to followers as it is in the file, whoever wrote it`() async throws {
        try await withStore { store, path async throws in
            _ = try await store.change { transaction throws(StoreError) in
                try transaction.create(Toy.resource("a", spec: Self.spec(1)))
                try transaction.create(Toy.resource("b", spec: Self.spec(2)))
                try transaction.create(Toy.resource("c", spec: "{}"))
            }
            #expect(try Self.follow(store, after: 0) == [Self.spec(1), Self.spec(2), "{}"])
            let before = store.revision
            // What isn't kept was never there, and its number is another's then.
            await #expect(throws: StoreError.aborted) {
                _ = try await store.change { transaction throws(StoreError) in
                    try transaction.modify(Toy.resource("a", spec: "{}")) { $0.spec = Self.spec(3) }
                    throw .aborted
                }
            }
            #expect(try Self.follow(store, after: before).isEmpty)
            try ForeignClient.connection.run("UPDATE resource SET spec = '\(Self.spec(4))' WHERE id = 'b'", on: path)
            #expect(try Self.follow(store, after: before) == [Self.spec(4)])
            _ = try await store.change { transaction throws(StoreError) in
                try transaction.modify(Toy.resource("a", spec: "{}")) { $0.spec = Self.spec(5) }
            }
            #expect(try Self.follow(store, after: before) == [Self.spec(4), Self.spec(5)])
        }
    }
}
