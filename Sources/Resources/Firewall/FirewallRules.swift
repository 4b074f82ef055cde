import NetworkTypes

/// All chains and sets of the packet filter, as they are asked for.
public struct FirewallRules: Hashable, Sendable {
    /// The chains by name.
    public private(set) var chains: [String: NfTablesChainSpec]
    /// The sets by name.
    public private(set) var sets: [String: NfTablesSetSpec]

    /// Chains and sets, each of another name, as they are at a moment; without one nothing has come to its end.
    public init(chains: [NfTablesChainSpec] = [], sets: [NfTablesSetSpec] = [], at moment: Moment? = nil) {
        self.chains = Dictionary(chains.map { ($0.id, $0.normalized()) }) { $1 }
        self.sets = Dictionary(
            sets.map { set in
                var living = set.normalized()
                if let moment { living.elements = living.living(at: moment) }
                return (set.id, living)
            }
        ) { $1 }
    }

    /// The chains of a hook in the order in which packets meet them.
    ///
    /// Of equal priorities the kernel takes the one that was made last; nothing that is stored tells that, so they are in the order
    /// of their names. Whether a packet comes through doesn't depend on it.
    public func chains(at hook: NfTablesChainHook) -> [NfTablesChainSpec] {
        chains.values.filter { $0.hook == hook }.sorted {
            (($0.priority ?? .filter).rawValue, $0.id) < (($1.priority ?? .filter).rawValue, $1.id)
        }
    }

    /// All chains in the order in which they are evaluated; those that only others lead to are the last.
    public var inOrder: [NfTablesChainSpec] {
        NfTablesChainHook.allCases.flatMap { chains(at: $0) }
            + chains.values.filter { $0.hook == nil }.sorted { $0.id < $1.id }
    }
}
