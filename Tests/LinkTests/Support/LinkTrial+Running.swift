import FlowSupport
import Resources
import Testing

/// How the members of a kind are tried. Each trial has a host and a daemon of its own.
extension LinkTrial {
    private static let name = "LinkSpec/x0"

    private static func prepare(_ host: Host) async throws {
        try await host.veth("eth0")
        try await host.ip("address add 192.0.2.1/24 dev eth0")
        try WireGuardKeys.write()
    }

    /// Each member is made, changed, repaired, dropped and deleted, without a rebuild where the kernel can.
    func membersLive() async throws {
        try await Flow.run(prepare: Self.prepare) { flow in
            for member in members { try await live(member, flow) }
        }
    }

    private func live(_ member: Member, _ flow: Flow) async throws {
        let (host, client) = (flow.host, flow.client)
        try await client.apply(Self.name, spec(member, member.values[0]))
        try await host.eventually("x0", has: member.shown[0], of: member, "made")
        try Proofs.note(.made, kind, ["", attribute(member, member.values[0])])
        try await change(member, flow)
        try await harm(member, flow)
        let attribute = attribute(member, member.values[0])
        if member.stays {
            try await stay(member, attribute, flow)
        } else if member.isRequired {
            try await flow.proveRequired("x0", kind, attribute, without: spec(member, nil))
        } else {
            try await drop(member, flow)
        }
        let status = try await client.status(Self.name)
        #expect(status["repairs"] == (member.harm == nil ? nil : 1), "\(member.name): \(status.canonical)")
        try await client.remove(Self.name)
        let left = try await host.link("x0")
        try #require(left == nil)
        try Proofs.note(.deleted, kind, "")
    }

    /// Nothing is said of it any more, and it stays.
    private func stay(_ member: Member, _ attribute: String, _ flow: Flow) async throws {
        var without = spec(member, nil)
        without[part]?[member.name] = nil
        try await flow.expectNoWrites { try await flow.client.apply(Self.name, without) }
        let found = try await flow.host.witnessed("x0").witness(member.witness)
        try #require(found == member.shown[1], "\(attribute) is \(found.canonical)")
        try Proofs.note(.stays, kind, attribute)
    }

    private func change(_ member: Member, _ flow: Flow) async throws {
        let events = try await KernelEvents(flow.host)
        try await flow.client.apply(Self.name, spec(member, member.values[1]))
        try await flow.host.eventually("x0", has: member.shown[1], of: member, "changed")
        let isRebuilt = try events.all().contains { $0.kind == .deletedLink }
        #expect(isRebuilt == member.rebuilds, "\(member.name), changed")
        guard member.shown[0] != member.shown[1] else { return }
        try Proofs.note(isRebuilt ? .rebuilt : .changed, kind, attribute(member, member.values[1]))
    }

    private func harm(_ member: Member, _ flow: Flow) async throws {
        let attribute = attribute(member, member.values[1])
        if let futile = member.futileHarm {
            try await flow.expectFutile("x0", attribute) { try await flow.host.tool(Self.command(futile)) }
            try await flow.host.eventually("x0", has: member.shown[1], of: member, "after what is in vain")
            try Proofs.note(.fixed, kind, attribute)
        }
        if let move = member.move {
            let before = try await flow.client.status(Self.name)["repairs"]
            try await flow.host.tool(Self.command(move))
            try await flow.host.eventually("x0", has: member.shown[1], of: member, "moved back")
            let after = try await flow.client.status(Self.name)["repairs"]
            try #require(after == before, "a move is nobody's doing")
            try Proofs.note(.moves, kind, attribute)
        }
        guard let harm = member.harm else { return }
        try await flow.mends("x0", attribute) { try await flow.host.tool(Self.command(harm)) }
        try await flow.host.eventually("x0", has: member.shown[1], of: member, "repaired")
        try Proofs.note(.mended, kind, attribute)
    }

    private static func command(_ harm: String) -> String {
        harm.hasPrefix("wg ") || harm.hasPrefix("perl ") ? harm : "ip \(harm)"
    }

    private func drop(_ member: Member, _ flow: Flow) async throws {
        let events = try await KernelEvents(flow.host)
        try await flow.client.apply(Self.name, spec(member, nil))
        try await flow.host.eventually("x0", has: member.shown[2], of: member, "dropped")
        let isRebuilt = try events.all().contains { $0.kind == .deletedLink }
        // Where the other value is the kernel's own, there is nothing to put back.
        let isAsNew = member.shown[1] == member.shown[2]
        #expect(isRebuilt == (member.dropRebuilds ?? (member.rebuilds && !isAsNew)), "\(member.name), dropped")
        try await proveDrop(member, flow)
    }

    /// What was as the kernel has it anyway is dropped once more, with the other value before.
    private func proveDrop(_ member: Member, _ flow: Flow) async throws {
        if member.shown[1] == member.shown[2] {
            guard member.shown[0] != member.shown[2] else { return }
            try await flow.client.apply(Self.name, spec(member, member.values[0]))
            try await flow.host.eventually("x0", has: member.shown[0], of: member, "said again")
            try await flow.client.apply(Self.name, spec(member, nil))
            try await flow.host.eventually("x0", has: member.shown[2], of: member, "dropped again")
        }
        try Proofs.note(.dropped, kind, attribute(member, member.values[0]))
    }

    /// All members at once: as they should be nothing is written, at a restart neither, and after a reboot they are there again.
    func wholeLasts() async throws {
        try await Flow.run(prepare: Self.prepare) { flow in
            var flow = flow
            for (spec, members) in fullSpecs {
                flow = try await lasts(spec, members, flow)
                try await flow.client.remove(Self.name)
            }
        }
    }

    private func lasts(_ spec: JSON, _ members: [Member], _ flow: Flow) async throws -> Flow {
        try await flow.client.apply(Self.name, spec)
        for member in members { try await flow.host.eventually("x0", has: member.shown[0], of: member, "with others") }
        let attributes = [""] + members.map { attribute($0, $0.values[0]) }
        let shown = try await shown(on: flow.host)
        let events = try await KernelEvents(flow.host)
        // The kernel tells of a carrier up to a second later (linkwatch).
        _ = try await events.quiet(for: .seconds(2))
        try await flow.expectNoWrites { try await flow.meetsNewcomer() }
        _ = try await events.quiet(for: .milliseconds(500))
        try await flow.restart()
        let changes = try await events.quiet(for: .milliseconds(500))
        let words = try await events.text(changes)
        try #require(changes.isEmpty, "\(words)")
        try Proofs.note(.kept, kind, attributes)

        let rebooted = try await flow.rebooted(prepare: Self.prepare)
        let host = rebooted.host
        try await host.eventually(shows: shown) { try await self.shown(on: host) }
        let status = try await rebooted.client.status(Self.name) { $0["state"] == "applied" }
        try #require(status["repairs"] == nil, "a reboot is nobody's doing: \(status.canonical)")
        try Proofs.note(.reboot, kind, attributes)
        return rebooted
    }

    /// What is shown of the link but for what is drawn by lot or passes.
    private func shown(on host: Host) async throws -> [String] {
        let passing = ["ifindex", "link_index", "address", "operstate", "flags", "broadcast", "qdisc"]
        let link = try await host.witnessed("x0")
        return (link.members ?? [:]).filter { !passing.contains($0.key) }.map { "\($0.key) \($0.value.canonical)" }
            .sorted()
    }
}
