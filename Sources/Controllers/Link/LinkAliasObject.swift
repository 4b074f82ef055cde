public import Kernel
import NetworkTypes
public import Resources
public import Store

/// Other names of links that are found.
public enum LinkAliasObject: KernelObject {
    /// What asks for it.
    public typealias Spec = LinkAliasSpec
    /// In the ledger.
    public static let kind = "alias"
    /// The links alone.
    public static let topics: KernelTopics = [.links, .linkDetails]

    /// The changes that give links their other names, or those that they had before.
    ///
    /// A link that we made has our mark in that place; it can be given any name itself.
    public static func plan(
        _ desired: [DesiredSpec<LinkAliasSpec>], given kernel: KernelState, _ ledger: [String: LedgerEntry]
    ) -> KernelPlan {
        var planner = LinkAliasPlanner(kernel: kernel, ledger: ledger)
        for item in desired where !item.isGoing { planner.want(item) }
        for entry in planner.claims.undo(desired, ledger, &planner.plan) { planner.restore(entry) }
        return planner.plan
    }
}

/// Works through the specs one by one.
private struct LinkAliasPlanner {
    private static let member = "alias"

    let kernel: KernelState
    let ledger: [String: LedgerEntry]
    var plan = KernelPlan()
    var claims = ObjectClaims()

    init(kernel: KernelState, ledger: [String: LedgerEntry]) {
        self.kernel = kernel
        self.ledger = ledger
    }

    mutating func want(_ item: DesiredSpec<LinkAliasSpec>) {
        guard let name = item.spec.linkName, let alias = item.spec.alias?.description else { return }
        guard let link = kernel.link(name) else {
            plan.outcomes[item.id] = .waiting("link \(name) doesn't exist")
            return
        }
        guard link.alias != LinkObject.mark else {
            plan.outcomes[item.id] = .foreignConflict(
                "Netstrata made the link, and knows it by its alias '\(LinkObject.mark)'; another link can have one")
            return
        }
        claims.claim(item.id, for: item.id)
        plan.outcomes[item.id] = .applied(note: "")
        if ledger[item.id] == nil || ledger[item.id]?.claim == .found && link.alias != alias {
            record(item.id, link.alias == alias ? .found : .made, original: link.alias)
        }
        set(link, alias, item.id, "set")
    }

    /// Puts back what was there before.
    mutating func restore(_ entry: LedgerEntry) {
        guard let name = InterfaceName(entry.object), let link = kernel.link(name), link.alias != LinkObject.mark,
            let alias = entry.original[Self.member]?.text
        else { return }
        set(link, alias, entry.spec, "restore")
    }

    private mutating func record(_ id: String, _ claim: LedgerEntry.Claim, original alias: String) {
        plan.records.append(
            LedgerEntry(
                kind: LinkAliasObject.kind, object: id, spec: id, claim: claim,
                original: [Self.member: .string(alias)]))
    }

    private mutating func set(_ link: KernelLink, _ alias: String, _ spec: String, _ words: String) {
        guard link.alias != alias else { return }
        var differences = Differences()
        differences.compare(Self.member, link.alias, alias)
        var attributes = LinkAttributes()
        attributes.alias = alias
        plan.steps.append(
            PlannedStep(
                .setLink(index: link.index, attributes), for: spec, finding: differences.text,
                PlannedOperation(
                    words, "alias of \(link.name)", before: .string(link.alias), after: .string(alias))))
    }
}
