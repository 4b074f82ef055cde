import FlowSupport
import Resources
import TestSupport
import Testing

/// The trials of a link's life. Each has a host and a daemon of its own.
extension LinkSample {
    /// It is made, and the kernel and LinkStatus show it as it was asked for.
    func isMade() async throws {
        try await withLink { flow in
            try await isShown(on: flow.host)
            try await flow.eventually(link, hasStatus: status)
            let reply = try await flow.client.get("/v1/resources/network/LinkSpec/\(link)")
            try #require(reply.json["spec"]?.differences(from: ["name": .string(link)]) == [])
            try note(.made)
            for attribute in witnesses.keys where spec.attributes[attribute] != nil {
                try await flow.proveRequired(link, kind, attribute, without: spec.without(attribute: attribute))
            }
        }
    }

    /// Its changes come about one after the other: on the living link, unless they say otherwise.
    func isChanged() async throws {
        try await withLink { flow in
            var before = Change(name: "", spec: spec, shows: shows)
            for change in changes {
                let index = try #require(try await flow.host.index(link))
                let events = try await KernelEvents(flow.host)
                try await flow.client.apply("LinkSpec/\(link)", change.spec)
                try await flow.host.eventually(link, shows: change.shows, change.name)
                let isSame = try await flow.host.index(link) == index
                try #require(
                    isSame != change.isRebuild, "\(change.name): the link \(isSame ? "stayed" : "was made anew")")
                let isRebuilt = try events.all().contains { $0.isDeletion(ofLink: index) }
                try note(change, after: before, isRebuilt)
                before = change
            }
        }
    }

    /// What somebody else does to it is put right, and recorded.
    func isRepaired() async throws {
        // More than twenty at once would be a fight, which is only settled once a second (`Attempts`).
        for start in stride(from: 0, to: harms.count, by: 15) {
            try await withLink { flow in
                for harm in harms[start..<min(start + 15, harms.count)] { try await isRepaired(harm, flow) }
            }
        }
    }

    private func isRepaired(_ harm: Harm, _ flow: Flow) async throws {
        let isDeletion = harm.name == "deleted"
        guard !harm.isFutile else {
            try await flow.expectFutile(link, harm.name) { try await harm.happen(to: link, on: flow.host) }
            try await isShown(on: flow.host, harm.name)
            return try Proofs.note(.fixed, kind, harm.name)
        }
        guard isDeletion || witnesses[harm.name] != nil else {
            let before = try await flow.client.status("LinkSpec/\(link)")["repairs"]?.integer ?? 0
            try await harm.happen(to: link, on: flow.host)
            try await flow.client.status("LinkSpec/\(link)") { ($0["repairs"]?.integer ?? 0) > before }
            return try await isShown(on: flow.host, harm.name)
        }
        try await flow.mends(link, isDeletion ? "" : harm.name) {
            try await harm.happen(to: link, on: flow.host)
        }
        try await isShown(on: flow.host, harm.name)
        try Proofs.note(.mended, kind, isDeletion ? "" : harm.name)
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
            try note(.kept)
        }
    }

    /// After a reboot it is made again before the daemon is ready.
    func survivesReboot() async throws {
        try await withLink { flow in
            let rebooted = try await flow.rebooted(prepare: prepare)
            let shown = try await rebooted.host.witnessed(link)
            #expect(shown.differences(from: shows) == [])
            try await isShown(on: rebooted.host)
            let status = try await rebooted.client.status("LinkSpec/\(link)")
            try #require(status["state"] == "applied" && status["repairs"] == nil, "\(status.canonical)")
            try note(.reboot)
        }
    }

    /// It goes with its spec, unless another spec needs it, and leaves other links as they were.
    func isDeleted() async throws {
        try await withLink { flow in
            try await flow.client.remove("LinkSpec/\(link)")
            let left = try await flow.host.link(link)
            #expect((left != nil) == stays, "\(left?.canonical ?? "it is gone")")
            for (name, values) in leaves { try await flow.host.eventually(name, shows: values, "\(link) is deleted") }
            if left == nil { try Proofs.note(.deleted, kind, "") }
        }
    }

    private var kind: String { spec["kind"]?.text ?? "" }

    /// Writes down what was shown of everything that the spec says and that has a witness.
    private func note(_ proof: Proof) throws {
        let shown = spec.attributes.keys.filter { witnesses[$0].map { shows[$0] != nil } ?? false }
        try Proofs.note(proof, kind, shown + (kind.isEmpty ? [] : [""]))
    }

    /// Writes down which attributes were changed, and which dropped, by what the witness showed before and afterwards.
    private func note(_ change: Change, after before: Change, _ isRebuilt: Bool) throws {
        let (old, new) = (before.spec.attributes, change.spec.attributes)
        for (attribute, witness) in witnesses where old[attribute] != new[attribute] {
            guard let shown = change.shows[witness], before.shows[witness] != shown else { continue }
            let proof: Proof = new[attribute] == nil ? .dropped : isRebuilt ? .rebuilt : .changed
            try Proofs.note(proof, kind, attribute)
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
        try await eventually("ip, \(name), \(occasion)", shows: values) { try await witnessed(name) }
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
