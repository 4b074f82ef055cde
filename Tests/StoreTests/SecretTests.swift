import Resources
import Store
import TestSupport
import Testing

@Suite struct `Secrets` {
    @Test func `are kept under one name each, and never stand in a resource`() async throws {
        try await withStore { store, _ async throws in
            let names = try await store.write(ChangeContext(actor: "test", origin: .api)) {
                transaction throws(StoreError) in
                let first = try transaction.keep(secret: "swordfish")
                let second = try transaction.keep(secret: "swordfish")
                let other = try transaction.keep(secret: "another")
                return [first, second, other]
            }.value
            #expect(names[0] == names[1])
            #expect(names[0] != names[2])
            #expect(try store.secret(names[0]) == "swordfish")
            let text = names[2].description
            #expect(text.hasPrefix("secret:") && text.utf8.count == 39)
            let reference = try #require(SecretReference(text))
            #expect(try store.secret(reference) == "another")
            let unknown = try #require(SecretReference("secret:" + String(repeating: "0", count: 32)))
            #expect(try store.secret(unknown) == nil)
        }
    }

    @Test(arguments: ["", "secret:", "secret:abc", "secret:" + String(repeating: "G", count: 32), "swordfish"])
    func `are named in one form only`(text: String) { #expect(SecretReference(text) == nil) }
}
