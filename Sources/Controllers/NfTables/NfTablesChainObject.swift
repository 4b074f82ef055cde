import Kernel
import NetworkTypes
public import Resources
public import Store

/// Chains of the packet filter.
public enum NfTablesChainObject: FirewallObject {
    /// What asks for it.
    public typealias Spec = NfTablesChainSpec
    /// Our table.
    public typealias System = FirewallSystem
    /// In the ledger.
    public static let kind = "chain"

    /// The chains.
    public static func note(_ desired: [DesiredSpec<NfTablesChainSpec>], in intent: inout FirewallIntent) {
        intent.note(desired)
    }

    /// The chains that are otherwise than their specs say, and those for which there is no spec.
    public static func plan(
        _ desired: [DesiredSpec<NfTablesChainSpec>], given state: FirewallState, _ ledger: [String: LedgerEntry]
    ) -> SpecPlan<FirewallChange> {
        var plan = SpecPlan<FirewallChange>()
        var claims = ObjectClaims()
        let resolution = FirewallResolution(state)
        let observed = Dictionary(state.table.chains.map { ($0.name, $0) }) { first, _ in first }
        for item in desired where !item.isGoing {
            claims.claim(item.id, for: item.id)
            plan.outcomes[item.id] = resolution.outcome(of: item.id)
            guard plan.outcomes[item.id] == .applied(note: "") else { continue }
            if ledger[item.id]?.claim != .made {
                plan.records.append(LedgerEntry(kind: kind, object: item.id, spec: item.id, claim: .made))
            }
            let compiled = state.compiler.compile(item.spec, families: resolution.families)
            if let step = step(to: compiled, from: observed[item.id], in: state.table, for: item.id) {
                plan.steps.append(step)
            }
        }
        state.compiler.keep(desired.lazy.map(\.id))
        for name in resolution.keptChains.keys { claims.claim(name, for: name) }
        let dropped = claims.undo(desired, ledger, &plan).map { (name: $0.object, spec: $0.spec) }
        for (name, why) in resolution.keptChains { plan.outcomes[name] = .waiting(why) }
        for (name, spec) in dropped where observed[name] != nil { plan.steps.append(removal(of: name, for: spec)) }
        plan.steps += FirewallStray.steps(in: state, isOfSet: false, plan, desired.lazy.map(\.id))
        return plan
    }

    private static func step(
        to compiled: CompiledChain, from actual: NfTablesChain?, in table: NfTablesState, for spec: String
    ) -> SpecStep<FirewallChange>? {
        let difference = ChainDifference(from: actual, to: compiled.chain)
        let prefix = spec + "/"
        let limits = table.sets.filter { $0.key.hasPrefix(prefix) }
        let hasLimits =
            limits.count == compiled.sets.count
            && compiled.sets.allSatisfy { name, set in limits[name]?.isKind(of: set) ?? false }
        guard !difference.isEmpty || !hasLimits || table.isDormant else { return nil }
        var words = actual == nil ? [] : difference.words
        if table.isDormant { words.append("the table is dormant: nothing of it is in force") }
        if actual != nil, !hasLimits { words.append("its limits for each source are otherwise") }
        let text = words.joined(separator: "; ")
        return SpecStep(
            .chain(spec, compiled), for: spec, finding: actual == nil ? "deleted" : text,
            note: actual == nil ? "" : text,
            PlannedOperation(
                actual == nil ? "add" : "change", "chain \(spec)",
                before: actual?.summary ?? .null, after: compiled.chain.summary,
                isDisruptive: compiled.chain.base?.accepts == false || !difference.added.isEmpty))
    }

    private static func removal(of name: String, for spec: String?) -> SpecStep<FirewallChange> {
        SpecStep(
            .chain(name, nil), for: spec, finding: "",
            PlannedOperation("delete", "chain \(name)", before: [:], after: .null, isDisruptive: true))
    }
}

extension FirewallResolution {
    /// What becomes of a chain that is asked for.
    func outcome(of chain: String) -> SpecOutcome {
        if let why = refused[chain] { return .refused(why) }
        if let why = waiting[chain] { return .waiting(why) }
        return .applied(note: "")
    }

    /// What becomes of a set that is asked for.
    func outcome(ofSet set: String) -> SpecOutcome {
        refusedSets[set].map { .refused($0) } ?? waitingSets[set].map { .waiting($0) } ?? .applied(note: "")
    }
}

extension NfTablesChain {
    /// What a plan shows of it.
    fileprivate var summary: JSON {
        var members: [String: JSON] = ["rules": .integer(Int64(rules.count))]
        if let base { members["policy"] = .string(base.accepts ? "accept" : "drop") }
        return .object(members)
    }
}

extension NfTablesSet {
    /// Of which family its addresses are.
    var family: AddressFamily? {
        key.family
    }
}

extension NfTablesSet.KeyType {
    /// Of which family addresses are; `nil` for what else there is.
    var family: AddressFamily? {
        switch self {
        case .inet4Address: .inet4
        case .inet6Address: .inet6
        default: nil
        }
    }
}
