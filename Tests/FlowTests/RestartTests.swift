import FlowSupport
import Resources
import Testing

extension Flows {
    @Suite struct Restart {
        @Test func `a restart on a host that is as it should be changes nothing in the kernel`() async throws {
            try await Flow.run(prepare: { try await $0.set("ipv6/conf/all/accept_dad", "1") }) { flow in
                let reply = try await flow.client.transact(Everything.specs)
                try #require(reply.isApplied == true, "\(reply.reasons)")
                let events = try await KernelEvents(flow.host)
                try await flow.host.eventually("duplicate address detection is over", within: .seconds(20)) {
                    try await !flow.host.ip("address show").contains("tentative")
                }
                _ = try await events.quiet(for: .seconds(2))
                let before = try await flow.host.ip("-s address show")
                #expect(try await flow.daemon.stop() == 0)
                try await flow.daemon.start(on: flow.host)
                let during = try await events.quiet(for: .seconds(2))
                try await events.expectNone(during)
                #expect(try await flow.host.ip("-s address show").count == before.count)
            }
        }

        @Test(arguments: ["by ip", "by sqlite3"])
        func `what changed while the daemon was down is put right, although all was well at its end`(_ how: String)
            async throws
        {
            try await Flow.run { flow in
                try await flow.client.apply("AddressSpec/eth0/192.0.2.10/24", [:])
                try await flow.client.apply("AddressSpec/eth0/192.0.2.11/24", [:])
                #expect(try await flow.daemon.stop() == 0)
                if how == "by ip" {
                    try await flow.host.ip("address del 192.0.2.11/24 dev eth0")
                } else {
                    let sql = "DELETE FROM resource WHERE namespace = 'network-config' AND id LIKE '%.11/24'"
                    try await flow.sql(sql)
                }
                try await flow.daemon.start(on: flow.host)
                let shown = try await flow.host.ip("address show eth0")
                #expect(shown.contains("192.0.2.10/24"))
                #expect(shown.contains("192.0.2.11/24") == (how == "by ip"))
                guard how == "by ip" else { return }
                let status = try await flow.client.status("AddressSpec/eth0/192.0.2.11/24")
                #expect(status["repairs"] == 1, "\(status.canonical)")
                #expect(status[path: "drift", "found"] == "deleted", "\(status.canonical)")
            }
        }

        @Test func `after a reboot everything is made again before the daemon is ready, ports of bridges too`()
            async throws
        {
            try await Flow.run(prepare: { _ in }) { flow in
                let reply = try await flow.client.transact(Everything.specs)
                try #require(reply.isApplied == true, "\(reply.reasons)")
                let before = try await Everything.look(flow.host)
                let rebooted = try await flow.rebooted(prepare: { _ in })
                let statuses = try await rebooted.client.get("/v1/resources/network/ApplyStatus")
                for item in statuses.items {
                    #expect(item["spec"]?["state"] == "applied", "\(item.canonical)")
                    #expect(item["spec"]?["repairs"] == nil, "a reboot is nobody's doing: \(item.canonical)")
                }
                #expect(statuses.items.count == Everything.specs.count)
                let host = rebooted.host
                try await host.eventually(shows: before) { try await Everything.look(host) }
            }
        }
    }
}
