import Kernel
import NetworkTypes
public import Resources
import Store

/// What specs ask for, as far as the plans of chains and sets have to know it of each other.
public struct FirewallIntent: Hashable, Sendable {
    /// A set by its spec.
    public struct SetIntent: Hashable, Sendable {
        /// Whether its spec goes.
        public var isGoing = false
        /// What its elements are.
        public var type: NfTablesSetSpec.ElementType?
    }

    /// A chain by its spec.
    public struct ChainIntent: Hashable, Sendable {
        /// Whether its spec goes.
        public var isGoing = false
        /// What its rules name.
        public var references: FirewallReferences
    }

    /// The sets by name; `nil` while nobody has read them.
    public var sets: [String: SetIntent]?
    /// The chains by name; `nil` while nobody has read them.
    public var chains: [String: ChainIntent]?

    /// Nothing is known.
    public init() {}

    /// The intent of both kinds of specs.
    public init(sets: [DesiredSpec<NfTablesSetSpec>], chains: [DesiredSpec<NfTablesChainSpec>]) {
        note(sets)
        note(chains)
    }

    /// Takes the sets.
    public mutating func note(_ desired: [DesiredSpec<NfTablesSetSpec>]) {
        sets = Dictionary(
            desired.map { ($0.id, SetIntent(isGoing: $0.isGoing, type: $0.spec.type)) },
            uniquingKeysWith: { $1 })
    }

    /// Takes the chains.
    public mutating func note(_ desired: [DesiredSpec<NfTablesChainSpec>]) {
        chains = Dictionary(
            desired.map { ($0.id, ChainIntent(isGoing: $0.isGoing, references: FirewallReferences($0.spec))) },
            uniquingKeysWith: { $1 })
    }
}

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
        }
    }

    private mutating func use(_ name: NfTablesName?, _ types: [NfTablesSetSpec.ElementType]) {
        if let name { uses.insert(Use(set: name.description, types: types)) }
    }

    /// What the rules of a chain in the kernel name.
    init(_ chain: NfTablesChain) {
        for expression in chain.rules.lazy.flatMap(\.expressions) {
            switch expression {
            case .lookup(_, .named(let name), _): uses.insert(Use(set: name))
            case .verdict(.jump(let name)), .verdict(.goto(let name)): chains.insert(name)
            default: continue
            }
        }
    }
}
