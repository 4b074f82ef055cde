import FlowSupport
import Foundation
import NIOHTTP1
import Resources
import TestSupport
import Testing

extension Flows {
    /// The database as a file, with a daemon at work on it and without.
    @Suite struct Databases {
        private func addresses(_ flow: Flow) async throws -> [String] {
            let links = try JSON(parsing: try await flow.host.ip("-j -4 address show eth0")).elements ?? []
            return links.flatMap { $0["addr_info"]?.elements ?? [] }.compactMap { $0["local"]?.text }.sorted()
        }

        private func db(_ flow: Flow, _ words: String...) async throws -> Command.Outcome {
            try await flow.cli(["db"] + words + ["--state", flow.daemon.state])
        }

        @Test func `a backup made while somebody writes is put back, and nothing from before means something else`()
            async throws
        {
            try await Flow.run { flow in
                let list = "/v1/resources/network-config/AddressSpec"
                let kept = "AddressSpec/eth0/192.0.2.10/24"
                for id in [10, 11] { try await flow.client.apply("AddressSpec/eth0/192.0.2.\(id)/24") }
                let file = flow.folder + "/a.backup"
                let copied = try await whileWriting(flow) { try await db(flow, "backup", file, "-o", "json") }
                #expect(copied.status == 0, "\(copied.errors)")
                let revision = try #require(try JSON(parsing: copied.output)["revision"]?.integer)
                let attributes = try FileManager.default.attributesOfItem(atPath: file)
                #expect(attributes[.posixPermissions] as? Int == 0o600)
                #expect(try TestSupport.SQLiteShell.run("PRAGMA integrity_check", on: file).output == "ok\n")
                let check = try await db(flow, "check", file)
                #expect(check.status == 0 && check.output.contains("is sound: revision \(revision), "), "\(check)")
                let again = try await db(flow, "backup", file)
                #expect(again.status == 5 && again.errors.contains("--force"), "\(again)")
                #expect(try await db(flow, "backup", file, "--force").status == 0)
                #expect(try await db(flow, "backup", flow.daemon.state + "/netstrata.db", "--force").status == 2)

                // What comes after the backup, and what is handed out.
                try await flow.client.apply("AddressSpec/eth0/192.0.2.12/24")
                #expect(try await addresses(flow) == ["192.0.2.10", "192.0.2.11", "192.0.2.12"])
                let tag = try #require(try await flow.client.get(Client.path(kept)).headers["etag"])
                let page = try #require(
                    try await flow.client.get(list + "?limit=1").json[path: "metadata", "nextPageToken"]?.text)
                let cursor = try #require(try await flow.client.get(list).headers["etag"]).filter { $0 != "\"" }

                for words in [["restore", file], ["vacuum"]] {
                    let early = try await flow.cli(["db"] + words + ["--state", flow.daemon.state])
                    #expect(early.status == 5 && early.errors.contains("stop it first"), "\(early)")
                }
                let open = try await db(flow, "check")
                #expect(open.status == 0 && open.output.contains("a daemon works with it"), "\(open)")
                #expect(try await flow.daemon.stop() == 0)

                let restored = try await db(flow, "restore", file, "-o", "json")
                #expect(restored.status == 0, "\(restored.errors)")
                let before = try #require(try JSON(parsing: restored.output)["kept"]?.text)
                #expect(try await db(flow, "check", before).status == 0)
                try await flow.daemon.start(on: flow.host)

                try await flow.host.eventually("the kernel is as the backup says") {
                    try await addresses(flow) == ["192.0.2.10", "192.0.2.11"]
                }
                let stale = try await flow.client.put(kept, [:], "", ["if-match": tag])
                #expect(stale.status == 412, "\(stale.text)")
                #expect(try await flow.client.get(list + "?limit=1&pageToken=\(page)").status == 410)
                #expect(try await flow.client.get(list + "?watch&revision=\(cursor)").status == 410)
                #expect(try await flow.client.get(list + "?revision=\(cursor)").status == 410)
                let fresh = try #require(try await flow.client.get(Client.path(kept)).headers["etag"])
                #expect(try await flow.client.put(kept, [:], "", ["if-match": fresh]).status == 200)

                #expect(try await flow.daemon.stop() == 0)
                let vacuum = try await db(flow, "vacuum", "-o", "json")
                #expect(vacuum.status == 0, "\(vacuum.errors)")
                let closed = try await db(flow, "check")
                #expect(closed.status == 0 && !closed.output.contains("a daemon works with it"), "\(closed)")
            }
        }

