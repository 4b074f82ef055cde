import FlowSupport
import Resources
import Testing

/// A link that is asked for, and what programs that aren't ours must show of it.
///
/// The whole life of a kind of link is tested with it; the trials are in `LinkSample+Trials.swift`.
struct LinkSample: Sendable, CustomTestStringConvertible {
    /// Values at paths, such as `linkinfo.info_data.stp_state`; `.null` where nothing may be.
    typealias Values = [String: JSON]

    /// What is special about it.
    let name: String
    /// What is on the host already, `ip` commands.
    var before: [String] = []
    /// The link that it is about.
    let link: String
    /// Its spec.
    let spec: JSON
    /// What else is asked for: type and id, and a spec.
    var others: [(resource: String, spec: JSON)] = []
    /// What `ip -d -j link show` has of it, and of other links by name.
    let shows: Values
    var othersShow: [String: Values] = [:]
    /// What LinkStatus has of it.
    var status: Values = [:]
    var changes: [Change] = []
    var harms: [Harm] = []
    /// Whether it is still there without its spec, since another spec needs it.
    var stays = false
    /// Where `ip` shows what the spec says, by paths such as `vlan.gvrp`: what is proved of it.
    var witnesses: [String: String] = [:]
    /// The links that are still there when it is deleted, and what `ip` shows of them then.
    var leaves: [String: Values] = [:]

    var testDescription: String { name }

    /// A change of its spec.
    struct Change: Sendable {
        let name: String
        /// The whole spec.
        let spec: JSON
        /// What is shown afterwards.
        let shows: Values
        /// Whether the kernel can't do it on a living link, so that another one takes its place.
        var isRebuild = false
    }

    /// What somebody else does to it, and what is put right.
    struct Harm: Sendable {
        /// What it does; where that is an attribute with a witness, the product has to name it.
        let name: String
        /// Commands, with the program's name.
        var commands: [String] = []
        /// What no program can do yet.
        var bond: (member: BondMember, value: UInt16)?
        /// Whether it is in vain: the kernel refuses it, or ignores it.
        var isFutile = false

        /// Does it.
        ///
        /// - Throws: What it was refused with.
        func happen(to link: String, on host: Host) async throws {
            for command in commands { try await host.tool(command) }
            try await bond?.member.set(bond?.value ?? 0, on: link, of: host)
        }
    }

    /// Everything that is asked for.
    var operations: [(op: String, resource: String, spec: JSON)] {
        others.map { ("put", $0.resource, $0.spec) } + [("put", "LinkSpec/\(link)", spec)]
    }

    /// Prepares a host for it.
    func prepare(_ host: Host) async throws {
        for words in before { try await host.ip(words) }
    }
}

extension JSON {
    /// What differs from values at paths, in words.
    func differences(from expected: LinkSample.Values) -> [String] {
        expected.sorted { $0.key < $1.key }.compactMap { path, value in
            let found = self[dotted: path] ?? .null
            return found == value ? nil : "\(path) is \(found.canonical) instead of \(value.canonical)"
        }
    }
}
