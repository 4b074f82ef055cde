import FlowSupport
import Resources
import TestSupport
import Testing

extension InLab {
    /// Somebody sets the host's clock, which only the lab's kernel lets a test do: no namespace has one of its own.
    @Suite struct Clocks {
        private static let hour: Int64 = 3_600_000

        @Test func `a clock that is set is a row of the audit log, with the milliseconds, before the change after it`()
            async throws
        {
            try await Flow.run { flow in
                func steps() async throws -> [JSON] {
                    try await flow.client.get("/v1/audit?kind=clockStep").json["items"]?.elements ?? []
                }
                try await flow.client.apply("LinkSpec/eth0", ["mtu": 1400])
                #expect(try await steps() == [])
                _ = try await flow.host.run(["date", "--set", "+1 hour"])
                try await flow.client.apply("LinkSpec/eth0", ["mtu": 1450])
                let forward = try #require(try await steps().first)
                let milliseconds = try #require(forward[path: "note", "milliseconds"]?.integer)
                #expect(abs(milliseconds - Self.hour) < 2_000, "\(forward.canonical)")
                _ = try await flow.host.run(["date", "--set", "-2 hours"])
                try await flow.client.apply("LinkSpec/eth0", ["mtu": 1460])
                let all = try await steps()
                let back = all.compactMap { $0[path: "note", "milliseconds"]?.integer }.filter { $0 < 0 }
                #expect(all.count == 2 && back.count == 1)
                #expect(back.allSatisfy { abs($0 + 2 * Self.hour) < 2_000 })
                // Revisions go on in their order, whatever the clock says, and the log still holds.
                let history =
                    try await flow.client.get("/v1/history?type=LinkSpec&limit=10").json["items"]?.elements ?? []
                let revisions = history.compactMap { $0["revision"]?.integer }
                #expect(revisions == revisions.sorted(by: >))
                let verified = try await flow.client.get("/v1/audit/verify").json
                #expect(verified["findings"]?.elements == [], "\(verified.canonical)")
            }
        }
    }
}
