import Audit
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

    /// What is done to a secret past the program, and how the log tells it.
    static let harms: [(String, AuditFinding.Kind)] = [
        ("UPDATE secret SET value = 'mallory' WHERE value = 'swordfish'", .altered),
        ("UPDATE secret SET value = 'mallory', salt = NULL WHERE value = 'swordfish'", .altered),
        ("UPDATE secret SET value = 'mallory' WHERE value = 'chosen'", .altered),
        ("UPDATE secret SET salt = NULL WHERE value = 'chosen'", .altered),
        ("REPLACE INTO secret SELECT id, 'mallory', salt FROM secret WHERE value = 'swordfish'", .altered),
        ("REPLACE INTO secret SELECT id, value, zeroblob(16) FROM secret WHERE value = 'chosen'", .altered),
        (
            "INSERT INTO secret (id, value, salt) VALUES ('0123456789abcdef0123456789abcdef', 'x', zeroblob(16))",
            .inserted
        ),
        ("INSERT INTO secret (id, value) VALUES ('0123456789abcdef0123456789abcdef', 'x')", .inserted),
        ("DELETE FROM secret WHERE value = 'swordfish'", .missing),
    ]

    @Test(arguments: harms)
    func `that were changed or added are named by the audit log`(_ harm: String, _ kind: AuditFinding.Kind) async throws
    {
        try await withStore { store, path async throws in
            _ = try await store.write(ChangeContext(actor: "test", origin: .api)) { transaction throws(StoreError) in
                let reference = try transaction.keep(secret: "swordfish")
                try transaction.create(Toy.resource("names it", spec: #"{"key":"\#(reference)"}"#))
                try transaction.keep(
                    secret: "chosen", as: SecretReference(id: String(repeating: "7", count: 32)))
            }
            store.close()
            #expect(try ResourceStore.verifyAudit(path: path).findings == [])
            if !harm.hasPrefix("INSERT") {
                #expect(try SQLiteShell.run(harm, on: path).status != 0, "a trigger is there")
            }
            let guards = "DROP TRIGGER secret_is_fixed; DROP TRIGGER secret_stays; DROP TRIGGER secret_is_new;"
            #expect(try SQLiteShell.run(guards + harm, on: path).status == 0)
            let finding = try #require(try ResourceStore.verifyAudit(path: path).findings.first)
            #expect(finding.kind == kind)
            guard case .secret(let reference) = finding.place else {
                Issue.record("\(finding)")
                return
            }
            #expect(finding.detail.hasPrefix("\(reference): "))
            // A start doesn't make it good.
            try ResourceStore(path: path).close()
            #expect(try ResourceStore.verifyAudit(path: path).findings.contains(finding))
        }
    }

    @Test(arguments: ["", "secret:", "secret:abc", "secret:" + String(repeating: "G", count: 32), "swordfish"])
    func `are named in one form only`(text: String) { #expect(SecretReference(text) == nil) }
}
