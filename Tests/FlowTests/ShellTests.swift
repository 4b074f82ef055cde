import FlowSupport
import Resources
import TestSupport
import Testing

extension Flows {
    @Suite struct SQLiteShell {
        private static let address = "AddressSpec/eth0/192.0.2.10/24"

        private static let statusEdits = ["AddressStatus", "ApplyStatus"].flatMap { type in
            let row = "WHERE type = '\(type)' AND id LIKE '%192.0.2.10/24'"
            return ["DELETE FROM resource \(row)"]
                + [
                    "spec = '{}'", "spec = '{\"state\":\"refused\"}'", "owner = 'me'", "phase = 'tearingDown'",
                    "labels = '{\"a\":\"b\"}'", "owner = 'me', finalizers = '[\"mine\"]'",
                ].map { "UPDATE resource SET \($0) \(row)" }
        }

        @Test(arguments: statusEdits)
        func `a status that somebody changes or deletes is put right, and kept from then on`(
            _ statement: String
        ) async throws {
            try await Flow.run { flow in
                let id = "eth0/192.0.2.10/24"
                try await flow.client.apply("AddressSpec/\(id)")
                let paths = ["AddressStatus/\(id)", "ApplyStatus/AddressSpec/\(id)"].map {
                    "/v1/resources/network/\($0)"
                }
                func statuses() async throws -> [JSON] {
                    var statuses: [JSON] = []
                    for path in paths {
                        let reply = try await flow.client.get(path).json
                        statuses.append(
                            reply["metadata"]?.without(["version", "revision", "created", "updated"]) ?? .null)
                        statuses.append(reply["spec"]?.without(["specRevision"]) ?? .null)
                    }
                    return statuses
                }
                try await flow.host.eventually("the address is shown") {
                    try await statuses().allSatisfy { $0 != .null }
                }
                let before = try await statuses()
                try await flow.sql(statement)
                try await flow.host.eventually("it is as it was") { try await statuses() == before }
                try await flow.client.remove("AddressSpec/\(id)")
                try await flow.host.eventually("they are gone") {
                    try await statuses().allSatisfy { $0 == .null }
                }
            }
        }

        @Test(arguments: [
            """
            INSERT INTO resource (namespace, type, id, spec) SELECT 'network', type, 'eth0/192.0.2.66/24', '{}'
            FROM resource WHERE namespace = 'network' AND type = 'AddressSpec' LIMIT 1
            """,
            "UPDATE resource SET owner = 'me' WHERE namespace = 'network' AND type = 'AddressSpec'",
        ])
        func `a merged spec that somebody puts there or takes over keeps nobody else's from being merged`(
            _ statement: String
        ) async throws {
            try await Flow.run { flow in
                try await flow.client.apply("AddressSpec/eth0/192.0.2.10/24")
                try await flow.sql(statement)
                try await flow.client.apply("AddressSpec/eth0/192.0.2.11/24")
                try await flow.host.eventually("the strange row is gone, and ours is back") {
                    let merged = try await flow.client.get("/v1/resources/network/AddressSpec").items
                    return merged.allSatisfy { $0[path: "metadata", "owner"] == "AddressMergeController" }
                        && merged.count == 2
                }
                try await flow.client.remove("AddressSpec/eth0/192.0.2.10/24")
                #expect(try await !flow.host.hasAddress("192.0.2.10/24", on: "eth0"))
            }
        }

        @Test func `an intent that never could be read has a status that says why, until it is mended`() async throws {
            try await Flow.run { flow in
                try await flow.sql(
                    """
                    INSERT INTO resource (namespace, type, id, spec)
                    VALUES ('network-config', 'AddressSpec', 'api/eth0/192.0.2.8/24', '{"address":5}')
                    """)
                let id = "AddressSpec/eth0/192.0.2.8/24"
                let status = try await flow.client.status(id) { $0["state"] == "refused" }
                #expect(status["reason"]?.text?.contains("/address") == true, "\(status.canonical)")
                try await flow.client.apply(id)
                try await flow.client.remove(id)
                try await flow.sql(
                    """
                    INSERT INTO resource (namespace, type, id, spec)
                    VALUES ('network-config', 'AddressSpec', 'api/eth0/192.0.2.8/24', '{"address":5}')
                    """)
                try await flow.client.status(id) { $0["state"] == "refused" }
                try await flow.sql(
                    "DELETE FROM resource WHERE namespace = 'network-config' AND id LIKE '%192.0.2.8/24'")
                try await flow.host.eventually("nothing is left of it") {
                    let merged = try await flow.client.get("/v1/resources/network/\(id)").status
                    let status = try await flow.client.get("/v1/resources/network/ApplyStatus/\(id)").status
                    return (merged, status) == (404, 404)
                }
            }
        }

