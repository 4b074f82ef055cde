import NIOHTTP1
import Resources
import Store

/// `/v1/firewall`: the rules of the packet filter in the order in which packets meet them, with what each has counted, and who added it.
enum Firewalls {
    /// What nobody sees who looks at our chains alone.
    static let caveat =
        "accept ends one of these chains only: chains of other tables see the packet too, and can still drop it"

    static func get(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        let format = try OutputFormat.document(request)
        return .later { () throws(Problem) in
            let rules = try await Blocking.answer { () throws(Problem) in try FirewallRules(backend.store) }
            let traffic = try await traffic(of: rules, backend)
            return try await Blocking.answer { () throws(Problem) in
                var authors = Authors(store: backend.store)
                var chains: [JSON] = []
                for chain in rules.inOrder {
                    chains.append(try describe(chain, traffic[chain.id] ?? [], &authors, backend))
                }
                return try .value(
                    [
                        "chains": .array(chains), "notes": [.string(caveat)],
                        "revision": .integer(backend.store.revision),
                    ], format)
            }
        }
    }

    private static func traffic(
        of rules: FirewallRules, _ backend: Backend
    ) async throws(Problem) -> [String: [RuleTraffic]] {
        guard !rules.chains.isEmpty else { return [:] }
        do throws(StatisticsError) {
            return try await backend.traffic(rules.inOrder)
        } catch {
            throw Problem(.serviceUnavailable, .notReady, "the kernel's counters can't be read: \(error.reason)")
        }
    }

    private static func describe(
        _ chain: NfTablesChainSpec, _ traffic: [RuleTraffic], _ authors: inout Authors, _ backend: Backend
    ) throws(Problem) -> JSON {
        let key = ResourceKey(
            Namespace.config, NfTablesChainSpec.typeName, LayeredID(chain.layer, chain.id).description)
        let records = try RuleRecord.of(chain.rules, in: key, backend.store)
        let origins = try documents(of: key, backend)
        var rules: [JSON] = []
        for (place, rule) in chain.rules.enumerated() {
            var members: [String: JSON] = [
                "place": .integer(Int64(place)), "name": .string(rule.name), "description": .string(rule.description),
                "words": .string(rule.words), "spec": rule.json,
            ]
            let counted = traffic.indices.contains(place) ? traffic[place] : RuleTraffic()
            members["inKernel"] = .bool(counted.isThere)
            members["packets"] = counted.packets.map { .integer(Int64(clamping: $0)) }
            members["bytes"] = counted.bytes.map { .integer(Int64(clamping: $0)) }
            members["document"] = origins["NetworkRuleConfig/\(rule.name)"]
            members.merge(try records[place].members(&authors)) { own, _ in own }
            rules.append(.object(members))
        }
        let status = try answering { () throws(StoreError) in
            try backend.store.get(
                ResourceKey(
                    Namespace.network, ApplyStatus.typeName, "\(NfTablesChainSpec.typeName)/\(chain.id)"))
        }
        var json: JSON = ["name": .string(chain.id), "layer": chain.layer.json, "rules": .array(rules)]
        json["type"] = chain.type?.json
        json["hook"] = chain.hook?.json
        json["priority"] = chain.priority?.json
        json["policy"] = chain.policy?.json
        json["state"] = status?.json["spec"]?["state"]
        json["reason"] = status?.json["spec"]?["reason"]
        return json
    }

    /// The documents that ask for a row, by name.
    private static func documents(of key: ResourceKey, _ backend: Backend) throws(Problem) -> [String: JSON] {
        do throws(PlannerError) {
            let origins = try backend.planner.origins(of: [key])[key] ?? []
            return Dictionary(origins.map { ($0.document, $0.json) }) { first, _ in first }
        } catch {
            throw Problem(error)
        }
    }
}

extension FirewallRules {
    /// The merged chains and sets, as the kernel is to have them.
    init(_ store: ResourceStore) throws(Problem) {
        func specs<Spec: ResourceSpec>(_: Spec.Type) throws(Problem) -> [Spec] {
            let list = try answering { () throws(StoreError) in
                try store.list(Namespace.network, Spec.typeName)
            }
            return list.resources.filter { $0.metadata.phase == .running }.compactMap { Spec.read($0.spec) }
        }
        self.init(
            chains: try specs(NfTablesChainSpec.self), sets: try specs(NfTablesSetSpec.self),
            at: Moment(Timestamp.now()))
    }
}
