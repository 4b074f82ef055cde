import Kernel
import NetworkTypes
public import Resources

/// What a chain's rules name, without which the kernel doesn't take them.
public struct FirewallReferences: Hashable, Sendable {
    /// The sets that they look into, and what each has to hold.
    public var uses: Set<Use> = []
    /// The chains that they lead to.
    public var chains: Set<String> = []

    /// What of the rules the kernel takes at some places only, and where it stands.
    public var demands: [Demand] = []

    /// A rule that can't be everywhere.
    public struct Demand: Hashable, Sendable {
        /// The hooks at which it can be.
        public var hooks: [NfTablesChainHook]
        /// Whether only a chain of the type nat can have it.
        public var isOfNat = false
        /// What it is, as `reversePath of rule 2 (spoofed)`.
        public var words = ""

        /// Whether the rule can be where packets are that come from a base chain.
        func allows(_ place: NfTablesRulePlace) -> Bool {
            hooks.contains(place.hook) && (!isOfNat || place.type == .nat)
        }

        /// Whether the kernel asks the same for another.
        func isSame(as other: Demand) -> Bool { Set(hooks) == Set(other.hooks) && isOfNat == other.isOfNat }
    }

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

    /// Nothing.
    init() {}

    /// What a spec's rules name.
    init(_ spec: NfTablesChainSpec) {
        for (place, rule) in spec.rules.enumerated() {
            for needed in rule.demands {
                let name = rule.name.isEmpty ? "" : " (\(rule.name))"
                demand(
                    Demand(
                        hooks: needed.hooks, isOfNat: needed.isOfNat,
                        words: "\(needed.path.joined(separator: ".")) of rule \(place + 1)\(name)"))
            }
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

    /// One of each kind says all.
    private mutating func demand(_ demand: Demand) {
        if !demands.contains(where: { $0.isSame(as: demand) }) { demands.append(demand) }
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
            case .nat(let type, _, _, _, _):
                demand(Demand(hooks: type == 0 ? [.postrouting, .input] : [.prerouting, .output], isOfNat: true))
            case .masquerade: demand(Demand(hooks: [.postrouting], isOfNat: true))
            case .redirect: demand(Demand(hooks: [.prerouting, .output], isOfNat: true))
            case .reject: demand(Demand(hooks: [.prerouting, .input, .forward, .output]))
            case NfTablesExpression.reversePath: demand(Demand(hooks: [.prerouting, .input, .forward]))
            default: continue
            }
        }
    }
}
