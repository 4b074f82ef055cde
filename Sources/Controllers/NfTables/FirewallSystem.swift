public import Kernel

/// Our table of the packet filter.
public struct FirewallSystem: ManagedSystem, Monitor {
    /// What is there.
    public typealias State = NfTablesState
    /// A chain or a set.
    public typealias Change = FirewallChange

    /// The name of the table, in the family `inet`: all in it is ours.
    public static let table = "netstrata"

    private let tables: NfTables
    private let board = WakeUpBoard()
    /// How often a transaction is planned anew, because others change the ruleset or a part of it is refused.
    private static let attempts = 16

    /// A connection that changes the table.
    public init(_ tables: NfTables) { self.tables = tables }

    /// Wakes up after each change of ours: a chain waits for its sets, and a set goes after its chains.
    public func wakeUps(on topics: KernelTopics) -> AsyncStream<Void> { board.stream(on: topics) }

    /// What the monitor was told of the chain or the set, or of the whole table.
    public func foreignChange(
        behind change: FirewallChange, after moment: ContinuousClock.Instant
    ) -> ForeignChange? {
        guard let changes = tables.foreignChanges else { return nil }
        return changes.take(change.object, after: moment) ?? changes.last(.nfTable, after: moment)
    }

    /// Until the monitor has taken what the kernel told.
    public func mayBeTold(of change: FirewallChange, after moment: ContinuousClock.Instant) -> Bool {
        guard let changes = tables.foreignChanges else { return false }
        return !changes.knows(change.object, after: moment) && !changes.knows(.nfTable, after: moment)
    }

    /// Looks at the table.
    ///
    /// - Throws: `kernel`.
    func state() async throws(ControllerError) -> NfTablesState {
        do throws(KernelError) { return try await tables.state() } catch { throw .kernel(error) }
    }

    /// Makes all changes in one transaction; what the kernel refuses of them is left out, and the rest made.
    public func apply(_ changes: [FirewallChange]) async throws(KernelError) -> [KernelRefusal?] {
        var refusals = [KernelRefusal?](repeating: nil, count: changes.count)
        for _ in 0..<Self.attempts {
            let state = try await tables.state()
            let made = zip(changes, refusals).filter { $1 == nil }.map(\.0)
            let steps = FirewallChange.difference(made, from: state)
            switch try await tables.apply(steps, plannedOn: state.generation) {
            case .done:
                if !steps.isEmpty { board.wake(.firewall) }
                return refusals
            case .outdated: continue
            case .refused(let refused):
                for (place, refusal) in refused.sorted(by: { $0.key < $1.key }) {
                    let owner = steps.indices.contains(place) ? steps[place].owner : nil
                    let mine = changes.indices.filter { refusals[$0] == nil && changes[$0].owns(owner) }
                    // What can't be told from the others is all of them.
                    for index in mine.isEmpty ? Array(changes.indices) : mine {
                        refusals[index] = refusals[index] ?? refusal
                    }
                }
                if refusals.allSatisfy({ $0 != nil }) { return refusals }
            }
        }
        throw .interrupted
    }
}

/// What a chain or a set of our table becomes.
public enum FirewallChange: SystemChange {
    /// A chain and the sets that packets fill for it; `nil` where it goes.
    case chain(String, CompiledChain?)
    /// A set; `nil` where it goes.
    case set(String, NfTablesSet?)

    /// What the monitor knows it by.
    var object: ChangedObject {
        switch self {
        case .chain(let name, _): .nfTablesChain(name)
        case .set(let name, _): .nfTablesSet(name)
        }
    }

    /// What has gone already is gone.
    public func isDone(despite refusal: KernelRefusal) -> Bool { false }

    /// The steps that make some changes.
    static func difference(_ changes: [FirewallChange], from state: NfTablesState) -> [NfTablesChange] {
        var (chains, sets) = (state.chains, state.sets)
        for change in changes {
            switch change {
            case .set(let name, let set): sets[name] = set
            case .chain(let name, let compiled):
                sets = sets.filter { !$0.key.hasPrefix(name + "/") }.merging(compiled?.sets ?? [:]) { $1 }
                let place = chains.firstIndex { $0.name == name }
                switch (place, compiled?.chain) {
                case (let place?, let chain?): chains[place] = chain
                case (let place?, nil): chains.remove(at: place)
                case (nil, let chain?): chains.append(chain)
                case (nil, nil): break
                }
            }
        }
        return TableDifference(from: state, to: chains, sets: sets).changes
    }

    fileprivate func owns(_ owner: String?) -> Bool {
        guard let owner else { return false }
        switch self {
        case .chain(let name, _): return owner == name || owner.hasPrefix(name + "/")
        case .set(let name, _): return owner == name
        }
    }
}

extension NfTablesChange {
    /// The chain or the set that it is about.
    fileprivate var owner: String? {
        switch self {
        case .addTable, .deleteTable: nil
        case .addChain(let chain): chain.name
        case .deleteChain(let name), .addRule(_, let name, _), .replaceRule(_, let name), .deleteRule(_, let name),
            .addSet(let name, _), .deleteSet(let name), .addElements(let name, _), .deleteElements(let name, _):
            name
        }
    }
}

extension NfTablesState: SystemState {
    /// Without the generation, which others' tables change too.
    public var settledHash: Int {
        var hasher = Hasher()
        for chain in chains {
            hasher.combine(chain.name)
            hasher.combine(chain.base)
            for rule in chain.rules { hasher.combine(rule.expressions) }
        }
        hasher.combine(sets)
        return hasher.finalize()
    }
}
