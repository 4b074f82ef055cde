import Resources
import Store
import TestSupport
import Testing

@testable import Controllers

@Suite struct `The cache of resources` {
    private typealias Cache = ResourceCache<LinkSpec>

    private static func put(_ store: ResourceStore, _ ids: [String], mtu: Int = 1500) async throws {
        for id in ids {
            try await store.change { transaction throws(StoreError) in
                let key = ResourceKey(Namespace.network, LinkSpec.typeName, id)
                let text = #"{"name":"\#(id)","mtu":\#(mtu)}"#
                try transaction.modify(Resource(Metadata(key), spec: text)) { stored throws(StoreError) in
                    stored.spec = text
                }
            }
        }
    }

    @Test func `tells all the first time, and then what changed`() async throws {
        try await withStore { store, _ async throws in
            var cache = Cache(Namespace.network)
            try await Self.put(store, ["a", "b"])
            #expect(try cache.refresh(store) == ["a", "b"])
            #expect(try cache.refresh(store) == [])
            try await Self.put(store, ["b"], mtu: 1400)
            #expect(try cache.refresh(store) == ["b"])
            #expect(cache.entries["b"]?.spec?.mtu == 1400)
        }
    }

    @Test func `tells what was read before a read that failed with the next one`() async throws {
        try await withStore { store, path async throws in
            var cache = Cache(Namespace.network, batchLimit: 2)
            try await Self.put(store, ["a", "b", "c", "d"])
            #expect(try cache.refresh(store) == ["a", "b", "c", "d"])
            try await Self.put(store, ["a", "b", "c"], mtu: 1400)
            let last = store.revision
            // A row of the history that can't be read; the first two of the three can.
            try ForeignClient.connection.run(
                "DROP TRIGGER history_is_fixed; UPDATE history SET phase = 'broken' WHERE revision = \(last)", on: path)
            #expect(throws: StoreError.self) { try cache.refresh(store) }
            #expect(cache.entries["a"]?.spec?.mtu == 1400)
            #expect(cache.entries["c"]?.spec?.mtu == 1500)
            #expect(throws: StoreError.self) { try cache.refresh(store) }
            try ForeignClient.connection.run(
                "UPDATE history SET phase = 'running' WHERE revision = \(last)", on: path)
            #expect(try cache.refresh(store) == ["a", "b", "c"])
            #expect(cache.entries["c"]?.spec?.mtu == 1400)
            #expect(try cache.refresh(store) == [], "it is told once")
        }
    }

    @Test func `keeps what it had while nothing can be read`() async throws {
        try await withStore { store, _ async throws in
            var cache = Cache(Namespace.network)
            try await Self.put(store, ["a"])
            _ = try cache.refresh(store)
            let position = cache.position
            store.close()
            #expect(throws: StoreError.self) { try cache.refresh(store) }
            #expect(Set(cache.entries.keys) == ["a"])
            #expect(cache.position == position)
        }
    }
}
