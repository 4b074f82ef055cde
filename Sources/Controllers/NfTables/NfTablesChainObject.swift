public import Kernel
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
    /// Rules look into sets.
    public static let predecessors = ["NfTablesSetSpecController"]

    /// The chains that are otherwise than their specs say.
    public static func plan(
        _ desired: [DesiredSpec<NfTablesChainSpec>], given table: NfTablesState, _ ledger: [String: LedgerEntry]
    ) -> SpecPlan<FirewallChange> {
        var plan = SpecPlan<FirewallChange>()
        var claims = ObjectClaims()
        let families = table.sets.compactMapValues(\.family)
        let observed = Dictionary(table.chains.map { ($0.name, $0) }) { first, _ in first }
        for item in desired where !item.isGoing {
            claims.claim(item.id, for: item.id)
            if let missing = item.spec.setNames.subtracting(families.keys).min() {
                plan.outcomes[item.id] = .waiting("the set \(missing) isn't in the kernel yet")
                continue
            }
            plan.outcomes[item.id] = .applied(note: "")
            if ledger[item.id]?.claim != .made {
                plan.records.append(LedgerEntry(kind: kind, object: item.id, spec: item.id, claim: .made))
            }
            let compiled = CompiledChain(item.spec, families: families)
            let change = FirewallChange.chain(item.id, compiled)
            let steps = FirewallChange.difference([change], from: table)
            guard !steps.isEmpty else { continue }
            let actual = observed[item.id]
            plan.steps.append(
                SpecStep(
                    change, for: item.id,
                    finding: actual == nil ? "deleted" : "\(steps.count) differences of its rules",
                    PlannedOperation(
                        actual == nil ? "add" : "set", "chain \(item.id)",
                        before: actual.map { ["rules": .integer(Int64($0.rules.count))] } ?? .null,
                        after: item.spec.json, isDisruptive: false)))
        }
        for entry in claims.undo(desired, ledger, &plan) where observed[entry.object] != nil {
            plan.steps.append(
                SpecStep(
                    .chain(entry.object, nil), for: entry.spec, finding: "",
                    PlannedOperation(
                        "delete", "chain \(entry.object)", before: [:], after: .null, isDisruptive: true)))
        }
        return plan
    }
}

extension NfTablesSet {
    /// Of which family its addresses are.
    var family: AddressFamily? {
        switch key.number {
        case KeyType.inet4Address.number: .inet4
        case KeyType.inet6Address.number: .inet6
        default: nil
        }
    }
}
