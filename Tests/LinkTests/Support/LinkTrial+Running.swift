import FlowSupport
import Resources
import Testing

/// How the members of a kind are tried. Each trial has a host and a daemon of its own.
extension LinkTrial {
    private static func prepare(_ host: Host) async throws {
        try await host.veth("eth0")
        try await host.ip("address add 192.0.2.1/24 dev eth0")
    }

    /// Each member is made, changed, repaired, dropped and deleted, without a rebuild where the kernel can.
    func membersLive() async throws {
        try await Flow.run(prepare: Self.prepare) { flow in
            for member in members { try await live(member, flow) }
        }
    }

    private func live(_ member: Member, _ flow: Flow) async throws {
        let (host, client) = (flow.host, flow.client)
        try await client.apply("LinkSpec/x0", spec(member, member.values[0]))
        try await host.eventually("x0", has: member.shown[0], of: member, "made")
        let events = try await KernelEvents(host)
        try await client.apply("LinkSpec/x0", spec(member, member.values[1]))
        try await host.eventually("x0", has: member.shown[1], of: member, "changed")
        var isRebuilt = try events.all().contains { $0.kind == .deletedLink }
        #expect(isRebuilt == member.rebuilds, "\(member.name), changed")
        if let harm = member.harm {
            try await host.ip(harm)
            try await client.status("LinkSpec/x0") { $0["repairs"] == 1 && $0["state"] == "applied" }
            try await host.eventually("x0", has: member.shown[1], of: member, "repaired")
        }
        if !member.isRequired {
            _ = try events.all()
            try await client.apply("LinkSpec/x0", spec(member, nil))
            try await host.eventually("x0", has: member.shown[2], of: member, "dropped")
            isRebuilt = try events.all().contains { $0.kind == .deletedLink }
            // Where the other value is the kernel's own, there is nothing to put back.
            let isAsNew = member.shown[1] == member.shown[2]
            #expect(isRebuilt == (member.dropRebuilds ?? (member.rebuilds && !isAsNew)), "\(member.name), dropped")
        }
        let status = try await client.status("LinkSpec/x0")
        #expect(status["repairs"] == (member.harm == nil ? nil : 1), "\(member.name): \(status.canonical)")
        try await client.remove("LinkSpec/x0")
        #expect(try await host.link("x0") == nil)
    }

    /// All members at once: as they should be nothing is written, at a restart neither, and after a reboot they are there again.
    func wholeLasts() async throws {
        try await Flow.run(prepare: Self.prepare) { flow in
            try await flow.client.apply("LinkSpec/x0", fullSpec)
            let shown = try await shown(on: flow.host)
            let events = try await KernelEvents(flow.host)
            // The kernel tells of a carrier up to a second later (linkwatch).
            _ = try await events.quiet(for: .seconds(2))
            if Lab.has("NLMON") { try await flow.expectNoWrites { try await flow.meetsNewcomer() } }
            _ = try await events.quiet(for: .milliseconds(500))
            try await flow.restart()
            try await events.expectNone(try await events.quiet(for: .milliseconds(500)))

            let rebooted = try await flow.rebooted(prepare: Self.prepare)
            let host = rebooted.host
            try await host.eventually(shows: shown) { try await self.shown(on: host) }
            let status = try await rebooted.client.status("LinkSpec/x0") { $0["state"] == "applied" }
            #expect(status["repairs"] == nil, "a reboot is nobody's doing: \(status.canonical)")
        }
    }

    /// What `ip` shows of the link but for what is drawn by lot or passes.
    private func shown(on host: Host) async throws -> [String] {
        let passing = ["ifindex", "link_index", "address", "operstate", "flags", "broadcast", "qdisc"]
        let link = try await host.link("x0") ?? .null
        return (link.members ?? [:]).filter { !passing.contains($0.key) }.map { "\($0.key) \($0.value.canonical)" }
            .sorted()
    }
}
