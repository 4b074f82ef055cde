import FlowSupport
import Foundation
import NIOHTTP1
import Resources
import TestSupport
import Testing

extension Flows {
    /// What becomes of the audit log in a daemon's life: it gets shorter, and its database is put back.
    @Suite struct AuditLife {
        private static let tag = "/v1/resources/management/RevisionTag/"

        private func table(_ flow: Flow, kind: String) async throws -> [Substring] {
            let text = try await flow.client.get("/v1/audit?kind=\(kind)&output=table").text
            return text.split(separator: "\n").dropFirst().map { $0 }
        }

        @Test func `its oldest rows go when ManagementSpec says so, and the rest is verified`() async throws {
            try await Flow.run { flow in
                try await flow.client.apply("AddressSpec/eth0/192.0.2.10/24")
                for number in 0..<1_100 {
                    let reply = try await flow.client.ask(
                        .PUT, Self.tag + "t\(number)x", Array(#"{"revision":1}"#.utf8))
                    try #require(reply.status == 201, "\(reply.text)")
                }
                #expect(try await flow.cli("audit", "rotate").status == 0)
                let reply = try await flow.client.ask(
                    .PUT, "/v1/resources/management/ManagementSpec/host",
                    Array(#"{"retention":{"audit":{"rows":1000}}}"#.utf8))
                try #require((200...201).contains(reply.status), "\(reply.text)")
                try await flow.host.eventually("rows are pruned") { try await table(flow, kind: "pruned").count == 1 }
                try await flow.host.eventually("the daemon says so") {
                    await flow.daemon.words.contains("the audit log was pruned")
                }
                let rows = try await flow.client.get("/v1/audit?kind=pruned").json["items"]?.elements ?? []
                let through = try #require(rows.first?["note"]?["through"]?.integer)
                #expect((100...200).contains(through), "no more goes than is too many: \(through)")
                let row = try #require(try await table(flow, kind: "pruned").first)
                #expect(row.contains("audit up to \(through)"), "\(row)")
                let verified = try await flow.cli("audit", "verify")
                #expect(verified.status == 0 && verified.output.hasPrefix("good: "), "\(verified.output)")
                #expect(try await flow.daemon.stop() == 0)
                #expect(try await flow.cli("audit", "verify", flow.daemon.state + "/netstrata.db").status == 0)
            }
        }

        @Test func `an older copy of the database in its place is told by the daemon, and is a row`() async throws {
            try await Flow.run { flow in
                let (database, copy) = (flow.daemon.state + "/netstrata.db", flow.folder + "/older.db")
                try await flow.client.apply("AddressSpec/eth0/192.0.2.10/24")
                #expect(try await flow.daemon.stop() == 0)
                try FileManager.default.copyItem(atPath: database, toPath: copy)
                try await flow.daemon.start(on: flow.host)
                #expect(await !flow.daemon.words.contains("an older copy"))
                try await flow.client.apply("AddressSpec/eth0/192.0.2.11/24")
                #expect(try await flow.daemon.stop() == 0)
                try FileManager.default.removeItem(atPath: database)
                try FileManager.default.moveItem(atPath: copy, toPath: database)
                try await flow.daemon.start(on: flow.host)
                #expect(await flow.daemon.words.contains("an older copy of the database was put in its place"))
                let row = try #require(try await table(flow, kind: "restored").first)
                #expect(row.contains("another life than "), "\(row)")
            }
        }

        @Test func `a database of an earlier version gets a row that says what was changed`() async throws {
            try await Flow.run { flow in
                #expect(try await flow.daemon.stop() == 0)
                let database = flow.daemon.state + "/netstrata.db"
                for file in try FileManager.default.contentsOfDirectory(atPath: flow.daemon.state)
                where file.hasPrefix("netstrata.db") {
                    try FileManager.default.removeItem(atPath: flow.daemon.state + "/" + file)
                }
                let dump = Self.root.appendingPathComponent("Tests/StoreTests/Dumps/001-resource.sql").path
                let made = try await flow.host.run(["sqlite3", "-bail", database, ".read \(dump)"])
                try #require(made.status == 0, "\(made.errors)")
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: database)
                try await flow.daemon.start(on: flow.host)
                let row = try #require(try await table(flow, kind: "migrated").first)
                #expect(row.contains("002-bookkeeping") && row.contains("004-audit"), "\(row)")
                #expect(try await flow.cli("audit", "verify").status == 0)
            }
        }

        private static let root = (0..<3).reduce(URL(fileURLWithPath: #filePath)) { path, _ in
            path.deletingLastPathComponent()
        }
    }
}
