import Kernel
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

    /// The sets.
    public static func note(_ desired: [DesiredSpec<NfTablesSetSpec>], in intent: inout FirewallIntent) {
        intent.note(desired)
    }

    /// The sets that are otherwise than their specs say, and those for which there is no spec.
    public static func plan(
        _ desired: [DesiredSpec<NfTablesSetSpec>], given state: FirewallState, _ ledger: [String: LedgerEntry]
    ) -> SpecPlan<FirewallChange> {
        var plan = SpecPlan<FirewallChange>()
        var claims = ObjectClaims()
        let table = state.table
        let resolution = FirewallResolution(state)
        for item in desired where !item.isGoing {
            claims.claim(item.id, for: item.id)
            plan.outcomes[item.id] = resolution.outcome(ofSet: item.id)
            guard plan.outcomes[item.id] == .applied(note: "") else { continue }
            if ledger[item.id]?.claim != .made {
                plan.records.append(LedgerEntry(kind: kind, object: item.id, spec: item.id, claim: .made))
            }
            var wanted = NfTablesSet(item.spec, at: state.moment)
            if let actual = table.sets[item.id], actual.isKind(of: wanted) { wanted.hasTimeouts = actual.hasTimeouts }
            guard table.sets[item.id] != wanted || table.isDormant else { continue }
            plan.steps.append(step(to: wanted, from: table.sets[item.id], for: item.id, isDormant: table.isDormant))
        }
        let kept = resolution.keptSets
        for name in kept.keys { claims.claim(name, for: name) }
        let dropped = claims.undo(desired, ledger, &plan).map { (name: $0.object, spec: $0.spec) }
        for (name, why) in kept { plan.outcomes[name] = .waiting(why) }
        for (name, spec) in dropped where table.sets[name] != nil { plan.steps.append(removal(of: name, for: spec)) }
        plan.steps += FirewallStray.steps(in: state, isOfSet: true, plan, desired.lazy.map(\.id))
        return plan
    }

    private static func step(
        to wanted: NfTablesSet, from actual: NfTablesSet?, for spec: String, isDormant: Bool
    ) -> SpecStep<FirewallChange> {
        var words = actual.map { SetDifference(from: $0, to: wanted).words } ?? []
        if isDormant { words.append("the table is dormant: nothing of it is in force") }
        let text = words.joined(separator: "; ")
        return SpecStep(
            .set(spec, wanted), for: spec, finding: actual == nil ? "deleted" : text,
            note: actual == nil ? "" : text,
            PlannedOperation(
                actual == nil ? "add" : "change", "set \(spec)",
                before: actual.map { ["elements": .integer(Int64($0.elements.count))] } ?? .null,
                after: ["elements": .integer(Int64(wanted.elements.count))], isDisruptive: false))
    }

    private static func removal(of name: String, for spec: String?) -> SpecStep<FirewallChange> {
        SpecStep(
            .set(name, nil), for: spec, finding: "",
            PlannedOperation("delete", "set \(name)", before: [:], after: .null, isDisruptive: true))
    }
}
