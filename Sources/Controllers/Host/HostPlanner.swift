import Kernel
import Resources
import Store

/// Works through the specs about something of the host one by one, and undoes what none asks for any more.
protocol HostPlanner {
    associatedtype Spec: ResourceSpec

    /// What the host has.
    var host: HostState { get }
    /// What is ours, by object.
    var ledger: [String: LedgerEntry] { get }
    var plan: SpecPlan<HostChange> { get set }
    var claims: ObjectClaims { get set }

    init(host: HostState, ledger: [String: LedgerEntry])

    /// Plans what a spec asks for.
    mutating func want(_ item: DesiredSpec<Spec>)
    /// Plans how an object of ours becomes what it was before.
    mutating func drop(_ entry: LedgerEntry)
    /// Plans for a spec that is going and of which the ledger knows nothing.
    mutating func dropUnlisted(_ item: DesiredSpec<Spec>)
}

extension HostPlanner {
    /// Nothing: what isn't listed isn't ours.
    mutating func dropUnlisted(_ item: DesiredSpec<Spec>) {}

    /// The changes that take the host to the specs.
    static func changes(
        _ desired: [DesiredSpec<Spec>], given host: HostState, _ ledger: [String: LedgerEntry]
    ) -> SpecPlan<HostChange> {
        var planner = Self(host: host, ledger: ledger)
        for item in desired where !item.isGoing { planner.want(item) }
        for item in desired where item.isGoing && ledger[item.id] == nil { planner.dropUnlisted(item) }
        for entry in planner.claims.undo(desired, ledger, &planner.plan) { planner.drop(entry) }
        return planner.plan
    }
}
