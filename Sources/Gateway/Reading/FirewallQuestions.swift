import NIOHTTP1
import NetworkTypes
import Resources
import Store

/// `/v1/firewall/test`: whether a packet would come through, and which rule decides.
enum FirewallQuestions {
    static func get(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        let format = try OutputFormat.document(request)
        return .later { () throws(Problem) in
            // Who asks right after a change means what follows from it.
            let isCompiled = await FirewallCompilation(backend).wait()
            return try await Blocking.answer { () throws(Problem) in
                let addresses = try HostAddresses(backend.store)
                let question = try PacketQuestion(request.query, addresses)
                let rules = try FirewallRules(backend.store)
                let trace = FirewallWalk(rules, addresses: addresses.prefixes).trace(question.packet, question.way)
                var json = trace.json
                json["packet"] = question.packet.json
                json["direction"] = question.way.json
                json["words"] = .string(words(trace, question.packet))
                var late = try lateness(of: rules, backend.store)
                if !isCompiled {
                    late.append("what was asked for last isn't among these chains yet: controllers are still at it")
                }
                json["notes"] = .array((json["notes"]?.elements ?? []) + late + [.string(Firewalls.caveat)])
                json["revision"] = .integer(backend.store.revision)
                return try .value(json, format)
            }
        }
    }

    private static func words(_ trace: FirewallTrace, _ packet: TracedPacket) -> String {
        guard let decision = trace.decisive else { return "\(packet.words): accepted, since no chain is in its way" }
        return "\(packet.words): \(decision.words)"
    }

    /// Chains and sets of which the kernel doesn't have what is asked for.
    private static func lateness(of rules: FirewallRules, _ store: ResourceStore) throws(Problem) -> [JSON] {
        let names =
            rules.chains.keys.sorted().map { ("chain \($0)", "\(NfTablesChainSpec.typeName)/\($0)") }
            + rules.sets.keys.sorted().map { ("set \($0)", "\(NfTablesSetSpec.typeName)/\($0)") }
        var words: [JSON] = []
        for (name, id) in names {
            let status = try answering { () throws(StoreError) in
                try store.get(ResourceKey(Namespace.network, ApplyStatus.typeName, id))
            }?.json["spec"]
            let state = status?["state"]?.text ?? "not applied yet"
            guard state != "applied" else { continue }
            let reason = status?["reason"]?.text.map { ", \($0)" } ?? ""
            words.append(.string("\(name) isn't in the kernel as it is asked for: \(state)\(reason)"))
        }
        return words
    }
}

/// The addresses that the host has, and on which links.
struct HostAddresses {
    private let statuses: [AddressStatus]

    init(_ store: ResourceStore) throws(Problem) {
        let list = try answering { () throws(StoreError) in
            try store.list(Namespace.network, AddressStatus.typeName)
        }
        statuses = list.resources.compactMap { AddressStatus.read($0.spec) }
    }

    /// All of them.
    var prefixes: [IPPrefix] { statuses.map(\.address) }

    /// The link that has an address.
    func link(of address: IPAddress) -> String? {
        statuses.first { $0.address.address == address }?.linkName?.description
    }

    /// The address of a link by which others reach it, if it has one of the family.
    func address(of link: String, _ family: AddressFamily) -> IPAddress? {
        let own = statuses.filter { $0.linkName?.description == link && $0.address.family == family }
        return (own.first { $0.scope == .global } ?? own.first)?.address.address
    }
}
