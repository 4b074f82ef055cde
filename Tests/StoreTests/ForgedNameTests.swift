import Audit
import Foundation
import GRDB
import Resources
import Store
import TestSupport
import Testing

@Suite struct `A forged transaction without a change` {
    @Test func `is sealed under no other name than sqlite, also where the program writes on`() async throws {
        try await withStore { store, path async throws in
            try await store.change { transaction throws(StoreError) in try transaction.create(Toy.resource("a")) }
            let forgery = """
                INSERT INTO txn (id, time, actor, origin, message, first_revision)
                VALUES ((SELECT max(id) + 1 FROM txn), '2026-11-28T03:00:00.000Z', 'uid:1000(bob)', 'api', 'empty', 0)
                """
            for _ in 1...2 { #expect(try SQLiteShell.run(forgery, on: path).status == 0) }
            try await store.change { transaction throws(StoreError) in try transaction.create(Toy.resource("b")) }
            let rows = try store.auditRows(kind: AuditKind.external.rawValue, limit: 10)
            #expect(rows.count == 2)
            for sealed in rows {
                guard case .changes(let words, _, _) = sealed.row.content else {
                    Issue.record("\(sealed)")
                    continue
                }
                let told = try JSON(parsing: words.text)
                #expect(told["actor"] == "sqlite" && told["origin"] == "sqlite" && told["message"] == "empty")
            }
            let report = try store.verifyAudit()
            #expect(report.findings == [] && report.tally.external.count == 2)
        }
    }
}
