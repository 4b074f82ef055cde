public import Kernel
public import Resources

extension RuleTraffic {
    /// What a table has of the rules of chains, by the chains' names and in the order of their rules; pure.
    public static func of(_ chains: [NfTablesChainSpec], in state: NfTablesState) -> [String: [RuleTraffic]] {
        Dictionary(chains.map { ($0.id, of($0, in: state)) }) { $1 }
    }

    /// What a table has of a chain's rules; pure.
    ///
    /// A rule is known again by what it does and says. Of several that are the same, each has its own.
    static func of(_ spec: NfTablesChainSpec, in state: NfTablesState) -> [RuleTraffic] {
        let families = SetFamilies(
            keys: state.sets.compactMapValues(\.family), values: state.sets.compactMapValues(\.valueType?.family))
        var rules = state.chains.first { $0.name == spec.id }?.rules[...] ?? []
        return spec.rules.enumerated().map { place, rule in
            var traffic = RuleTraffic()
            for family in RuleSteps.families(of: rule, sets: families) {
                let wanted = CompiledChain.rule(rule, at: place, of: spec, family, families).rule
                // Mostly it is the first that is left, and to take that away costs nothing.
                guard let index = rules.firstIndex(where: { $0.isSame(as: wanted) }) else { continue }
                let counted = rules[index].counted
                if index == rules.startIndex { rules.removeFirst() } else { rules.remove(at: index) }
                traffic.add(packets: counted?.packets, bytes: counted?.bytes)
            }
            return traffic
        }
    }
}
