import Resources
import Store
import Synchronization
import TestSupport
import Testing

@testable import Controllers

@Suite struct `What derivations know of resources` {
    private static let links = FactSource(LinkStatus.self, where: { !$0.contains("foreign") }) { id, link in
        link.linkState ? id : nil
    }

    private static func put(_ store: ResourceStore, _ id: String, _ spec: String) async throws {
        try await store.change { transaction throws(StoreError) in
            let key = ResourceKey(Namespace.network, LinkStatus.typeName, id)
            try transaction.modify(Resource(Metadata(key), spec: spec)) { stored throws(StoreError) in
                stored.spec = spec
            }
        }
    }

    @Test func `is news only where something that counts is other`() async throws {
        try await withStore { store, _ async throws in
            var input = DerivationInput([Self.links])
            try await Self.put(store, "a", #"{"linkState":true}"#)
            try await Self.put(store, "b", #"{"linkState":false}"#)
            try await Self.put(store, "c", #"{"alias":"foreign","linkState":true}"#)
            #expect(try input.refresh(store), "the first look")
            #expect(input[Self.links] == ["a": "a"])
            #expect(try !input.refresh(store))
            try await Self.put(store, "a", #"{"linkState":true,"mtu":1400}"#)
            #expect(try !input.refresh(store), "nobody wants to know the MTU")
            try await Self.put(store, "b", #"{"linkState":true}"#)
            #expect(try input.refresh(store))
            #expect(input.sorted(Self.links).map(\.id) == ["a", "b"])
            try await Self.put(store, "b", #"{"linkState":"broken"}"#)
            #expect(try input.refresh(store))
            #expect(input[Self.links] == ["a": "a"], "what can't be read doesn't count")
        }
    }

    @Test func `forgets what has gone, and what is to go`() async throws {
        try await withStore { store, _ async throws in
            var input = DerivationInput([Self.links])
            for id in ["a", "b"] { try await Self.put(store, id, #"{"linkState":true}"#) }
            _ = try input.refresh(store)
            try await store.change { transaction throws(StoreError) in
                let key = ResourceKey(Namespace.network, LinkStatus.typeName, "a")
                try transaction.addFinalizer("someone", to: key)
                try transaction.teardown(key)
                try transaction.destroy(ResourceKey(Namespace.network, LinkStatus.typeName, "b"))
            }
            #expect(try input.refresh(store))
            #expect(input[Self.links].isEmpty)
        }
    }

    @Test func `follows what is changed at the sqlite3 prompt`() async throws {
        try await withStore { store, path async throws in
            var input = DerivationInput([Self.links])
            try await Self.put(store, "a", #"{"linkState":true}"#)
            _ = try input.refresh(store)
            let head = store.revision
            let sql = "UPDATE resource SET spec = '{\"linkState\":false}' WHERE type = 'LinkStatus' AND id = 'a'"
            #expect(try ForeignClient.shell.run(sql, on: path) == nil)
            for await _ in store.feed.wakeUps() where store.revision > head { break }
            #expect(try input.refresh(store))
            #expect(input[Self.links].isEmpty)
        }
    }
}
