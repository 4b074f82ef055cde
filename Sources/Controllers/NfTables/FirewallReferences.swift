import Kernel
import NetworkTypes
public import Resources

/// What a chain's rules name, without which the kernel doesn't take them.
public struct FirewallReferences: Hashable, Sendable {
    /// The sets that they look into, and what each has to hold.
    public var uses: Set<Use> = []
    /// The chains that they lead to.
    public var chains: Set<String> = []

    /// A set that a rule looks into.
    public struct Use: Hashable, Sendable {
        /// The set's name.
        public var set: String
        /// What it may be of; empty where that isn't known.
        public var types: [NfTablesSetSpec.ElementType] = []
        /// What a map may have; empty for a set.
        public var values: [NfTablesValue.Kind] = []
    }

    /// The names of the sets that they look into.
    public var sets: Set<String> { Set(uses.map(\.set)) }

    /// What a spec's rules name.
    init(_ spec: NfTablesChainSpec) {
        for rule in spec.rules {
            if let target = rule.target { chains.insert(target.description) }
            use(rule.matchSourceAddress?.set, [.ipv4Address, .ipv6Address])
            use(rule.matchDestinationAddress?.set, [.ipv4Address, .ipv6Address])
            use(rule.matchLayer4?.matchSourcePort?.set, [.port])
            use(rule.matchLayer4?.matchDestinationPort?.set, [.port])
            use(rule.matchSourceMAC?.set, [.hardwareAddress])
            use(rule.matchIIfName?.set, [.interface])
            use(rule.matchOIfName?.set, [.interface])
            use(rule.matchMark?.set, [.mark])
            for (_, lookup, values) in rule.lookups { use(lookup.map, lookup.key?.types ?? [], values) }
        }
    }

    private mutating func use(
        _ name: NfTablesName?, _ types: [NfTablesSetSpec.ElementType], _ values: [NfTablesValue.Kind] = []
    ) {
        if let name { uses.insert(Use(set: name.description, types: types, values: values)) }
    }

    /// What the rules of a chain in the kernel name.
    init(_ chain: NfTablesChain) {
        for expression in chain.rules.lazy.flatMap(\.expressions) {
            switch expression {
            case .lookup(_, .named(let name), _), .map(_, .named(let name), _): uses.insert(Use(set: name))
            case .verdict(.jump(let name)), .verdict(.goto(let name)): chains.insert(name)
            default: continue
            }
        }
    }
}
