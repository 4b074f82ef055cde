import Resources
import Testing

extension Flows {
    @Suite struct Restart {
        @Test func `a restart on a host that is as it should be changes nothing in the kernel`() async throws {
            try await Flow.run(prepare: { _ in }) { flow in
                let reply = try await flow.client.transact(Everything.specs)
                try #require(reply.isApplied == true, "\(reply.text)")
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

        @Test func `after a reboot everything is made again before the daemon is ready, ports of bridges too`()
            async throws
        {
            try await Flow.run(prepare: { _ in }) { flow in
                let reply = try await flow.client.transact(Everything.specs)
                try #require(reply.isApplied == true, "\(reply.text)")
                let before = try await Everything.look(flow.host).withoutHardware
                try await flow.daemon.stop()

                var rebooted = flow
                rebooted.host = try await Host()
                try await rebooted.daemon.start(on: rebooted.host)
                let statuses = try await rebooted.client.get("/v1/resources/network/ApplyStatus")
                for item in statuses.items {
                    #expect(item["spec"]?["state"] == "applied", "\(item.canonical)")
                    #expect(item["spec"]?["repairs"] == nil, "a reboot is nobody's doing: \(item.canonical)")
                }
                #expect(statuses.items.count == Everything.specs.count)
                let host = rebooted.host
                try await host.eventually("all is as it was") {
                    try await Everything.look(host).withoutHardware == before
                }
            }
        }
    }
}

extension [String] {
    /// Lines of `ip -j`, without the hardware addresses that the kernel draws by lot.
    fileprivate var withoutHardware: [String] {
        compactMap { line in
            guard let json = try? JSON(parsing: line) else { return line }
            var shown = json.without(["address", "linkinfo"])
            shown["kind"] = json[path: "linkinfo", "info_kind"]
            return shown.canonical
        }
    }
}
