import FlowSupport
import Resources
import Testing

/// The trials of a link's life. Each has a host and a daemon of its own.
extension LinkSample {
    /// It is made, and the kernel and LinkStatus show it as it was asked for.
    func isMade() async throws {
        try await withLink { flow in
            try await isShown(on: flow.host)
            try await flow.eventually(link, hasStatus: status)
            let reply = try await flow.client.get("/v1/resources/network/LinkSpec/\(link)")
            #expect(reply.json["spec"]?.differences(from: ["name": .string(link)]) == [])
        }
    }

    /// Its changes come about one after the other: on the living link, unless they say otherwise.
    func isChanged() async throws {
        try await withLink { flow in
            for change in changes {
                let before = try #require(try await flow.host.index(link))
                try await flow.client.apply("LinkSpec/\(link)", change.spec)
                try await flow.host.eventually(link, shows: change.shows, change.name)
                let isSame = try await flow.host.index(link) == before
                #expect(isSame != change.isRebuild, "\(change.name): the link \(isSame ? "stayed" : "was made anew")")
            }
        }
    }

    /// What somebody else does to it is put right, and recorded.
    func isRepaired() async throws {
        // More than twenty at once would be a fight, which is only settled once a second (`Attempts`).
        for start in stride(from: 0, to: harms.count, by: 15) {
            try await withLink { flow in
                for (count, harm) in zip(1..., harms[start..<min(start + 15, harms.count)]) {
                    for command in harm.commands { try await flow.host.tool(command) }
                    try await flow.client.status("LinkSpec/\(link)") { ($0["repairs"]?.integer ?? 0) >= count }
                    try await isShown(on: flow.host, harm.name)
                }
            }
        }
    }

    /// As it should be, it isn't written to: not when something else happens on the host, and not at a restart.
    func isLeftAlone() async throws {
        try await withLink { flow in
            try await flow.expectNoWrites {
                try await flow.meetsNewcomer()
                try await flow.restart()
                try await flow.meetsNewcomer()
            }
            try await isShown(on: flow.host)
        }
    }

    /// After a reboot it is made again before the daemon is ready.
    func survivesReboot() async throws {
        try await withLink { flow in
            let rebooted = try await flow.rebooted(prepare: prepare)
            let shown = try await rebooted.host.link(link)
            #expect(shown?.differences(from: shows) == [])
            try await isShown(on: rebooted.host)
            let status = try await rebooted.client.status("LinkSpec/\(link)")
            #expect(status["state"] == "applied" && status["repairs"] == nil, "\(status.canonical)")
        }
    }

    /// It goes with its spec, unless another spec needs it, and leaves other links as they were.
    func isDeleted() async throws {
        try await withLink { flow in
            try await flow.client.remove("LinkSpec/\(link)")
            let left = try await flow.host.link(link)
            #expect((left != nil) == stays, "\(left?.canonical ?? "it is gone")")
            for (name, values) in leaves { try await flow.host.eventually(name, shows: values, "\(link) is deleted") }
        }
    }

    private func withLink(_ body: @Sendable (Flow) async throws -> Void) async throws {
        try await Flow.run(prepare: prepare) { flow in
            let reply = try await flow.client.transact(operations)
            try #require(reply.isApplied == true, "\(reply.text)")
            try await body(flow)
        }
    }

    private func isShown(on host: Host, _ occasion: String = "made") async throws {
        try await host.eventually(link, shows: shows, occasion)
        for (name, values) in othersShow { try await host.eventually(name, shows: values, occasion) }
    }
}

extension Host {
    /// Waits until `ip` shows these values of a link.
    ///
    /// - Throws: What differs when it doesn't within ten seconds.
    func eventually(_ name: String, shows values: LinkSample.Values, _ occasion: String) async throws {
        try await eventually("ip, \(name), \(occasion)", shows: values) { try await link(name) }
    }

    fileprivate func eventually(
        _ what: String, shows values: LinkSample.Values, _ look: () async throws -> JSON?
    ) async throws {
        do {
            try await eventually(what) { try await look()?.differences(from: values) == [] }
        } catch {
            let found = try await look()
            let differences = found?.differences(from: values) ?? ["there is no such link"]
            throw FlowError("\(error)\n  \(differences.joined(separator: "\n  "))\n\(found?.canonical ?? "")")
        }
    }
}

extension Flow {
    /// Waits until a LinkStatus shows these values.
    ///
    /// - Throws: What differs when it doesn't within ten seconds.
    func eventually(_ name: String, hasStatus values: LinkSample.Values) async throws {
        try await host.eventually("LinkStatus, \(name)", shows: values) {
            let reply = try await client.get("/v1/resources/network/LinkStatus/\(name)")
            return reply.status == 200 ? reply.json["spec"] : nil
        }
    }
}
