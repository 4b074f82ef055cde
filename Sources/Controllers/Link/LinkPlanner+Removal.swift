import Kernel
import NetworkTypes
import Resources
import Store

/// The steps for links that no spec wants any more, and for what hangs on them.
extension LinkPlanner {
    /// Specs of links that go along with those that this plan deletes, or that need one of them, wait from now on.
    mutating func tellWhoIsLeft(_ wanted: [DesiredSpec<LinkSpec>]) {
        let deletions = plan.steps.map(\.change).filter { if case .deleteLink = $0 { true } else { false } }
        guard !deletions.isEmpty else { return }
        var rest = kernel
        for change in deletions { rest.simulate(change) }
        for item in wanted {
            guard case .applied? = plan.outcomes[item.id], let name = item.spec.name, kernel.link(name) != nil,
                let obstacle = LinkSettings(item.spec, rest).obstacle
            else { continue }
            plan.outcomes[item.id] = .waiting(obstacle)
        }
    }

    mutating func drop(_ entry: LedgerEntry) {
        guard let actual = link(of: entry) else { return }
        // Deleting one end of a pair deletes both: it stays while a spec wants the other.
        if actual.kind == "veth", let index = actual.lowerIndex,
            let peer = kernel.link(index: index), let holder = claims.holder(of: peer.name.description)
        {
            plan.forgets.removeAll { $0.object == entry.object }
            let entry = LedgerEntry(
                kind: LinkObject.kind, object: entry.object, spec: holder, claim: .made, original: entry.original)
            if ledger[entry.object] != entry { plan.records.append(entry) }
            return
        }
        guard !deletedIndexes.contains(actual.index) else { return }
        delete(actual, entry.spec)
        if actual.kind == "veth", let index = actual.lowerIndex { deletedIndexes.insert(index) }
    }

    private mutating func delete(_ actual: KernelLink, _ spec: String) {
        deletedIndexes.insert(actual.index)
        release(actual, spec)
        step(
            .deleteLink(index: actual.index), spec, "delete", actual.name,
            before: LinkSettings.current(actual, kernel), after: .null, finding: "", isDisruptive: true)
    }

    /// Whether the master that a link shall be a port of is gone, and no spec makes it again.
    func isLeftByMaster(_ spec: LinkSpec, _ actual: KernelLink) -> Bool {
        guard let master = spec.anyMaster, actual.masterIndex == nil else { return false }
        return kernel.link(master) == nil && claims.holder(of: master.description) == nil
    }

    /// Takes a link back to the master that it had before one that is gone.
    func returnToFormerMaster(_ actual: KernelLink, _ original: inout JSON, _ change: inout LinkSettings.Change) {
        var place: JSON = [:]
        for member in [MasterSetting.name, FormerPlace.member] {
            (place[member], original[member]) = (original[member], nil)
        }
        LinkSettings.restore(place, actual, kernel, into: &change)
    }

    /// A link's ports, in the order in which their specs want them.
    func ports(of link: KernelLink) -> [UInt32] {
        kernel.ports(of: link.index)
            .sorted { (order.place($0.name), $0.index) < (order.place($1.name), $1.index) }.map(\.index)
    }

    /// Takes the links out of a bond or a VRF that goes, with what they have: the kernel would take them down, for a moment or for good.
    mutating func release(_ master: KernelLink, _ spec: String) {
        guard ["bond", "vrf"].contains(master.kind) else { return }
        for port in ports(of: master).compactMap({ kernel.link(index: $0) }) where !deletedIndexes.contains(port.index)
        {
            var attributes = LinkAttributes(masterIndex: 0)
            attributes.pause = master.kind == "bond" ? .port : .itself
            // The bond set it up when it joined.
            if master.kind == "bond", isDownByItself(port) { attributes.isUp = false }
            step(
                .setLink(index: port.index, attributes), spec, "release", port.name,
                before: ["master": master.name.json], after: ["master": ""], finding: "", isDisruptive: true,
                note: attributes.pause.note)
        }
    }

    private func isDownByItself(_ port: KernelLink) -> Bool {
        let name = port.name.description
        return ledger[name]?.original["up"] == false && claims.holder(of: name).map(upSpecs.contains) != true
    }
}
