import Resources
import Store
import TestSupport
import Testing

@testable import Controllers

@Suite struct `A controller's rows` {
    private static let kind = ResourceKind(Namespace.config, StaticHost.typeName)
    private static let text = #"{"addresses":["192.0.2.1"]}"#

    private static func owners(_ store: ResourceStore) throws -> [String: String] {
        let rows = try store.list(kind.namespace, kind.type).resources
        return Dictionary(rows.map { ($0.metadata.key.id, $0.metadata.owner) }) { $1 }
    }

    /// A row of somebody's under an id that the controller wants, too.
    private static func put(_ store: ResourceStore, _ id: String) async throws {
        try await store.change { transaction throws(StoreError) in
            try transaction.create(Resource(Metadata(ResourceKey(kind.namespace, kind.type, id)), spec: "{}"))
        }
    }

    @Test func `leave others' rows alone where that is said, and come back when those go`() async throws {
        try await withStore { store, _ async throws in
            try await Self.put(store, "default/a")
            let rows = OwnedRows(store, Self.kind, prefixes: ["default/"], owner: "C", leavesOthers: true)
            let wanted = ["default/a": Self.text, "default/b": Self.text]
            try await rows.become { _ in wanted }
            #expect(try Self.owners(store) == ["default/a": "", "default/b": "C"])
            try await store.change { transaction throws(StoreError) in
                try transaction.destroy(ResourceKey(Self.kind.namespace, Self.kind.type, "default/a"), owner: "")
            }
            try await rows.become { _ in wanted }
            #expect(try Self.owners(store) == ["default/a": "C", "default/b": "C"])
            try await Self.put(store, "default/c")
            try await rows.become { _ in [:] }
            #expect(try Self.owners(store) == ["default/c": ""])
        }
    }

    @Test func `take over what others wrote where it isn't`() async throws {
        try await withStore { store, _ async throws in
            try await Self.put(store, "default/a")
            let rows = OwnedRows(store, Self.kind, prefixes: ["default/"], owner: "C")
            try await rows.become { _ in ["default/a": Self.text] }
            #expect(try Self.owners(store) == ["default/a": "C"])
        }
    }
}
