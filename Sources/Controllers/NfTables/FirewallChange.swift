public import Kernel

/// What a chain or a set of our table becomes.
public enum FirewallChange: SystemChange {
    /// A chain and the sets that packets fill for it; `nil` where it goes.
    case chain(String, CompiledChain?)
    /// A set; `nil` where it goes.
    case set(String, NfTablesSet?)
    /// What nobody asks for goes, by the plan of the sets or by that of the chains.
    case stray(FirewallStray, isOfSet: Bool)

    /// Whether it is of the plan of the sets.
    var isOfSet: Bool {
        switch self {
        case .chain: false
        case .set: true
        case .stray(_, let isOfSet): isOfSet
        }
    }

    /// What the monitor knows it by.
    var object: ChangedObject {
        switch self {
        case .chain(let name, _): .nfTablesChain(name)
        case .set(let name, _): .nfTablesSet(name)
        case .stray(.chain(let name), _): .nfTablesChain(name)
        case .stray(.set(let name), _), .stray(.map(let name), _): .nfTablesSet(name)
        case .stray(.stranger, _): .nfTable
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
            case .stray(.set(let name), _), .stray(.map(let name), _): sets[name] = nil
            case .stray(.chain(let name), _): gone.insert(name)
            // Whatever changes the table takes them along.
            case .stray(.stranger, _): continue
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
        case .stray(let stray, _): return owner == stray.name
        }
    }
}

extension NfTablesChange {
    /// The chain or the set that it is about.
    var owner: String? {
        switch self {
        case .addTable, .deleteTable: nil
        case .deleteStranger(let stranger): stranger.name
        case .addChain(let chain): chain.name
        case .deleteChain(let name), .addRule(_, let name, _), .replaceRule(_, let name), .deleteRule(_, let name),
            .addSet(let name, _), .deleteSet(let name), .addElements(let name, _), .deleteElements(let name, _):
            name
        }
    }
}
