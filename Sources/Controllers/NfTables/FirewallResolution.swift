import Kernel
import NetworkTypes
import Resources

/// Which chains and sets can be as their specs say, since the kernel takes no rule that names what isn't there, and keeps what a rule
/// names.
struct FirewallResolution {
    /// Why chains have to wait, by name.
    private(set) var waiting: [String: String] = [:]
    /// Why chains can't be carried out, by name.
    private(set) var refused: [String: String] = [:]
    /// Why chains stay for now although their specs go.
    private(set) var keptChains: [String: String] = [:]
    /// Why sets stay for now although their specs go.
    private(set) var keptSets: [String: String] = [:]
    /// What the sets hold that rules may look into.
    private var types: [String: NfTablesSetSpec.ElementType] = [:]
    /// Of which family the addresses are of those that hold addresses.
    var families: [String: AddressFamily] { types.compactMapValues(\.family) }

    private let chains: [String: FirewallIntent.ChainIntent]
    private let table: [String: NfTablesChain]

    /// Works it out from what is asked for and what is there.
    init(_ state: FirewallState) {
        chains = state.intent.chains ?? [:]
        table = Dictionary(state.table.chains.map { ($0.name, $0) }) { first, _ in first }
        let intended = state.intent.sets
        types = (intended ?? [:]).compactMapValues { $0.isGoing ? nil : $0.type }
        for (name, set) in state.table.sets
        where types[name] == nil && intended?[name]?.isGoing ?? (intended == nil) {
            types[name] = NfTablesSetSpec.ElementType.allCases.first { NfTablesSet.KeyType($0) == set.key }
        }
        refuseCircles()
        waitForSets()
        waitForChains()
        guard state.intent.chains != nil else {
            keepAllSets(of: state)
            return
        }
        keep(intended?.filter { $0.value.isGoing && state.table.sets[$0.key] != nil }.map(\.key) ?? [])
    }

    private var living: [(name: String, references: FirewallReferences)] {
        chains.filter { !$0.value.isGoing }.map { ($0.key, $0.value.references) }.sorted { $0.name < $1.name }
    }

    /// The kernel takes no rules that lead back to where they are (`nft_chain_validate()`, `net/netfilter/nf_tables_api.c`).
    private mutating func refuseCircles() {
        for (name, _) in living {
            var way = [name]
            var seen: Set<String> = []
            guard leads(from: name, to: name, &way, &seen) else { continue }
            refused[name] = "it leads back to itself: " + way.joined(separator: " → ")
        }
    }

    private func leads(from chain: String, to end: String, _ way: inout [String], _ seen: inout Set<String>) -> Bool {
        guard let intent = chains[chain], !intent.isGoing else { return false }
        for next in intent.references.chains.sorted() where seen.insert(next).inserted {
            way.append(next)
            if next == end || leads(from: next, to: end, &way, &seen) { return true }
            way.removeLast()
        }
        return false
    }

    private mutating func waitForSets() {
        for (name, references) in living where refused[name] == nil {
            if let missing = references.sets.subtracting(types.keys).min() {
                waiting[name] = "the set \(missing) isn't there"
                continue
            }
            let wrong = references.uses.filter { use in types[use.set].map { !use.types.contains($0) } ?? false }
            guard let use = wrong.min(by: { $0.set < $1.set }), let type = types[use.set] else { continue }
            refused[name] =
                "the set \(use.set) is of the type \(type.rawValue), and a rule looks for "
                + use.types.map(\.rawValue).joined(separator: " or ")
        }
    }

    private mutating func waitForChains() {
        var isDone = false
        while !isDone {
            isDone = true
            for (name, references) in living where waiting[name] == nil && refused[name] == nil {
                guard let missing = references.chains.filter({ !isAvailable($0) }).min() else { continue }
                let isAsked = chains[missing]?.isGoing == false
                waiting[name] = "the chain \(missing) isn't there" + (isAsked ? " yet" : "")
                isDone = false
            }
        }
    }

    /// Whether a rule may lead to a chain: it comes, or is there and stays for the rule's sake.
    private func isAvailable(_ name: String) -> Bool {
        guard let intent = chains[name] else { return false }
        if !intent.isGoing, waiting[name] == nil, refused[name] == nil { return true }
        return table[name] != nil
    }

    /// What the chains that stay name stays.
    private mutating func keep(_ goingSets: [String]) {
        var users: [(name: String, references: FirewallReferences)] = living.compactMap { name, references in
            if waiting[name] == nil, refused[name] == nil { return (name, references) }
            return table[name].map { (name, FirewallReferences($0)) }
        }
        let going = chains.filter { $0.value.isGoing && table[$0.key] != nil }.keys.sorted()
        var next = 0
        while next < users.count {
            let (user, references) = users[next]
            next += 1
            for name in going where keptChains[name] == nil && references.chains.contains(name) {
                keptChains[name] = "the chain \(user) leads to it"
                if let chain = table[name] { users.append((name, FirewallReferences(chain))) }
            }
            for name in goingSets where keptSets[name] == nil && references.sets.contains(name) {
                keptSets[name] = "the chain \(user) looks into it"
            }
        }
    }

    private mutating func keepAllSets(of state: FirewallState) {
        for (name, set) in state.intent.sets ?? [:] where set.isGoing && state.table.sets[name] != nil {
            keptSets[name] = "it isn't known yet which chains look into it"
        }
    }
}
