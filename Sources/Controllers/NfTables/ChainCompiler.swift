import Kernel
import NetworkTypes
import Resources
import Synchronization

/// Compiles chains, and of one that it has compiled before only the rules that are others now.
public final class ChainCompiler: Sendable {
    private let known = Mutex<[String: Compilation]>([:])

    /// Nothing is compiled yet.
    public init() {}

    /// A chain as the kernel is to have it.
    func compile(_ spec: NfTablesChainSpec, families: [String: AddressFamily]) -> CompiledChain {
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
    let families: [String: AddressFamily]
    var compiled: CompiledChain
    /// Where the kernel's rules begin of each rule, and where the last end.
    var starts: [Int] = [0]

    /// - Parameters:
    ///   - spec: The chain.
    ///   - families: Of which family the addresses are of the sets with names.
    ///   - last: What was made of the chain before.
    init(_ spec: NfTablesChainSpec, _ families: [String: AddressFamily], since last: Compilation?) {
        (self.spec, self.families) = (spec, families)
        compiled = CompiledChain(chain: NfTablesChain(spec.id, base: NfTablesChain.Base(spec)))
        let last = last?.families == families ? last : nil
        compiled.chain.rules.reserveCapacity(last?.compiled.chain.rules.count ?? spec.rules.count)
        for (place, rule) in spec.rules.enumerated() {
            // A rule without a name has its place in the name of its limits.
            if let last, place < last.spec.rules.count, last.spec.rules[place] == rule {
                take(last.compiled.chain.rules[last.starts[place]..<last.starts[place + 1]], last.compiled.sets)
            } else {
                compiled.add(rule, at: place, of: spec, families)
            }
            starts.append(compiled.chain.rules.count)
        }
    }

    private mutating func take(_ rules: ArraySlice<NfTablesRule>, _ sets: [String: NfTablesSet]) {
        compiled.chain.rules += rules
        guard !sets.isEmpty else { return }
        for case .limitEach(_, let name, _) in rules.lazy.flatMap(\.expressions) { compiled.sets[name] = sets[name] }
    }
}
