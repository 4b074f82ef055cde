import Audit
import Foundation
import GRDB
import Resources
import TestSupport
import Testing

@testable import Store

/// The writer seals what it wrote without a look at the tables; verification reads the tables.
@Suite struct `What the writer seals` {
    private static let words = [
        "", "plain", "\"quoted\" \\ back", "tab\tline\nreturn\r\u{8}\u{c}\u{1}\u{1f}\u{7f}", "é ß 漢 🦉 \u{2028}\u{FFFD}",
        "a\u{0}b", "%s %d {\"a\":1}",
    ]

    @Test(arguments: words) func `is what the tables hold, whatever the letters`(word: String) async throws {
        try await TemporaryFolder.with { folder async throws in
            let store = try ResourceStore(path: folder.file("netstrata.db"), classes: ["Toy": .statuses])
            let context = ChangeContext(
                actor: "uid:0(\(word))", origin: .api, message: word, requestID: word, cause: word.isEmpty ? nil : 1)
            let id = "id/\(word.replacing("\u{0}", with: ""))"
            var resource = Toy.resource(id, finalizers: ["F \(word)"])
            resource.metadata.labels = ["one": word, "two": "2"]
            resource.metadata.annotations = ["note": word]
            let first = resource
            try await store.change(context) { transaction throws(StoreError) in try transaction.create(first) }
            try await store.change(context) { transaction throws(StoreError) in
                try transaction.modify(first) { $0.spec = JSON.object([word: .string(word)]).canonical }
                try transaction.create(Toy.resource("other"))
                try transaction.modify(first) { $0.metadata.annotations["more"] = word }
            }
            try await store.change(context) { transaction throws(StoreError) in
                try transaction.teardown(first.metadata.key)
                try transaction.removeFinalizer("F \(word)", from: first.metadata.key)
                try transaction.destroy(first.metadata.key)
            }
            #expect(try store.verifyAudit().findings == [])
            #expect(try store.verifyAudit().tally.changes == 7)
        }
    }

    /// Such texts are left as they are when somebody changes only the spec.
    @Test func `is what the tables hold of a resource that the sqlite3 shell wrote`() async throws {
        try await TemporaryFolder.with { folder async throws in
            let path = folder.file("netstrata.db")
            let store = try ResourceStore(path: path)
            let alice = ChangeContext(actor: "alice", origin: .api)
            try await store.change(alice) { transaction throws(StoreError) in try transaction.create(Toy.resource("a"))
            }
            try await DatabaseQueue(path: path).write {
                try $0.execute(
                    sql:
                        #"UPDATE resource SET labels = '{ "z": "1", "a":"\u00e9" }' WHERE id = 'a'"#
                )
            }
            try await store.change(alice) { transaction throws(StoreError) in
                try transaction.modify(Toy.resource("a")) { $0.spec = Toy.spec(7) }
            }
            try await store.change(alice) { transaction throws(StoreError) in try transaction.destroy(Toy.key("a")) }
            let report = try store.verifyAudit()
            #expect(report.findings == [] && report.tally.external == [2])
        }
    }

    /// The rows of a group are inserted many at once, and one by one at its end.
    @Test(arguments: [1, 2, 40, 150]) func `is all there after a group of writes`(count: Int) async throws {
        try await TemporaryFolder.with { folder async throws in
            let store = try ResourceStore(path: folder.file("netstrata.db"))
            let alice = ChangeContext(actor: "alice", origin: .api)
            await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<count {
                    group.addTask {
                        try await store.change(alice) { transaction throws(StoreError) in
                            try transaction.create(Toy.resource("r\(number)"))
                            // What failed meanwhile leaves nothing.
                            if number % 5 == 3 { throw .notFound(Toy.key("x")) }
                        }
                    }
                }
                while let result = await group.nextResult() {
                    if case .failure(let error) = result { #expect(error as? StoreError == .notFound(Toy.key("x"))) }
                }
            }
            let report = try store.verifyAudit()
            #expect(report.findings == [])
            #expect(report.tally.rows == (0..<count).count { $0 % 5 != 3 })
        }
    }
}
