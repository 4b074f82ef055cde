import Glibc
import Kernel

/// Some changes of our table that are to be one transaction.
struct FirewallTransaction: Sendable {
    private let tables: NfTables
    private let changes: [FirewallChange]
    /// How often a transaction is planned anew, because others change the ruleset or a part of it is refused.
    private static let attempts = 16

    init(_ tables: NfTables, _ changes: [FirewallChange]) { (self.tables, self.changes) = (tables, changes) }

    /// Makes the changes.
    ///
    /// - Returns: For each why it isn't made; `nil` for those that are.
    /// - Throws: What reading the table throws, and `interrupted` where others change the ruleset all the time.
    func make() async throws(KernelError) -> [KernelRefusal?] {
        var refusals = [KernelRefusal?](repeating: nil, count: changes.count)
        for _ in 0..<Self.attempts + changes.count {
            let state = try await tables.state()
            let made = zip(changes, refusals).filter { $1 == nil }.map(\.0)
            let steps = FirewallChange.difference(made, from: state)
            switch try await tables.apply(steps, plannedOn: state.generation) {
            case .done: return refusals
            case .outdated: continue
            case .refused(let refused):
                let found = attribute(refused, steps, besides: refusals)
                if found.isEmpty { return try await makeEach(refusals, refused[-1] ?? refused.values.first) }
                for (index, refusal) in found { refusals[index] = refusal.telling(of: changes[index], in: state) }
                if refusals.allSatisfy({ $0 != nil }) { return refusals }
            }
        }
        throw .interrupted
    }

    /// Where rules lead is looked at after each step for the whole table (`nft_table_validate()`, `net/netfilter/nf_tables_api.c`): what
    /// is wrong there is said of the step that makes it so, and of all that follow.
    private static let errorsOfTable = [EMLINK, EOPNOTSUPP]

    /// Which of the changes are meant by what was refused of the steps.
    private func attribute(
        _ refused: [Int: KernelRefusal], _ steps: [NfTablesChange], besides known: [KernelRefusal?]
    ) -> [Int: KernelRefusal] {
        var found: [Int: KernelRefusal] = [:]
        var isTableWrong = false
        for (place, refusal) in refused.sorted(by: { $0.key < $1.key }) where steps.indices.contains(place) {
            if Self.errorsOfTable.contains(refusal.errno) {
                if isTableWrong { continue }
                isTableWrong = true
            }
            for index in changes.indices where known[index] == nil && changes[index].owns(steps[place].owner) {
                found[index] = found[index] ?? refusal
            }
        }
        return found
    }

    /// What is wrong with none of the changes by itself, such as the rules of a chain that stays, which look into a set that becomes
    /// another: then each is made by itself, and again those that may have waited for another.
    private func makeEach(_ known: [KernelRefusal?], _ said: KernelRefusal?) async throws(KernelError)
        -> [KernelRefusal?]
    {
        let left = known.indices.filter { known[$0] == nil }
        let isAboutUs = said.map { [EPERM, ENOMEM, ENOBUFS].contains($0.errno) } ?? false
        guard left.count > 1, !isAboutUs else { return known.map { $0 ?? said } }
        var refusals = known
        var waiting = left
        while !waiting.isEmpty {
            for index in waiting {
                refusals[index] = try await FirewallTransaction(tables, [changes[index]]).make().first ?? nil
            }
            let refused = waiting.filter { refusals[$0] != nil }
            if refused.count == waiting.count { break }
            waiting = refused
        }
        return refusals
    }
}

extension KernelRefusal {
    /// The same with what isn't there, or is too much: the kernel says only that something is.
    fileprivate func telling(of change: FirewallChange, in state: NfTablesState) -> KernelRefusal {
        if errno == EMLINK, message.isEmpty {
            var refusal = self
            refusal.message = "rules would lead through more than 16 chains"
            return refusal
        }
        guard errno == ENOENT, message.isEmpty, case .chain(_, let compiled?) = change else { return self }
        let references = FirewallReferences(compiled.chain)
        let chains = references.chains.subtracting(state.chains.map(\.name)).sorted().map { "the chain \($0)" }
        let sets = references.sets.subtracting(state.sets.keys).subtracting(compiled.sets.keys).sorted()
        let missing = chains + sets.map { "the set \($0)" }
        guard !missing.isEmpty else { return self }
        var refusal = self
        refusal.message = missing.joined(separator: " and ") + " couldn't be made, and its rules name it"
        return refusal
    }
}
