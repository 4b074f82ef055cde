import FlowSupport
import Resources
import TestSupport

extension Flow {
    /// Runs what somebody else does to a link, and waits until the product has put it right and says what it found.
    ///
    /// - Parameters:
    ///   - link: The link.
    ///   - attribute: What the product has to say was changed, such as `vlan.gvrp`; empty for a link that was deleted.
    ///   - harm: What is done.
    /// - Throws: What the product says when it has done otherwise.
    func mends(_ link: String, _ attribute: String, _ harm: () async throws -> Void) async throws {
        let spec = "LinkSpec/\(link)"
        let before = try await client.status(spec)["repairs"]?.integer ?? 0
        try await looksAgain()
        try await harm()
        do {
            try await client.status(spec) { status in
                (status["repairs"]?.integer ?? 0) > before && status["state"] == "applied"
                    && Self.finding(status, names: attribute)
            }
        } catch {
            throw FlowError("\(attribute) isn't put right: \(error)\n\(try await client.status(spec).canonical)")
        }
    }

    /// Waits until the product has looked at what it did last: what others do before isn't told from that (docs/drift.md).
    func looksAgain() async throws { try await Task.sleep(for: .milliseconds(150)) }

    /// Writes down that a link can't be without an attribute, if the product refuses a spec without it.
    func proveRequired(_ link: String, _ kind: String, _ attribute: String, without spec: JSON) async throws {
        let reply = try await client.put("LinkSpec/\(link)", spec, "?dryRun=true")
        if reply.status == 422 { try Proofs.note(.required, kind, attribute) }
    }

    /// Runs what the kernel refuses or ignores, and fails when the product finds something to put right.
    func expectFutile(_ link: String, _ name: String, _ harm: () async throws -> Void) async throws {
        let before = try await client.status("LinkSpec/\(link)")["repairs"]
        let events = try await KernelEvents(host)
        if (try? await harm()) != nil { _ = try await events.quiet(for: .milliseconds(300)) }
        let after = try await client.status("LinkSpec/\(link)")["repairs"]
        guard before == after else { throw FlowError("the kernel takes another \(name)") }
    }

    /// Whether what was found speaks of an attribute: `mtu 1400 instead of 1500, group 7 instead of 8`; of WireGuard's,
    /// `another privateKey, peer …: allowedIPs none instead of 192.0.2.0/24`, of which a peer is absent where its key is.
    private static func finding(_ status: JSON, names attribute: String) -> Bool {
        let found = status["drift"]?["found"]?.text ?? ""
        guard !attribute.isEmpty else { return found == "deleted" }
        if attribute == "veth.peerName" { return found.hasPrefix("its other end was renamed") }
        guard attribute.hasPrefix("wireguard.") else {
            return found.split(separator: ", ").contains { $0.hasPrefix(attribute + " ") }
        }
        if attribute == "wireguard.peers.publicKey" { return found.hasPrefix("peer ") && found.hasSuffix(" absent") }
        return found.contains(attribute.split(separator: ".").last ?? "")
    }
}
