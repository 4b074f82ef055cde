import FlowSupport
import NIOHTTP1
import Resources
import TestSupport
import Testing

extension Flows {
    /// The audit log of a real daemon, verified by the program itself.
    @Suite struct AuditLogs {
        private let address = "type: AddressSpec\nid: eth0/192.0.2.10/24\n"

        private func kinds(_ flow: Flow) async throws -> [String] {
            let rows = try await flow.client.get("/v1/audit?limit=1000").json["items"]?.elements ?? []
            return rows.reversed().compactMap { $0["kind"]?.text }
        }

        private func started(_ flow: Flow) async throws -> [JSON?] {
            let rows = try await flow.client.get("/v1/audit?kind=started").json["items"]?.elements ?? []
            return rows.reversed().map { $0["note"]?["orderly"] }
        }

        @Test func `tells of starts and ends, and whether they were orderly`() async throws {
            try await Flow.run { flow in
                #expect(try await flow.cli("apply", "-f", "-", "--wait", input: address).status == 0)
                #expect(try await kinds(flow).prefix(2) == ["key", "started"])
                try await flow.restart()
                #expect(try await kinds(flow).contains("stopped"))
                #expect(try await started(flow) == [true, true])
                let verified = try await flow.cli("audit", "verify")
                #expect(verified.status == 0 && verified.output.hasPrefix("good: "), "\(verified.output)")
                #expect(!verified.output.contains("signed up to row 0\n"))
                try await flow.daemon.crash()
                try await flow.daemon.start(on: flow.host)
                #expect(try await started(flow) == [true, true, false])
                let table = try await flow.cli("audit", "list", "--kind", "started").output.split(separator: "\n")
                #expect(
                    table.dropFirst().map { $0.hasSuffix(" after an end that wasn't orderly") } == [
                        true, false, false,
                    ],
                    "\(table)")
                #expect(try await flow.cli("audit", "verify").status == 0)
            }
        }

        @Test func `shows a row that the sqlite3 shell altered`() async throws {
            try await Flow.run { flow in
                #expect(try await flow.cli("apply", "-f", "-", "--wait", input: address).status == 0)
                let head = String(try await flow.cli("audit", "head").output.dropLast())
                let database = flow.daemon.state + "/netstrata.db"
                #expect(try await flow.cli("audit", "verify", "--head", head).status == 0)
                try await flow.sql("DROP TRIGGER txn_is_fixed; UPDATE txn SET message = 'nothing' WHERE id = 2;")
                let bad = try await flow.cli("audit", "verify", "-o", "json")
                #expect(bad.status == 1)
                let first = try JSON(parsing: bad.output)["findings"]?.elements?.first
                #expect(first?["kind"] == "altered" && first?["row"] != nil, "\(bad.output)")
                #expect(try await flow.cli("audit", "verify", database).status == 1, "the file alone shows it too")
            }
        }

        @Test func `is exported, proved and signed by another key`() async throws {
            try await Flow.run { flow in
                #expect(try await flow.cli("apply", "-f", "-", "--wait", input: address).status == 0)
                #expect(try await flow.cli("audit", "proof", "1").status == 4, "nothing is signed yet")
                #expect(try await flow.cli("audit", "rotate").status == 0)
                let (log, proof) = (flow.folder + "/log.ndjson", flow.folder + "/proof.json")
                try Files.write(try await flow.cli("audit", "export").output, to: log)
                try Files.write(try await flow.cli("audit", "proof", "1").output, to: proof)
                for file in [log, proof] {
                    let verified = try await flow.cli("audit", "verify", file)
                    #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
                }
                try Files.write(Files.text(log).replacing("192.0.2.10", with: "192.0.2.11"), to: log)
                #expect(try await flow.cli("audit", "verify", log).status == 1)
            }
        }

        @Test func `covers another key by the head with which that is answered`() async throws {
            try await Flow.run { flow in
                let rotated = try await flow.client.ask(.POST, "/v1/audit/rotate")
                let head = try #require(rotated.headers["x-audit-head"], "\(rotated.text)")
                let row = try await flow.client.get("/v1/audit?kind=key&limit=1").items.first
                #expect(row?["note"]?["key"] == rotated.json["key"] && rotated.json["key"] != nil)
                let number = try #require(row?["row"]?.integer)
                #expect(try #require(head.split(separator: ":").first.flatMap { Int64($0) }) >= number, "\(head)")
                #expect(try await flow.cli("audit", "verify", "--head", head).status == 0)
            }
        }
    }
}
