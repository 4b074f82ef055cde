/// What a table is like after a transaction of ours, without reading it again: of ten thousand rules one is changed, and to read all
/// would take longer than all else.
struct NfTablesForesight {
    private var state: NfTablesState
    private let changes: [NfTablesChange]

    /// `nil` where what is there has to be read.
    ///
    /// - Parameters:
    ///   - state: What is there.
    ///   - changes: What is done.
    ///   - ruleLimit: How many handles can be told: the kernel writes them into the socket's buffer while it makes the transaction.
    init?(_ state: NfTablesState?, _ changes: [NfTablesChange], ruleLimit: Int) {
        guard let state, changes.allSatisfy(\.isForeseeable), changes.count(where: \.isNewRule) <= ruleLimit else {
            return nil
        }
        (self.state, self.changes) = (state, changes)
    }

    /// The table after the transaction.
    ///
    /// - Parameter handles: What the kernel has told of the new rules, by the places of the changes.
    /// - Returns: The table; `nil` where the kernel did anything else.
    consuming func outcome(_ handles: [Int: UInt64]) -> NfTablesState? {
        removeRules()
        for (place, change) in changes.enumerated() {
            guard take(change, handles[place]) else { return nil }
        }
        state.generation = Self.generation(after: state.generation)
        return state
    }

    /// The next generation: the kernel leaves 0 out (`nf_tables_commit()`, `net/netfilter/nf_tables_api.c`).
    static func generation(after generation: UInt32) -> UInt32 { generation == .max ? 1 : generation + 1 }

    /// Nothing that comes stands before a rule that goes, so all that go can go first.
    private mutating func removeRules() {
        var going: [String: Set<UInt64>] = [:]
        for case .deleteRule(let handle, let chain) in changes { going[chain, default: []].insert(handle) }
        for (chain, handles) in going {
            guard let place = place(of: chain) else { continue }
            state.chains[place].rules.removeAll { handles.contains($0.handle) }
        }
    }

    private func place(of chain: String) -> Int? { state.chains.firstIndex { $0.name == chain } }

    private mutating func take(_ change: NfTablesChange, _ handle: UInt64?) -> Bool {
        switch change {
        case .deleteRule: return true
        case .addChain(let chain):
            if let place = place(of: chain.name) {
                state.chains[place].base = chain.base
            } else {
                state.chains.append(NfTablesChain(chain.name, base: chain.base))
            }
        case .deleteChain(let name): state.chains.removeAll { $0.name == name }
        case .addRule(let rule, let chain, let next):
            guard let handle, let place = place(of: chain) else { return false }
            return insert(rule, handle, into: place, before: next)
        case .addSet(let name, let set):
            var empty = set
            empty.elements = []
            state.sets[name] = empty
        case .deleteSet(let name): state.sets[name] = nil
        case .deleteStranger(let stranger): state.strangers.remove(stranger)
        case .addElements(let name, let set): state.sets[name]?.insert(set.elements)
        case .deleteElements(let name, let set): state.sets[name]?.remove(set.elements)
        case .addTable: (state.isThere, state.isDormant) = (true, false)
        case .deleteTable, .replaceRule: return false
        }
        return true
    }

    private mutating func insert(
        _ rule: NfTablesRule, _ handle: UInt64, into chain: Int, before next: UInt64?
    ) -> Bool {
        var rule = rule
        rule.handle = handle
        guard let next else {
            state.chains[chain].rules.append(rule)
            return true
        }
        guard let place = state.chains[chain].rules.firstIndex(where: { $0.handle == next }) else { return false }
        state.chains[chain].rules.insert(rule, at: place)
        return true
    }
}

extension NfTablesChange {
    fileprivate var isForeseeable: Bool {
        switch self {
        case .deleteTable, .replaceRule: false
        default: true
        }
    }

    fileprivate var isNewRule: Bool {
        if case .addRule = self { true } else { false }
    }
}

extension NfTablesSet {
    /// Puts elements where they belong; both are in order.
    fileprivate mutating func insert(_ coming: [Element]) {
        var all: [Element] = []
        all.reserveCapacity(elements.count + coming.count)
        var rest = coming[...]
        for element in elements {
            while let next = rest.first, next.first.lexicographicallyPrecedes(element.first) {
                all.append(next)
                rest.removeFirst()
            }
            all.append(element)
        }
        elements = all + rest
    }

    fileprivate mutating func remove(_ going: [Element]) {
        let going = Set(going)
        elements.removeAll { going.contains($0) }
    }
}
