import Resources
import Store
import TestSupport
import Testing

@Suite struct `Several reads in one` {
    @Test func `see the same commit although somebody writes in between`() async throws {
        try await withStore { store, path async throws in
            _ = try await store.change { transaction throws(StoreError) in
                try transaction.create(Toy.resource("a", spec: "{}"))
                try transaction.create(Toy.resource("b", spec: "{}"))
            }
            var refusal: (any Error)?
            let (first, second) = try store.read { reading throws(StoreError) in
                let first = try reading.get(Toy.key("a"))
                do {
                    try ForeignClient.connection.run("UPDATE resource SET spec = '{\"n\":1}' WHERE id = 'b'", on: path)
                } catch { refusal = error }
                return (first, try reading.get(Toy.key("b")))
            }
            #expect(refusal == nil)
            #expect((first?.spec, second?.spec) == ("{}", "{}"))
            #expect(try store.get(Toy.key("b"))?.spec == #"{"n":1}"#)
            #expect(try store.read { reading throws(StoreError) in try reading.metadata(Toy.key("c")) } == nil)
        }
    }
}