        /// Runs something while resources change all the time.
        private func whileWriting<Value: Sendable>(
            _ flow: Flow, _ body: @Sendable () async throws -> Value
        ) async throws -> Value {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    var mtu = 1300
                    while !Task.isCancelled {
                        mtu = mtu == 1300 ? 1301 : 1300
                        let reply = try await flow.client.put("LinkSpec/eth0", ["mtu": .integer(Int64(mtu))])
                        guard reply.status < 300 else { throw FlowError("\(reply.status) \(reply.text)") }
                    }
                }
                try await flow.host.eventually("somebody writes") {
                    try await flow.client.get(Client.path("LinkSpec/eth0")).status == 200
                }
                let value = try await body()
                group.cancelAll()
                do { try await group.waitForAll() } catch is CancellationError {}
                return value
            }
        }

        @Test func `a damaged database is described, and a backup takes its place`() async throws {
            try await Flow.run { flow in
                try await flow.client.apply("AddressSpec/eth0/192.0.2.10/24")
                let file = flow.folder + "/a.backup"
                #expect(try await db(flow, "backup", file).status == 0)
                #expect(try await flow.daemon.stop() == 0)
                let database = flow.daemon.state + "/netstrata.db"
                let sql = "DROP TRIGGER history_stays; DELETE FROM history WHERE revision = 2;"
                #expect(try TestSupport.SQLiteShell.run(sql, on: database).status == 0)
                let check = try await db(flow, "check")
                #expect(check.status == 1)
                for words in ["revision 2 is gone", "trigger history_stays is gone", "netstrata db restore"] {
                    #expect(check.output.contains(words), "\(check.output)")
                }
                let damaged = try await db(flow, "restore", database)
                #expect(damaged.status == 1 && damaged.errors.contains("isn't sound"), "\(damaged)")
                #expect(damaged.errors.contains("→ netstrata db check \(database) tells more"), "\(damaged)")
                let absent = try await db(flow, "restore", flow.folder + "/absent")
                #expect(absent.status == 4, "\(absent)")
                #expect(absent.errors.contains("→ name the file that 'netstrata db backup' made"), "\(absent)")
                try Data("nothing of a database".utf8).write(to: URL(fileURLWithPath: database))
                let ruined = try await db(flow, "stats")
                #expect(ruined.status == 7 && ruined.errors.contains("db restore"), "\(ruined)")
                let restored = try await db(flow, "restore", file)
                #expect(restored.status == 0 && restored.output.contains("isn't known"), "\(restored)")
                try await flow.daemon.start(on: flow.host)
                #expect(try await addresses(flow) == ["192.0.2.10"])
                let missing = try await flow.cli("db", "check", "--state", flow.folder + "/nowhere")
                #expect(missing.status == 4 && missing.errors.contains("--state"), "\(missing)")
            }
        }

        @Test func `history is pruned as ManagementSpec says, while the daemon works`() async throws {
            try await Flow.run { flow in
                try await flow.client.apply("AddressSpec/eth0/192.0.2.10/24")
                #expect(try await flow.daemon.stop() == 0)
                let edits = (0..<1500).map {
                    "UPDATE resource SET spec = json_set(spec, '$.mtu', \($0 + 1)) WHERE type = 'LinkStatus' AND id = 'lo';"
                }
                let database = flow.daemon.state + "/netstrata.db"
                let statements = "BEGIN;\n" + edits.joined(separator: "\n") + "\nCOMMIT;"
                try statements.write(toFile: flow.folder + "/edits.sql", atomically: true, encoding: .utf8)
                #expect(try TestSupport.SQLiteShell.run(".read \(flow.folder)/edits.sql", on: database).status == 0)
                try await flow.daemon.start(on: flow.host)
                let status = "/v1/resources/network/LinkStatus"
                #expect(try await flow.client.get("\(status)/lo?revision=100").status == 200)

                let management: JSON = ["mode": "enforce", "retention": ["statuses": ["rows": 1000]]]
                let place = "/v1/resources/management/ManagementSpec/host"
                let put = try await flow.client.ask(.PUT, place, management.canonicalBytes)
                #expect(put.status < 300, "\(put.text)")
                try await flow.host.eventually("statuses are pruned") {
                    try await flow.client.get("\(status)/lo?revision=100").status == 410
                }
                let gone = try await flow.client.get("\(status)?revision=100")
                let oldest = try #require(gone.json["oldestRevision"]?.integer)
                #expect(try await flow.client.get("\(status)/lo?revision=\(oldest)").status == 200)
                #expect(try await flow.client.get("\(status)?watch&revision=100").status == 410)
                #expect(try await flow.client.get(Client.path("AddressSpec") + "?revision=5").status == 200)
                func classes() async throws -> [JSON] {
                    let statistics = try JSON(parsing: try await db(flow, "stats", "-o", "json").output)
                    return statistics["classes"]?.elements ?? []
                }
                // Each of several steps is answered for as soon as it is done.
                try await flow.host.eventually("as many are left as should be") {
                    let statuses = try await classes().first { $0["name"] == "statuses" }
                    return (statuses?["changes"]?.integer ?? .max) < 1100
                }
                let found = try await classes()
                let statuses = try #require(found.first { $0["name"] == "statuses" })
                #expect((statuses["oldestRevision"]?.integer ?? 0) >= oldest)
                #expect(found.first { $0["name"] == "specs" }?["oldestRevision"] == 0)
                let table = try await db(flow, "stats")
                #expect(table.status == 0 && table.output.contains("LinkStatus"), "\(table)")
                let check = try await db(flow, "check")
                #expect(check.status == 0, "\(check.output)")

                try await flow.restart()
                #expect(try await flow.client.get("\(status)/lo?revision=100").status == 410)
                #expect(try await addresses(flow) == ["192.0.2.10"])
            }
        }
    }
}
