import NetworkTypes
public import Resources
import Store

/// What specs ask for, as far as the plans of chains and sets have to know it of each other.
public struct FirewallIntent: Hashable, Sendable {
    /// A set by its spec.
    public struct SetIntent: Hashable, Sendable {
        /// Whether its spec goes.
        public var isGoing = false
        /// Whether it is only observed: the kernel keeps what it has of it.
        public var isObserved = false
        /// What its elements are.
        public var type: NfTablesSetSpec.ElementType?
        /// What they stand for, in a map.
        public var valueType: NfTablesValue.Kind?
        /// The chains that a map leads to.
        public var chains: Set<String> = []

        /// What a spec says.
        init(_ item: DesiredSpec<NfTablesSetSpec>) {
            (isGoing, isObserved) = (item.isGoing, item.drift == .observe)
            (type, valueType) = (item.spec.type, item.spec.valueType)
            guard valueType == .verdict else { return }
            chains = Set(item.spec.elements.compactMap { $0.value?.verdict?.chain })
        }
    }

    /// A chain by its spec.
    public struct ChainIntent: Hashable, Sendable {
        /// Whether its spec goes.
        public var isGoing = false
        /// Whether it is only observed: the kernel keeps what it has of it.
        public var isObserved = false
        /// Where packets enter it; `nil` for one that only others lead to.
        public var base: NfTablesRulePlace?
        /// What its rules name.
        public var references: FirewallReferences

        /// What a spec says.
        init(_ item: DesiredSpec<NfTablesChainSpec>) {
            (isGoing, isObserved) = (item.isGoing, item.drift == .observe)
            base = item.spec.hook.map { NfTablesRulePlace(hook: $0, type: item.spec.type ?? .filter) }
            references = FirewallReferences(item.spec)
        }
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
            desired.map { ($0.id, SetIntent($0)) }, uniquingKeysWith: { $1 })
    }

    /// Takes the chains.
    public mutating func note(_ desired: [DesiredSpec<NfTablesChainSpec>]) {
        chains = Dictionary(desired.map { ($0.id, ChainIntent($0)) }, uniquingKeysWith: { $1 })
    }
}
