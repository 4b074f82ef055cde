public import Kernel

/// The smallest change of a table that makes it what it is to be: what stays keeps its handle, its counters and its elements.
///
/// All of it is one transaction, so that no packet meets a half of it. In it what goes comes first: a chain or a set can go only when no
/// rule leads to it any more, and a name is free then.
public struct TableDifference {
    private let state: NfTablesState
    private let chains: [NfTablesChain]
    private let sets: [String: NfTablesSet]
    /// The sets that have to be made anew: the kernel changes nothing of one but its elements.
    private let remadeSets: Set<String>
    private let observed: [String: NfTablesChain]

    /// What is there, and what is to be there: all chains, and all sets with names.
    public init(from state: NfTablesState, to chains: [NfTablesChain], sets: [String: NfTablesSet]) {
        (self.state, self.chains, self.sets) = (state, chains, sets)
        remadeSets = Set(sets.filter { name, set in state.sets[name].map { !$0.isKind(of: set) } ?? false }.keys)
        observed = Dictionary(state.chains.map { ($0.name, $0) }) { first, _ in first }
    }

    /// The changes in order; none where all is as it should be.
    public var changes: [NfTablesChange] {
        if chains.isEmpty, sets.isEmpty { return state.isThere ? [.deleteTable] : [] }
        let differences = chains.map { chain in
            ChainDifference(from: kept(chain), to: chain, isLost: usesRemadeSet)
        }
        let wanted = Set(chains.map(\.name))
        // A chain that goes, or is made anew, loses its rules first: others may be what they lead to.
        let going = state.chains.filter { chain in
            !wanted.contains(chain.name) || chains.contains { $0.name == chain.name && kept($0) == nil }
        }
        let goingRules = going.flatMap { chain in
            chain.rules.map { NfTablesChange.deleteRule($0.handle, chain: chain.name) }
        }
        let goingSets = state.sets.keys.filter { sets[$0] == nil || remadeSets.contains($0) }.sorted()
        let (goingElements, comingElements) = elementChanges
        // Maps lead to chains as rules do: what goes of them goes before the chains, and what comes comes after them.
        return (state.isThere && !state.isDormant ? [] : [.addTable]) + differences.flatMap(\.deletions) + goingRules
            + goingSets.map { .deleteSet($0) } + state.strangers.map { .deleteStranger($0) } + goingElements
            + going.map { .deleteChain($0.name) }
            + differences.compactMap(\.creation) + comingElements + differences.flatMap(\.additions)
    }

    /// The chain that is there and stays, whatever its rules and its policy are.
    private func kept(_ chain: NfTablesChain) -> NfTablesChain? {
        guard let actual = observed[chain.name] else { return nil }
        return actual.isInPlace(of: chain) ? actual : nil
    }

    private func usesRemadeSet(_ rule: NfTablesRule) -> Bool {
        guard !remadeSets.isEmpty else { return false }
        return rule.expressions.contains { expression in
            switch expression {
            case .lookup(_, .named(let name), _), .map(_, .named(let name), _), .limitEach(_, let name, _):
                remadeSets.contains(name)
            default: false
            }
        }
    }

    private var elementChanges: (going: [NfTablesChange], coming: [NfTablesChange]) {
        var (going, coming): ([NfTablesChange], [NfTablesChange]) = ([], [])
        for (name, set) in sets.sorted(by: { $0.key < $1.key }) {
            guard let actual = state.sets[name], !remadeSets.contains(name) else {
                coming += [.addSet(name, set)] + (set.elements.isEmpty ? [] : [.addElements(name, set)])
                continue
            }
            if set.isDynamic { continue }
            let difference = SetDifference(from: actual, to: set)
            func some(_ elements: [NfTablesSet.Element]) -> NfTablesSet {
                var some = set
                some.elements = elements
                return some
            }
            if !difference.going.isEmpty { going.append(.deleteElements(name, some(difference.going))) }
            if !difference.coming.isEmpty { coming.append(.addElements(name, some(difference.coming))) }
        }
        return (going, coming)
    }
}

extension NfTablesChain {
    /// Whether packets enter it where they enter another, so that it can become that one.
    func isInPlace(of other: NfTablesChain) -> Bool {
        base?.type == other.base?.type && base?.hook == other.base?.hook && base?.priority == other.base?.priority
    }
}

extension NfTablesSet {
    /// Whether it can become another by its elements alone; that those can have an end does no harm.
    func isKind(of other: NfTablesSet) -> Bool {
        key == other.key && valueType == other.valueType && isOfIntervals == other.isOfIntervals
            && isDynamic == other.isDynamic && timeout == other.timeout && (hasTimeouts || !other.hasTimeouts)
    }
}
