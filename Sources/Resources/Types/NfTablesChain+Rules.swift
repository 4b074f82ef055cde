import NetworkTypes

extension NfTablesChainSpec {
    /// What the kernel wouldn't take, or what would do something else than it says.
    public func contradictions() -> [Fault] {
        chainFaults() + rules.enumerated().flatMap { ruleFaults($1, $0) } + names()
    }

    private func chainFaults() -> [Fault] {
        guard let hook else {
            return [("type", type != nil), ("priority", priority != nil), ("policy", policy != nil)].filter(\.1).map {
                Fault(JSONPointer(tokens: [$0.0]), "only a chain with a hook has it")
            }
        }
        var faults: [Fault] = []
        // nf_tables_chain_types: `nft_chain_nat.c`, `nft_chain_route.c` of net/netfilter.
        let hooks: [NfTablesChainHook] =
            switch type ?? .filter {
            case .filter: NfTablesChainHook.allCases
            case .nat: [.prerouting, .input, .output, .postrouting]
            case .route: [.output]
            }
        if !hooks.contains(hook) {
            let words = hooks.map(\.rawValue).joined(separator: ", ")
            faults.append(
                Fault(JSONPointer(tokens: ["hook"]), "a chain of the type \(type?.rawValue ?? "") can be at: \(words)"))
        }
        // nft_chain_parse_hook(), net/netfilter/nf_tables_api.c: addresses are translated once the connection is known.
        if type == .nat, let priority, priority.rawValue <= Self.conntrackPriority {
            faults.append(Fault(JSONPointer(tokens: ["priority"]), "a chain of the type nat comes after conntrack"))
        }
        return faults
    }

    private static let conntrackPriority: Int32 = -200

    private func ruleFaults(_ rule: NfTablesRuleSpec, _ place: Int) -> [Fault] {
        func fault(_ member: String, _ detail: String) -> Fault {
            Fault(JSONPointer(tokens: ["rules", String(place), member]), detail)
        }
        var faults: [Fault] = []
        if let target = rule.target, target == name {
            faults.append(
                fault(rule.jump == nil ? "goto" : "jump", "\(target) is this chain: it would go round for ever"))
        }
        guard let hook else { return faults }
        if rule.notrack,
            hook != .prerouting && hook != .output || (priority ?? .filter).rawValue >= Self.conntrackPriority
        {
            faults.append(
                fault("notrack", "connections are known by then: the hook is prerouting or output, the priority raw"))
        }
        let base = NfTablesRulePlace(hook: hook, type: type ?? .filter)
        return faults
            + (rule.demands.compactMap { $0.fault(at: base) } + rule.blindness(at: hook)).map {
                $0.below(JSONPointer(tokens: ["rules", String(place)]))
            }
    }

    private func names() -> [Fault] {
        var places: [String: Int] = [:]
        return rules.enumerated().compactMap { place, rule in
            guard !rule.name.isEmpty, let other = places.updateValue(place, forKey: rule.name) else { return nil }
            return Fault(JSONPointer(tokens: ["rules", String(place), "name"]), "rule \(other) has this name already")
        }
    }
}
