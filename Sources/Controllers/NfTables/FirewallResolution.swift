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
    /// Why maps have to wait, by name.
    private(set) var waitingSets: [String: String] = [:]
    /// Why maps can't be carried out, by name.
    private(set) var refusedSets: [String: String] = [:]
    /// What the sets hold that rules may look into.
    private var types: [String: FirewallSetType] = [:]
    /// Of which family the addresses are of those that hold addresses.
    var families: SetFamilies {
        SetFamilies(
            keys: types.compactMapValues(\.element?.family), values: types.compactMapValues(\.value?.family))
    }

    private let chains: [String: FirewallIntent.ChainIntent]
    private let table: [String: NfTablesChain]
    /// The chains that maps lead to, by map: as they are asked for, or as they are there where nobody asks.
    private var mapped: [String: Set<String>]

    /// Works it out from what is asked for and what is there.
    init(_ state: FirewallState) {
        chains = state.intent.chains ?? [:]
        table = Dictionary(state.table.chains.map { ($0.name, $0) }) { first, _ in first }
        let intended = state.intent.sets
        types = (intended ?? [:]).compactMapValues { $0.isGoing ? nil : FirewallSetType($0) }
        var mapped = (intended ?? [:]).filter { !$0.value.isGoing }.mapValues(\.chains)
        for (name, set) in intended ?? [:] where set.isObserved { mapped[name] = state.table.sets[name]?.chains }
        for (name, set) in state.table.sets
        where types[name] == nil && intended?[name]?.isGoing ?? (intended == nil) {
            types[name] = FirewallSetType(set)
            mapped[name] = set.chains
        }
        self.mapped = mapped
        refuseCircles()
        waitForSets()
        waitForChains()
        followWays(state)
        for (name, set) in (intended ?? [:]).sorted(by: { $0.key < $1.key }) where !set.isGoing {
            waitingSets[name] = set.chains.filter { !isAvailable($0) }.min().map { "the chain \($0) isn't there" }
        }
        keepTypes(of: state)
        guard state.intent.chains != nil else {
            keepAllSets(of: state)
            return
        }
        keep(state)
    }

    /// The chains that rules lead to, through maps too.
    private func targets(of references: FirewallReferences) -> Set<String> {
        references.sets.reduce(into: references.chains) { $0.formUnion(mapped[$1] ?? []) }
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
        for next in targets(of: intent.references).sorted() where seen.insert(next).inserted {
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
            let wrong = references.uses.filter { use in types[use.set].map { !$0.fits(use) } ?? false }
            guard let use = wrong.min(by: { $0.set < $1.set }), let type = types[use.set] else { continue }
            refused[name] = type.words(unlike: use)
        }
    }

    private mutating func waitForChains() {
        var isDone = false
        while !isDone {
            isDone = true
            for (name, references) in living where waiting[name] == nil && refused[name] == nil {
                guard let missing = targets(of: references).filter({ !isAvailable($0) }).min() else { continue }
                let isAsked = chains[missing]?.isGoing == false
                waiting[name] = "the chain \(missing) isn't there" + (isAsked ? " yet" : "")
                isDone = false
            }
        }
    }

    /// What the kernel wouldn't take because of where rules lead: it is refused by itself, and all else is made.
    private mutating func followWays(_ state: FirewallState) {
        let intended = state.intent.sets ?? [:]
        func isAsked(_ set: FirewallIntent.SetIntent) -> Bool {
            !set.isGoing && !set.isObserved && set.chains.allSatisfy(isAvailable)
        }
        var ways = FirewallWays(
            chains.filter { isComing($0.key) }.mapValues { FirewallWays.Chain($0) },
            maps: intended.filter { isAsked($0.value) }.mapValues(\.chains), over: state.table,
            without: Set(table.keys.filter { chains[$0].map { $0.isGoing && !$0.isObserved } ?? true }))
        while let fault = ways.fault {
            switch fault.culprit {
            case .chain(let name): refused[name] = fault.why
            case .map(let name):
                let actual = state.table.sets[name]
                (refusedSets[name], types[name]) = (fault.why, actual.map { FirewallSetType($0) })
                mapped[name] = actual?.chains
                waitForSets()
            }
            waitForChains()
            ways.leaveOut(fault.culprit)
            for name in chains.keys where !isComing(name) { ways.leaveOut(.chain(name)) }
        }
    }

    /// Whether a chain is going to be as it is asked for.
    private func isComing(_ name: String) -> Bool {
        guard let intent = chains[name], !intent.isGoing, !intent.isObserved else { return false }
        return waiting[name] == nil && refused[name] == nil
    }

    /// Whether a rule may lead to a chain: it comes, or is there and stays for the rule's sake.
    private func isAvailable(_ name: String) -> Bool {
        chains[name] != nil && (isComing(name) || table[name] != nil)
    }

    private func isObserved(_ name: String) -> Bool { chains[name]?.isObserved == true }

    /// What names others, and keeps them.
    private typealias User = (words: String, chains: Set<String>, sets: Set<String>)

    private func user(_ name: String, _ references: FirewallReferences) -> User {
        ("the chain \(name)", references.chains, references.sets)
    }

    /// What stays keeps what it names; of chains that are only observed it is what the kernel has of them.
    private mutating func keep(_ state: FirewallState) {
        var users = living.filter { isComing($0.name) }.map { user($0.name, $0.references) }
        users += standing.map { user($0.name, $0.references) }
        let intended = state.intent.sets ?? [:]
        for (name, chains) in mapped.sorted(by: { $0.key < $1.key }) where intended[name]?.isGoing != true {
            let isThere = waitingSets[name] == nil
            users.append(("the map \(name)", isThere ? chains : state.table.sets[name]?.chains ?? [], []))
        }
        for name in chains.keys.sorted() where chains[name]?.isGoing == true && isObserved(name) {
            if let chain = table[name] { users.append(user(name, FirewallReferences(chain))) }
        }
        let going = chains.filter { $0.value.isGoing && table[$0.key] != nil }.keys.sorted()
        let goingSets = intended.filter { $0.value.isGoing && state.table.sets[$0.key] != nil }.keys.sorted()
        var next = 0
        while next < users.count {
            let user = users[next]
            next += 1
            for name in going where keptChains[name] == nil && user.chains.contains(name) {
                keptChains[name] = "\(user.words) leads to it"
                if let chain = table[name] { users.append(self.user(name, FirewallReferences(chain))) }
            }
            for name in goingSets where keptSets[name] == nil && user.sets.contains(name) {
                keptSets[name] = "\(user.words) looks into it"
                users.append(("the map \(name)", state.table.sets[name]?.chains ?? [], []))
            }
        }
    }

    /// The chains that stay as they are in the kernel, since they wait, are refused or only observed, by what they name there.
    private var standing: [(name: String, references: FirewallReferences)] {
        living.compactMap { name, _ in
            isComing(name) ? nil : table[name].map { (name, FirewallReferences($0)) }
        }
    }

    /// A set stays what it is while a rule in the kernel looks into it whose chain can't follow: the rule would match nothing any more.
    private mutating func keepTypes(of state: FirewallState) {
        for (name, references) in standing {
            for set in references.sets.sorted() where waitingSets[set] == nil {
                guard state.intent.sets?[set]?.isGoing == false, let wanted = types[set],
                    let actual = state.table.sets[set], wanted != FirewallSetType(actual)
                else { continue }
                waitingSets[set] = "the chain \(name) looks into it as it is"
            }
        }
    }

    private mutating func keepAllSets(of state: FirewallState) {
        for (name, set) in state.intent.sets ?? [:] where set.isGoing && state.table.sets[name] != nil {
            keptSets[name] = "it isn't known yet which chains look into it"
        }
    }
}
