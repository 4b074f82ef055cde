import Kernel
import Resources
import Synchronization

/// Compiles chains, and of one that it has compiled before only the rules that are others now.
public final class ChainCompiler: Sendable {
    private let known = Mutex<[String: Compilation]>([:])

    /// Nothing is compiled yet.
    public init() {}

    /// A chain as the kernel is to have it.
    func compile(_ spec: NfTablesChainSpec, families: SetFamilies) -> CompiledChain {
        let last = known.withLock { $0[spec.id] }
        let compilation = Compilation(spec, families, since: last)
        known.withLock { $0[spec.id] = compilation }
        return compilation.compiled
    }

    /// Forgets all chains but some.
    func keep(_ names: some Sequence<String>) {
        known.withLock { known in
            let names = Set(names)
            known = known.filter { names.contains($0.key) }
        }
    }
}

/// A chain, and what was made of it.
private struct Compilation: Sendable {
    let spec: NfTablesChainSpec
    let families: SetFamilies
    var compiled: CompiledChain
    /// Where the kernel's rules begin of each rule, and where the last end.
    var starts: [Int] = [0]

    /// - Parameters:
    ///   - spec: The chain.
    ///   - families: Of which family the addresses are of the sets with names.
    ///   - last: What was made of the chain before.
    init(_ spec: NfTablesChainSpec, _ families: SetFamilies, since last: Compilation?) {
        (self.spec, self.families) = (spec, families)
        compiled = CompiledChain(chain: NfTablesChain(spec.id, base: NfTablesChain.Base(spec)))
        let last = last?.families == families ? last : nil
        compiled.chain.rules.reserveCapacity(last?.compiled.chain.rules.count ?? spec.rules.count)
        var place = 0
        while place < spec.rules.count {
            // A rule without a name has its place in the name of its limits: only in the same place it is the same.
            if let last, case let end = Self.end(ofSame: spec.rules, last.spec.rules, from: place), end > place {
                take(place..<end, of: last)
                place = end
            } else {
                compiled.add(spec.rules[place], at: place, of: spec, families)
                place += 1
                starts.append(compiled.chain.rules.count)
            }
        }
    }

    /// Up to where the rules are the same in both.
    private static func end(ofSame rules: [NfTablesRuleSpec], _ others: [NfTablesRuleSpec], from place: Int) -> Int {
        var end = place
        while end < min(rules.count, others.count), rules[end] == others[end] { end += 1 }
        return end
    }

    private mutating func take(_ places: Range<Int>, of last: Compilation) {
        let first = last.starts[places.lowerBound]
        let rules = last.compiled.chain.rules[first..<last.starts[places.upperBound]]
        let shift = compiled.chain.rules.count - first
        starts += places.map { last.starts[$0 + 1] + shift }
        compiled.chain.rules += rules
        guard !last.compiled.sets.isEmpty else { return }
        for case .limitEach(_, let name, _) in rules.lazy.flatMap(\.expressions) {
            compiled.sets[name] = last.compiled.sets[name]
        }
    }
}
