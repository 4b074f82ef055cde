public import Kernel
import NetworkTypes
public import Resources
public import Store

/// The host's name.
public enum HostnameObject: KernelObject {
    /// What asks for it.
    public typealias Spec = HostnameSpec
    /// What it is applied to.
    public typealias System = HostSystem
    /// In the ledger.
    public static let kind = "hostname"
    /// The name.
    public static let topics: KernelTopics = [.names]

    /// Looks at the names.
    public static func observe(
        _ system: HostSystem, _ topics: KernelTopics, for desired: [DesiredSpec<HostnameSpec>],
        _ ledger: [String: LedgerEntry]
    ) async throws(ControllerError) -> HostState {
        var state = HostState()
        (state.hostname, state.domainname) = try await system.names()
        return state
    }

    /// The changes that give the host the name that a spec asks for, or the one that it had before.
    public static func plan(
        _ desired: [DesiredSpec<HostnameSpec>], given host: HostState, _ ledger: [String: LedgerEntry]
    ) -> SpecPlan<HostChange> {
        HostnamePlanner.changes(desired, given: host, ledger)
    }
}

/// Works through the specs, of which there is one at most.
private struct HostnamePlanner: HostPlanner {
    private enum Member {
        static let host = "hostname"
        static let domain = "domainname"
    }

    let host: HostState
    let ledger: [String: LedgerEntry]
    var plan = SpecPlan<HostChange>()
    var claims = ObjectClaims()

    init(host: HostState, ledger: [String: LedgerEntry]) {
        self.host = host
        self.ledger = ledger
    }

    mutating func want(_ item: DesiredSpec<HostnameSpec>) {
        claims.claim(item.id, for: item.id)
        plan.outcomes[item.id] = .applied(note: "")
        var kept = KeptValues(ledger[item.id]?.original ?? [:])
        for (member, current, wanted) in [
            (Member.host, host.hostname, item.spec.hostname), (Member.domain, host.domainname, item.spec.domainname),
        ] {
            if let wanted {
                kept.note(wanted.description, for: member, over: current)
                set(member, from: current, to: wanted.description, item.id, "set")
            } else {
                // An earlier spec may have set it.
                restore(member, current, from: &kept, item.id)
            }
        }
        let entry = LedgerEntry(
            kind: HostnameObject.kind, object: item.id, spec: item.id, claim: .made, original: kept.json)
        if ledger[item.id] != entry { plan.records.append(entry) }
    }

    mutating func drop(_ entry: LedgerEntry) {
        var kept = KeptValues(entry.original)
        restore(Member.host, host.hostname, from: &kept, entry.spec)
        restore(Member.domain, host.domainname, from: &kept, entry.spec)
    }

    /// Puts back what was there before.
    private mutating func restore(
        _ member: String, _ current: String, from kept: inout KeptValues, _ spec: String
    ) {
        let before = kept.json[member]?.text
        guard kept.forget(member, at: current), let before else { return }
        set(member, from: current, to: before, spec, "restore")
    }

    private mutating func set(
        _ member: String, from current: String, to wanted: String, _ spec: String, _ words: String
    ) {
        guard current != wanted else { return }
        var differences = Differences()
        differences.compare(member, current, wanted)
        plan.steps.append(
            SpecStep(
                member == Member.host ? .setHostname(wanted) : .setDomainname(wanted), for: spec,
                finding: differences.text,
                PlannedOperation(words, member, before: .string(current), after: .string(wanted))))
    }
}
