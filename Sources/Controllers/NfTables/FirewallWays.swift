import Kernel
import Resources

/// The ways that packets take through chains, which the kernel looks at before it takes a transaction (`nft_table_validate()` and
/// `nft_verdict_init()`, net/netfilter/nf_tables_api.c): what it would refuse, and whose change it is.
struct FirewallWays {
    /// A chain as it is going to be.
    struct Chain {
        /// Where packets enter it.
        var base: NfTablesRulePlace?
        /// What its rules name.
        var references: FirewallReferences

        /// By its spec.
        init(_ intent: FirewallIntent.ChainIntent) { (base, references) = (intent.base, intent.references) }

        /// As it is there.
        init(_ chain: NfTablesChain) {
            references = FirewallReferences(chain)
            let hooks = NfTablesChainHook.allCases
            guard let base = chain.base, let number = Int(exactly: base.hook), hooks.indices.contains(number) else {
                return
            }
            self.base = NfTablesRulePlace(
                hook: hooks[number], type: NfTablesChainType(rawValue: base.type) ?? .filter)
        }
    }

    /// What can't be, and whose change has to be left out for that.
    struct Fault {
        /// Whose change it is.
        enum Culprit: Hashable {
            /// A chain's.
            case chain(String)
            /// A map's.
            case map(String)
        }

        /// Whose change it is.
        var culprit: Culprit
        /// What is wrong, in words.
        var why: String
        /// Whether nothing else could be left out.
        fileprivate var isForced = false
    }

    /// Through how many chains a packet goes at most, the one in which it begins among them (`NFT_JUMP_STACK_SIZE`).
    private static let depth = 16

    /// The chains as they are going to be.
    private(set) var chains: [String: Chain]
    /// The chains that maps are going to lead to.
    private(set) var maps: [String: Set<String>]
    private let oldChains: [String: Chain]
    private let oldMaps: [String: Set<String>]

    /// - Parameters:
    ///   - chains: The chains as they are asked for; those that stay as they are aren't among them.
    ///   - maps: The chains that maps lead to, likewise.
    ///   - table: What is there.
    ///   - going: The chains that go unless something leads to them.
    init(
        _ chains: [String: Chain], maps: [String: Set<String>], over table: NfTablesState, without going: Set<String>
    ) {
        oldChains = Dictionary(table.chains.map { ($0.name, Chain($0)) }) { first, _ in first }
        oldMaps = table.sets.mapValues(\.chains)
        // Nothing leads to a chain with a hook: it goes.
        let staying = oldChains.filter { !going.contains($0.key) || $0.value.base == nil }
        self.chains = staying.merging(chains) { $1 }
        self.maps = oldMaps.merging(maps) { $1 }
    }

    /// Takes what is left out for what is there.
    mutating func leaveOut(_ culprit: Fault.Culprit) {
        switch culprit {
        case .chain(let name): chains[name] = oldChains[name]
        case .map(let name): maps[name] = oldMaps[name]
        }
    }

    /// The first fault; what can be mended in one way only comes first.
    var fault: Fault? {
        let faults = leads.compactMap { from, target in
            chains[target]?.base == nil ? nil : fault(of: from, leadingTo: target)
        }
        if let fault = faults.first(where: \.isForced) ?? faults.first { return fault }
        let others = chains.keys.sorted().compactMap { firstFault(from: $0) }
        return others.first(where: \.isForced) ?? others.first
    }

    /// What leads to chains by itself.
    private var leads: [(from: Fault.Culprit, target: String)] {
        chains.sorted { $0.key < $1.key }.flatMap { name, chain in
            chain.references.chains.sorted().map { (.chain(name), $0) }
        } + maps.sorted { $0.key < $1.key }.flatMap { name, targets in targets.sorted().map { (.map(name), $0) } }
    }

    private func fault(of from: Fault.Culprit, leadingTo target: String) -> Fault? {
        let (words, old): (String, Set<String>) =
            switch from {
            case .chain(let name): ("the chain \(name)", oldChains[name]?.references.chains ?? [])
            case .map(let name): ("the map \(name)", oldMaps[name] ?? [])
            }
        guard old.contains(target), oldChains[target]?.base == nil else {
            return Fault(
                culprit: from, why: "it leads to the chain \(target), which has a hook: only one without can be led to")
        }
        return Fault(
            culprit: .chain(target), why: "\(words) leads to it: with a hook it can't be led to", isForced: true)
    }

    private func targets(_ references: FirewallReferences, _ maps: [String: Set<String>]) -> Set<String> {
        references.sets.reduce(into: references.chains) { $0.formUnion(maps[$1] ?? []) }
    }

    /// The first fault on ways that begin in a chain with a hook.
    private func firstFault(from root: String) -> Fault? {
        guard let place = chains[root]?.base else { return nil }
        var levels = [root: 1]
        var ways = [[root]]
        while let way = ways.popLast(), let name = way.last, let chain = chains[name] {
            if let demand = chain.references.demands.first(where: { !$0.allows(place) }) {
                return fault(way, ends: demand, at: place)
            }
            for next in targets(chain.references, maps).sorted() where chains[next] != nil {
                guard way.count < Self.depth else { return fault(ofDepth: way + [next]) }
                guard levels[next] ?? 0 <= way.count else { continue }
                levels[next] = way.count + 1
                ways.append(way + [next])
            }
        }
        return nil
    }

    private func fault(ofDepth way: [String]) -> Fault? {
        culprit(way).map {
            let words = way.joined(separator: " → ")
            guard Set(way).count == way.count else {
                return Fault(culprit: $0, why: "chains would lead back to themselves: \(words)")
            }
            return Fault(
                culprit: $0,
                why: "\(words) are more than the \(Self.depth) chains that a packet goes through at most")
        }
    }

    private func fault(_ way: [String], ends demand: FirewallReferences.Demand, at place: NfTablesRulePlace) -> Fault? {
        let name = way.last ?? ""
        let isOld = oldChains[name]?.references.demands.contains { $0.isSame(as: demand) } == true
        guard let culprit = culprit(way) ?? (isOld ? nil : .chain(name)) else { return nil }
        let hooks = demand.hooks.map(\.rawValue).joined(separator: ", ")
        let words = way.count > 1 ? "\(way.joined(separator: " → ")) leads" : "it leads"
        return Fault(
            culprit: culprit,
            why:
                "\(words) from \(place.type.rawValue) at \(place.hook.rawValue) to \(demand.words) of the chain \(name), which "
                + "works at \(hooks)" + (demand.isOfNat ? " of the type nat" : ""),
            isForced: self.culprit(way) == nil)
    }

    /// Whose change makes a way that isn't there yet: what is nearest to its beginning, so that others can be as they are asked for.
    private func culprit(_ way: [String]) -> Fault.Culprit? {
        guard let root = way.first, let base = oldChains[root]?.base, base == chains[root]?.base else {
            return way.first.map { .chain($0) }
        }
        for (name, next) in zip(way, way.dropFirst()) {
            let old = oldChains[name]?.references ?? FirewallReferences()
            if targets(old, oldMaps).contains(next) { continue }
            guard let chain = chains[name], !chain.references.chains.contains(next) else { return .chain(name) }
            let map = chain.references.sets.sorted().first { maps[$0]?.contains(next) == true }
            return map.map { old.sets.contains($0) ? .map($0) : .chain(name) }
        }
        return nil
    }
}
