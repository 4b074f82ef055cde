import FlowSupport
import Resources
import TestSupport
import Testing

/// A kind of link through a whole life with everything that any link has; each life has a host and a daemon of its own.
struct KindLife: Sendable, CustomTestStringConvertible {
    /// Empty for a link that is found.
    let kind: String
    /// What is special about it.
    var title = ""
    /// What is said besides.
    var spec: JSON = [:]
    /// What is on the host besides `eth0` and two VRFs, after `ip`.
    var before: [String] = []
    /// Members that its driver has no way to set, which `ip` finds too.
    var fixed: Set<String> = []
    /// Members that its driver takes only when it is made, so that a change is a rebuild.
    var rebuilt: Set<String> = []

    var testDescription: String { (kind.isEmpty ? "a link that is found" : kind) + title }

    private static let name = "LinkSpec/x0"
    private var isFound: Bool { kind.isEmpty }
    private var base: JSON { (isFound ? [:] : JSON.object(["kind": .string(kind)])).merged(with: spec) }
    private var attributes: [CommonAttribute] {
        CommonAttribute.all.filter { !fixed.contains($0.name) }
    }

    /// The spec with a value of each of some attributes.
    private func spec(_ attributes: some Sequence<CommonAttribute>, second: Set<String> = []) -> JSON {
        attributes.reduce(base) { spec, attribute in
            spec.merged(
                with: .object([
                    attribute.member: second.contains(attribute.name) ? attribute.values.1 : attribute.values.0
                ]))
        }
    }

    private func shows(second: Set<String> = []) -> LinkSample.Values {
        attributes.reduce(into: [:]) { shows, attribute in
            shows[attribute.witness] = second.contains(attribute.name) ? attribute.shows.1 : attribute.shows.0
        }
    }

    private func prepare(_ host: Host) async throws {
        try await host.veth("eth0")
        try await host.ip("address add 192.0.2.1/24 dev eth0")
        for words in ["link add red up type vrf table 1001", "link add blue up type vrf table 1002"] + before {
            try await host.ip(words)
        }
    }

    /// The whole life.
    func isLived() async throws {
        try await Flow.run(prepare: prepare) { flow in
            let natural = try await isMade(flow)
            try await isChanged(flow)
            try await isMended(flow)
            try await isDropped(flow, natural)
            try await isKept(flow)
            try await isDeleted(try await isThereAfterReboot(flow), natural)
        }
    }

    /// What the link is of itself, and then the link with everything from the beginning.
    private func isMade(_ flow: Flow) async throws -> LinkSample.Values {
        let (host, client) = (flow.host, flow.client)
        if !isFound {
            try await client.apply(Self.name, base)
            try await host.eventually("x0", shows: ["linkinfo.info_kind": .string(kind)], "made")
        }
        let link = try await host.link("x0") ?? .null
        let natural = Dictionary(
            attributes.map { ($0.witness, link[dotted: $0.witness] ?? .null) }, uniquingKeysWith: { $1 })
        for attribute in CommonAttribute.all where fixed.contains(attribute.name) {
            let harm = attribute.harm.replacing("nomaster", with: "master red")
            let words = ["ip", "link"] + harm.split(separator: " ").map(String.init)
            let outcome = try await host.run(words)
            try #require(outcome.status != 0, "\(attribute.name) of \(kind) can be set")
            try Proofs.note(.fixed, kind, attribute.name)
        }
        if !isFound { try await client.remove(Self.name) }
        try await client.apply(Self.name, spec(attributes))
        try await host.eventually("x0", shows: shows(), "with everything")
        try Proofs.note(.made, kind, [""] + attributes.map(\.name))
        return natural
    }

    private func isChanged(_ flow: Flow) async throws {
        var second: Set<String> = []
        for attribute in attributes {
            let events = try await KernelEvents(flow.host)
            let index = try await flow.host.index("x0")
            second.insert(attribute.name)
            try await flow.client.apply(Self.name, spec(attributes, second: second))
            try await flow.host.eventually("x0", shows: shows(second: second), "\(attribute.name) changed")
            let isRebuilt = try events.all().contains { $0.isDeletion(ofLink: index) }
            try #require(isRebuilt == rebuilt.contains(attribute.name), "\(attribute.name), changed")
            try Proofs.note(isRebuilt ? .rebuilt : .changed, kind, attribute.name)
        }
    }

