import Kernel
public import NetworkTypes
public import Resources
import Store

/// What specs ask for, as far as the plans of chains and sets have to know it of each other.
public struct FirewallIntent: Hashable, Sendable {
    /// A set by its spec.
    public struct SetIntent: Hashable, Sendable {
        /// Whether its spec goes.
        public var isGoing = false
        /// Of which family its addresses are.
        public var family: AddressFamily?
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
            desired.map { ($0.id, SetIntent(isGoing: $0.isGoing, family: $0.spec.type?.family)) },
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
    /// The sets that they look into.
    public var sets: Set<String> = []
    /// The chains that they lead to.
    public var chains: Set<String> = []

    /// What a spec's rules name.
    init(_ spec: NfTablesChainSpec) {
        for rule in spec.rules {
            if let target = rule.target { chains.insert(target.description) }
            for match in [rule.matchSourceAddress, rule.matchDestinationAddress] {
                if let set = match?.set { sets.insert(set.description) }
            }
        }
    }

    /// What the rules of a chain in the kernel name.
    init(_ chain: NfTablesChain) {
        for expression in chain.rules.lazy.flatMap(\.expressions) {
            switch expression {
            case .lookup(_, .named(let name), _): sets.insert(name)
            case .verdict(.jump(let name)), .verdict(.goto(let name)): chains.insert(name)
            default: continue
            }
        }
    }
}
