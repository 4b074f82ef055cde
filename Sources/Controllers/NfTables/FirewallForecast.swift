import Kernel
import Resources
import Store

/// What the packet filter would be asked for.
struct FirewallForecast: Sendable {
    /// Specs of one kind, what is ours of them, and which are only observed.
    typealias Part<Spec: ResourceSpec> = (
        desired: [DesiredSpec<Spec>], ledger: [String: LedgerEntry], observed: Set<String>
    )

    let sets: Part<NfTablesSetSpec>
    let chains: Part<NfTablesChainSpec>

    /// Whether nobody asks for anything, nor did.
    var isEmpty: Bool {
        sets.desired.isEmpty && sets.ledger.isEmpty && chains.desired.isEmpty && chains.ledger.isEmpty
    }

    /// What would be done.
    func plan(for table: NfTablesState) -> PlanForecast<FirewallChange> {
        let inModes = chains.desired.map { chains.observed.contains($0.id) ? $0.observed : $0 }
        let state = FirewallState(table, FirewallIntent(sets: sets.desired, chains: inModes))
        var forecast = PlanForecast<FirewallChange>()
        var plan = NfTablesSetObject.plan(sets.desired, given: state, sets.ledger)
        plan.observe(sets.observed) { _ in false }
        forecast.add(plan, NfTablesSetSpec.typeName)
        plan = NfTablesChainObject.plan(chains.desired, given: state, chains.ledger)
        plan.observe(chains.observed) { _ in false }
        forecast.add(plan, NfTablesChainSpec.typeName)
        return forecast
    }
}
