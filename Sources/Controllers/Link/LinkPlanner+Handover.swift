import Kernel
import NetworkTypes
import Resources
import Store

/// Links that take over what others hold.
extension LinkPlanner {
    /// Makes room for links that take over each other's numbers, ends, ports and addresses.
    ///
    /// - Returns: The specs in an order in which each finds free what it gets.
    mutating func handOver(_ wanted: [DesiredSpec<LinkSpec>]) -> [DesiredSpec<LinkSpec>] {
        let handover = LinkHandover(wanted.filter(isChangeable), given: kernel, ledger)
        // One that a spec asks for stays, although that is refused.
        for name in handover.going where claims.holder(of: name.description) == nil {
            if let entry = ledger[name.description] { drop(entry) }
        }
        delays = handover.delays
        for (link, name, holder) in handover.takenNames where takenNames[link.description] == nil {
            takenNames[link.description] = "altNames: \(name) is a name of the link \(holder) already"
        }
        let specs = Dictionary(wanted.compactMap { item in item.spec.name.map { ($0, item) } }) { $1 }
        for (name, claim) in handover.detours {
            guard let item = specs[name], let actual = kernel.link(name) else { continue }
            if claim.space == KernelWireGuard.kind {
                leavePort(item, name, actual)
            } else if claim.space == LinkHandover.names, case .text(let given)? = claim.values.first {
                setNames(
                    of: actual, to: actual.alternativeNames.filter { $0 != given }, item.id, "change", finding: "")
                noteDetour()
            } else if let spare = handover.spare(for: name, besides: claim) {
                detour(item, actual, by: spare)
            }
        }
        return handover.arranged(wanted)
    }

    /// Whether a spec's link is made or changed by this plan, as far as it differs.
    private func isChangeable(_ item: DesiredSpec<LinkSpec>) -> Bool {
        guard refusal(of: item) == nil, let name = item.spec.name else { return false }
        guard let actual = kernel.link(name) else { return item.spec.logical == true }
        guard actual.name == name else { return false }
        return item.spec.logical != true || ledger[item.id]?.claim == .made || isMarked(actual) || item.adopts
    }

    /// Gives a link another value of one member, so that another link can have the one that it has.
    private mutating func detour(
        _ item: DesiredSpec<LinkSpec>, _ actual: KernelLink, by spare: (member: LinkMember, value: LinkValue)
    ) {
        var change = LinkSettings.Change()
        if LinkClaimSpace.ofKind[actual.kind]?.isAway == true {
            guard item.spec.kind == actual.kind else { return }
            change.attributes = LinkSettings(item.spec, kernel).rebuilt
        }
        change.attributes.values[spare.member] = spare.value
        change.isDisruptive = true
        set(actual, change, item.id, "change")
        noteDetour()
    }

    /// Has the kernel choose any other port for a WireGuard link.
    private mutating func leavePort(_ item: DesiredSpec<LinkSpec>, _ name: InterfaceName, _ actual: KernelLink) {
        var change = WireGuardChange()
        change.listenPort = 0
        let port = Int64(kernel.tunnels[actual.index]?.listenPort ?? 0)
        plan.steps.append(
            PlannedStep(
                .setWireGuard(name, change), for: item.id, finding: "",
                PlannedOperation(
                    "change", "tunnel \(name)", before: ["listenPort": .integer(port)], after: ["listenPort": 0],
                    isDisruptive: true)))
        noteDetour()
    }

    private mutating func noteDetour() {
        guard let last = plan.steps.indices.last else { return }
        let note = plan.steps[last].note
        plan.steps[last].note = (note.isEmpty ? "" : "\(note); ") + Self.detourNote
    }

    /// What people should know of a step that is undone by a later one.
    static let detourNote = "for a moment: links take over from each other, and none can be the first"
}

extension LinkClaimSpace {
    /// Whether a link is made anew to give a claim up.
    var isAway: Bool {
        guard let kind = kinds.first, let member = spare.first else { return false }
        return LinkSettingTable.settings(ofKind: kind).first { $0.member == member }?.change.pause == .away
    }
}
