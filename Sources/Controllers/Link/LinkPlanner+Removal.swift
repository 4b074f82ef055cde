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
        if actual.kind == "vrf" { release(actual, spec) }
        step(
            .deleteLink(index: actual.index), spec, "delete", actual.name,
            before: LinkSettings.current(actual, kernel), after: .null, finding: "", isDisruptive: true)
        if actual.kind == "bond" { release(ports(of: actual), spec) }
    }

    /// Whether the master that a link shall be a port of is gone, and no spec makes it again.
    func isLeftByMaster(_ spec: LinkSpec, _ actual: KernelLink) -> Bool {
        let master = spec.masterName ?? spec.bridgeSlave?.masterName ?? spec.vrfSlave?.masterName
        guard let master, actual.masterIndex == nil else { return false }
        return kernel.link(master) == nil && claims.holder(of: master.description) == nil
    }

    /// The kernel sets the ports of a deleted bond down; those whose spec goes too get back what they had anyway.
    mutating func release(_ ports: [UInt32], _ spec: String) {
        for port in ports.compactMap({ kernel.link(index: $0) }) where port.flags.contains(.up) {
            let name = port.name.description
            guard claims.holder(of: name) != nil || ledger[name] == nil else { continue }
            // The bond set it up when it joined.
            let wasDown = ledger[name]?.original["up"] == false
            guard !wasDown || claims.holder(of: name).map(upSpecs.contains) == true else { continue }
            step(
                .setLink(index: port.index, LinkAttributes(isUp: true)), spec, "restore", port.name,
                before: ["up": false], after: ["up": true], finding: "", note: "a bond that goes sets its ports down")
        }
    }

    /// A link's ports, in the order in which their specs want them.
    func ports(of link: KernelLink) -> [UInt32] {
        kernel.ports(of: link.index)
            .sorted { (order.place($0.name), $0.index) < (order.place($1.name), $1.index) }.map(\.index)
    }

    /// Takes the links out of a VRF that goes, with what they have: the kernel would take them down for a moment.
    mutating func release(_ master: KernelLink, _ spec: String) {
        for port in kernel.ports(of: master.index) where !deletedIndexes.contains(port.index) {
            var attributes = LinkAttributes(masterIndex: 0)
            attributes.pause = .itself
            step(
                .setLink(index: port.index, attributes), spec, "release", port.name,
                before: ["master": master.name.json], after: ["master": ""], finding: "", isDisruptive: true,
                note: attributes.pause.note)
        }
    }
}
