public import Kernel
import NetworkTypes
public import Resources

/// A chain as the kernel is to have it.
public struct CompiledChain: Hashable, Sendable {
    /// The chain with its rules: one that tells the families apart is two in the kernel.
    public var chain: NfTablesChain
    /// The sets that packets fill: each limit for each source has one.
    public var sets: [String: NfTablesSet] = [:]

    /// Compiles a chain; pure.
    ///
    /// - Parameters:
    ///   - spec: The chain.
    ///   - families: Of which family the addresses are of the sets with names; it has all of `spec.setNames`, since nothing is known
    ///     to be in another set.
    public init(_ spec: NfTablesChainSpec, families: SetFamilies = SetFamilies()) {
        self = ChainCompiler().compile(spec, families: families)
    }

    /// A chain without rules.
    init(chain: NfTablesChain) { self.chain = chain }

    /// Adds what becomes of a rule.
    mutating func add(
        _ rule: NfTablesRuleSpec, at place: Int, of spec: NfTablesChainSpec, _ families: SetFamilies
    ) {
        for family in RuleSteps.families(of: rule, sets: families) {
            let compiled = Self.rule(rule, at: place, of: spec, family, families)
            chain.rules.append(compiled.rule)
            sets.merge(compiled.sets) { first, _ in first }
        }
    }

    /// A rule as the kernel is to have it for a family, and the sets that packets fill for it.
    static func rule(
        _ rule: NfTablesRuleSpec, at place: Int, of spec: NfTablesChainSpec, _ family: AddressFamily?,
        _ families: SetFamilies
    ) -> (rule: NfTablesRule, sets: [String: NfTablesSet]) {
        let limits = spec.id + "/" + (rule.name.isEmpty ? String(place) : RuleSteps.setName(rule.name))
        var steps = RuleSteps(rule, family, limits: limits, sets: families)
        steps.write()
        return (NfTablesRule(steps.expressions, comment: rule.comment), steps.sets)
    }
}

extension NfTablesChainSpec {
    /// The sets with names that its rules look into.
    public var setNames: Set<String> {
        FirewallReferences(self).sets
    }
}

extension NfTablesChain.Base {
    /// Where packets enter a chain; `nil` for one that only others lead to.
    init?(_ spec: NfTablesChainSpec) {
        guard let hook = spec.hook, let number = NfTablesChainHook.allCases.firstIndex(of: hook) else { return nil }
        self.init(
            type: (spec.type ?? .filter).rawValue, hook: UInt32(number),
            priority: (spec.priority ?? .filter).rawValue, accepts: spec.policy != .drop)
    }
}

extension RuleSteps {
    /// The families for which a rule is written: one entry of no family where it is the same for both.
    static func families(of rule: NfTablesRuleSpec, sets: SetFamilies) -> [AddressFamily?] {
        guard rule.distinguishesFamilies else { return [nil] }
        return rule.families.filter { family in
            if let translated = rule.nat?.address, translated.family != family { return false }
            return sets.finds(rule, family)
        }
    }

    /// A name for sets, made of a rule's: what nft(8) can't read is a number there.
    static func setName(_ name: String) -> String {
        name.utf8.map { byte in
            let isPlain = (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            return isPlain || byte == 45 ? String(decoding: [byte], as: UTF8.self) : "_\(byte)"
        }.joined()
    }
}
