public import Kernel

/// What a chain or a set of our table becomes.
public enum FirewallChange: SystemChange {
    /// A chain and the sets that packets fill for it; `nil` where it goes.
    case chain(String, CompiledChain?)
    /// A set; `nil` where it goes.
    case set(String, NfTablesSet?)

    /// Whether it is about a set.
    var isOfSet: Bool { if case .set = self { true } else { false } }

    /// What the monitor knows it by.
    var object: ChangedObject {
        switch self {
        case .chain(let name, _): .nfTablesChain(name)
        case .set(let name, _): .nfTablesSet(name)
        }
    }

    /// What has gone already is gone.
    public func isDone(despite refusal: KernelRefusal) -> Bool { false }

    /// The steps that make some changes.
    static func difference(_ changes: [FirewallChange], from state: NfTablesState) -> [NfTablesChange] {
        let (chains, sets) = outcome(changes, from: state)
        return TableDifference(from: state, to: chains, sets: sets).changes
    }

    /// The chains and sets that there are after some changes.
    static func outcome(
        _ changes: [FirewallChange], from state: NfTablesState
    ) -> (chains: [NfTablesChain], sets: [String: NfTablesSet]) {
        var (chains, sets) = (state.chains, state.sets)
        var places = Dictionary(chains.enumerated().map { ($1.name, $0) }) { first, _ in first }
        var gone: Set<String> = []
        for change in changes {
            switch change {
            case .set(let name, let set): sets[name] = set
            case .chain(let name, let compiled):
                for limits in sets.keys where limits.hasPrefix(name + "/") { sets[limits] = nil }
                sets.merge(compiled?.sets ?? [:]) { $1 }
                guard let chain = compiled?.chain else {
                    gone.insert(name)
                    continue
                }
                gone.remove(name)
                if let place = places[name] {
                    chains[place] = chain
                } else {
                    places[name] = chains.count
                    chains.append(chain)
                }
            }
        }
        return (gone.isEmpty ? chains : chains.filter { !gone.contains($0.name) }, sets)
    }

    /// Whether a step is about the chain or the set of a name.
    func owns(_ owner: String?) -> Bool {
        guard let owner else { return false }
        switch self {
        case .chain(let name, _): return owner == name || owner.hasPrefix(name + "/")
        case .set(let name, _): return owner == name
        }
    }
}

extension NfTablesChange {
    /// The chain or the set that it is about.
    var owner: String? {
        switch self {
        case .addTable, .deleteTable: nil
        case .addChain(let chain): chain.name
        case .deleteChain(let name), .addRule(_, let name, _), .replaceRule(_, let name), .deleteRule(_, let name),
            .addSet(let name, _), .deleteSet(let name), .addElements(let name, _), .deleteElements(let name, _):
            name
        }
    }
}
