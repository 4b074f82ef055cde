import FlowSupport
import NIOHTTP1
import Resources
import TestSupport
import Testing

extension Flows {
    /// Probes of servers in the daemon's own network, and what readiness makes of them.
    @Suite struct Probes {
        /// Watches an observed resource until its spec is as asked.
        private func wait(
            _ type: String, _ id: String, in flow: Flow, until holds: @escaping @Sendable (JSON) -> Bool
        ) async throws -> JSON {
            try await flow.client.watch("/v1/resources/network/\(type)?watch", within: .seconds(20)) { event in
                guard event["object"]?[path: "metadata", "id"]?.text == id, event["type"]?.text != "DELETED",
                    let spec = event["object"]?["spec"], holds(spec)
                else { return nil }
                return spec
            }
        }

        /// What `/readyz?verbose` says of one check.
        private func check(_ name: String, in flow: Flow) async throws -> JSON? {
            let reply = try await flow.client.get("/readyz?verbose")
            return reply.json["checks"]?.elements?.first { $0["name"]?.text == name }
        }

        @Test func `a probe is merged, tried and told, and a failing one makes the host unready`() async throws {
            try await Flow.run { flow in
                let bare = try await flow.client.get("/readyz")
                #expect(bare.status == 200, "nothing is asked for: \(bare.text)")
                #expect(try await check("connectivity", in: flow)?["ok"] == true)
                #expect(
                    try await check("addresses", in: flow)?["detail"]?.text?.contains("nothing asks for it") == true)

                let server = try await flow.host.inside { try LoopbackServer(says: "HTTP/1.1 200 OK\r\n\r\n") }
                let id = "http:http://127.0.0.1:\(server.port)/health"
                try await flow.client.apply("ProbeSpec/\(id)", ["interval": "100ms", "failureThreshold": 3])
                _ = try await wait("ProbeStatus", id, in: flow) { $0["success"] == true }
                _ = try await wait("NetworkStatus", "status", in: flow) { $0["connectivityReady"] == true }
                #expect(try await flow.client.get("/readyz").status == 200)

                server.stop()
                let failed = try await wait("ProbeStatus", id, in: flow) { $0["success"] == false }
                #expect(failed["lastError"] == "not connected: ECONNREFUSED")
                _ = try await wait("NetworkStatus", "status", in: flow) { $0["connectivityReady"] == false }
                let unready = try await flow.client.get("/readyz")
                #expect(unready.status == 503)
                #expect(unready.text.contains("ECONNREFUSED"), "\(unready.text)")

                let history = try await flow.client.get("/v1/history?type=ProbeStatus")
                #expect(history.items.count == 2, "\(history.text)")
                try await flow.client.remove("ProbeSpec/\(id)")
                try await flow.host.eventually("the host is ready again") {
                    try await flow.client.get("/readyz").status == 200
                }
                #expect(try await flow.client.get("/v1/resources/network/ProbeStatus").items.isEmpty)
            }
        }

        @Test func `probes go on after a restart and a crash`() async throws {
            try await Flow.run { flow in
                let server = try await flow.host.inside { try LoopbackServer() }
                let id = "tcp:127.0.0.1:\(server.port)"
                try await flow.client.apply("ProbeSpec/\(id)", ["interval": "100ms"])
                let said = try await wait("ProbeStatus", id, in: flow) { $0["success"] == true }
                try await flow.restart()
                for await _ in server.visits.prefix(3) {}
                #expect(try await wait("ProbeStatus", id, in: flow) { _ in true } == said)
                try await flow.daemon.crash()
                server.stop()
                try await flow.daemon.start(on: flow.host)
                _ = try await wait("ProbeStatus", id, in: flow) { $0["success"] == false }
            }
        }
    }
}