        @Test func `what is written at the sqlite3 prompt is versioned, recorded and in the kernel within a second`()
            async throws
        {
            try await Flow.run { flow in
                try await flow.client.apply(Self.address)
                try await flow.sql(
                    "UPDATE resource SET spec = json_set(spec, '$.priority', 77) WHERE namespace = 'network-config'")
                try await flow.host.eventually("the metric is 77", within: .seconds(3)) {
                    try await flow.host.ip("address show eth0").contains("metric 77")
                }
                let changed = try await flow.client.get(Client.path(Self.address) + "?revisions&limit=1")
                #expect(changed.items.first?["actor"]?.text == "sqlite")
                #expect(changed.items.first?["origin"]?.text == "sqlite")
                #expect(changed.items.first?["version"]?.integer == 2)

                try await flow.sql(
                    """
                    INSERT INTO resource (namespace, type, id, spec)
                    SELECT namespace, type, 'api/eth0/192.0.2.11/24', replace(spec, '192.0.2.10', '192.0.2.11')
                    FROM resource WHERE namespace = 'network-config'
                    """)
                try await flow.client.status("AddressSpec/eth0/192.0.2.11/24", within: .seconds(3)) {
                    $0["state"] == "applied"
                }
                #expect(try await flow.host.hasAddress("192.0.2.11/24", on: "eth0"))

                try await flow.sql("DELETE FROM resource WHERE id = 'api/eth0/192.0.2.10/24'")
                try await flow.host.eventually("the address is gone", within: .seconds(3)) {
                    try await !flow.host.hasAddress("192.0.2.10/24", on: "eth0")
                }
                #expect(try await flow.host.hasAddress("192.0.2.11/24", on: "eth0"))
            }
        }

        @Test(arguments: [
            "json_set(spec, '$.priority', 'many')", "json_remove(spec, '$.address')", "'{}'", "'[]'",
            "json_set(spec, '$.linkName', 7)",
        ])
        func `a spec that can't be read, from the prompt, changes nothing in the kernel and is seen`(
            _ expression: String
        ) async throws {
            try await Flow.run { flow in
                try await flow.client.apply(Self.address)
                let revision = try await flow.client.get("/v1/history?limit=1").items.first?["revision"]?.integer ?? 0
                let before = try await flow.host.look("address show eth0")
                let outcome = try await flow.shell(
                    "UPDATE resource SET spec = \(expression) WHERE namespace = 'network-config'")
                if outcome.status == 0 {
                    let path = "/v1/resources/network-config/AddressSpec?watch&revision=\(revision)"
                    let seen = try await flow.client.watch(path) { $0["object"] == nil ? nil : $0 }
                    #expect(seen[path: "object", "metadata", "version"]?.integer == 2)
                    let status = try await flow.client.status(Self.address) { $0["reason"]?.text?.isEmpty == false }
                    #expect(status["reason"]?.text?.contains("api/eth0/192.0.2.10/24 can't be read") == true)
                    try await flow.client.apply(Self.address)
                    #expect(try await flow.client.status(Self.address)["reason"] == nil)
                } else {
                    #expect(!outcome.errors.isEmpty)
                }
                try await flow.client.apply("AddressSpec/eth0/192.0.2.99/24")
                let after = try await flow.host.look("address show eth0")
                #expect(Set(after).isSuperset(of: before))
            }
        }
    }
}

extension Flow {
    /// Runs statements in the sqlite3 program.
    func shell(_ statements: String) async throws -> Command.Outcome {
        try await host.run(["sqlite3", "-bail", "-cmd", ".timeout 5000", daemon.state + "/netstrata.db", statements])
    }

    /// Runs statements that have to succeed.
    func sql(_ statements: String) async throws {
        let outcome = try await shell(statements)
        guard outcome.status == 0 else { throw FlowError("sqlite3: \(outcome.errors)") }
    }
}