    private func isMended(_ flow: Flow) async throws {
        // Of a link that is down the kernel tells nobody that its group or its limits are others.
        let all = Set(attributes.map(\.name)).subtracting(["up"])
        try await flow.client.apply(Self.name, spec(attributes, second: all))
        for attribute in attributes where rebuilt.contains(attribute.name) {
            try await flow.expectFutile("x0", attribute.name) { try await flow.host.ip("link \(attribute.harm)") }
            try Proofs.note(.fixed, kind, attribute.name)
        }
        for attribute in attributes where !rebuilt.contains(attribute.name) {
            try await flow.mends("x0", attribute.name) { try await flow.host.ip("link \(attribute.harm)") }
            try await flow.host.eventually("x0", shows: shows(second: all), "\(attribute.name) put right")
            try Proofs.note(.mended, kind, attribute.name)
        }
        guard !isFound else { return }
        try await flow.mends("x0", "") { try await flow.host.ip("link delete x0") }
        try await flow.host.eventually("x0", shows: shows(second: all), "made again")
        try Proofs.note(.mended, kind, "")
    }

    private func isDropped(_ flow: Flow, _ natural: LinkSample.Values) async throws {
        try await flow.client.apply(Self.name, base)
        var expected = natural
        // The kernel draws each new link's by lot.
        if !isFound { expected["address"] = nil }
        try await flow.host.eventually("x0", shows: expected, "everything dropped")
        try await flow.client.apply(Self.name, spec(attributes))
        try await flow.host.eventually("x0", shows: shows(), "with everything again")
        try await flow.client.apply(Self.name, base)
        try await flow.host.eventually("x0", shows: expected, "everything dropped again")
        let address = try await flow.host.link("x0")?["address"]
        for attribute in attributes where attribute.name != "hardwareAddr" || address != attribute.shows.0 {
            try Proofs.note(.dropped, kind, attribute.name)
        }
    }

    private func isKept(_ flow: Flow) async throws {
        try await flow.client.apply(Self.name, spec(attributes))
        try await flow.host.eventually("x0", shows: shows(), "with everything once more")
        try await flow.expectNoWrites {
            try await flow.meetsNewcomer()
            try await flow.restart()
            try await flow.meetsNewcomer()
        }
        try await flow.host.eventually("x0", shows: shows(), "after a restart")
        try Proofs.note(.kept, kind, [""] + attributes.map(\.name))
    }

    private func isThereAfterReboot(_ flow: Flow) async throws -> Flow {
        let before = try await flow.client.status(Self.name)["repairs"]
        let rebooted = try await flow.rebooted(prepare: prepare)
        try await rebooted.host.eventually("x0", shows: shows(), "after a reboot")
        let status = try await rebooted.client.status(Self.name) { $0["state"] == "applied" }
        try #require(status["repairs"] == before, "a reboot is nobody's doing: \(status.canonical)")
        try Proofs.note(.reboot, kind, [""] + attributes.map(\.name))
        return rebooted
    }

    private func isDeleted(_ flow: Flow, _ natural: LinkSample.Values) async throws {
        try await flow.client.remove(Self.name)
        if isFound {
            var expected = natural
            expected["address"] = nil
            try await flow.host.eventually("x0", shows: expected, "released")
        } else {
            let left = try await flow.host.link("x0")
            try #require(left == nil)
        }
        try Proofs.note(.deleted, kind, "")
    }
}

extension KernelEvents.Event {
    /// Whether the kernel says that a link is gone; a port that leaves a bridge has a message of the family AF_BRIDGE.
    func isDeletion(ofLink index: Int64?) -> Bool {
        // struct ifinfomsg after struct nlmsghdr (linux/rtnetlink.h): the family first, the index after four bytes.
        guard kind == .deletedLink, bytes.count >= 24, bytes[16] == 0 else { return false }
        return (0..<4).reduce(0) { $0 | Int64(bytes[20 + $1]) << (8 * $1) } == index
    }
}
