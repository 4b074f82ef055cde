public import Kernel
import NetworkTypes
public import Resources
public import Store

/// Sets of the packet filter.
public enum NfTablesSetObject: FirewallObject {
    /// What asks for it.
    public typealias Spec = NfTablesSetSpec
    /// Our table.
    public typealias System = FirewallSystem
    /// In the ledger.
    public static let kind = "set"

    /// The sets that are otherwise than their specs say.
    public static func plan(
        _ desired: [DesiredSpec<NfTablesSetSpec>], given table: NfTablesState, _ ledger: [String: LedgerEntry]
    ) -> SpecPlan<FirewallChange> {
        var plan = SpecPlan<FirewallChange>()
        var claims = ObjectClaims()
        for item in desired where !item.isGoing {
            claims.claim(item.id, for: item.id)
            plan.outcomes[item.id] = .applied(note: "")
            if ledger[item.id]?.claim != .made {
                plan.records.append(LedgerEntry(kind: kind, object: item.id, spec: item.id, claim: .made))
            }
            let wanted = NfTablesSet(item.spec)
            let actual = table.sets[item.id]
            guard actual != wanted else { continue }
            plan.steps.append(
                SpecStep(
                    .set(item.id, wanted), for: item.id,
                    finding: actual == nil ? "deleted" : "its elements differ",
                    PlannedOperation(
                        actual == nil ? "add" : "set", "set \(item.id)",
                        before: actual.map { ["elements": .integer(Int64($0.elements.count))] } ?? .null,
                        after: ["elements": .integer(Int64(wanted.elements.count))], isDisruptive: false)))
        }
        for entry in claims.undo(desired, ledger, &plan) where table.sets[entry.object] != nil {
            plan.steps.append(
                SpecStep(
                    .set(entry.object, nil), for: entry.spec, finding: "",
                    PlannedOperation("delete", "set \(entry.object)", before: [:], after: .null, isDisruptive: true)))
        }
        return plan
    }
}

extension NfTablesSet {
    /// The set that a spec asks for.
    init(_ spec: NfTablesSetSpec) {
        self.init(
            of: spec.type?.family == .inet6 ? .inet6Address : .inet4Address, isOfIntervals: true,
            spec.elements.map { Element($0.first.bytes, through: $0.last.bytes) })
    }
}
