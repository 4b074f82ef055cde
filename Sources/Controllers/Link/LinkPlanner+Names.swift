import Kernel
import NetworkTypes
import Resources
import Store

/// Links of ours that somebody renamed are known by their numbers, which the ledger notes.
extension LinkPlanner {
    /// Gives links of ours back their names, and the other ends of our pairs theirs; what follows plans with these names.
    mutating func putNamesBack(_ wanted: [DesiredSpec<LinkSpec>]) {
        var waiting = wanted.filter { $0.spec.logical == true && renamed($0.id) != nil }
        // A name that is taken may become free with the next one's rename.
        while let position = waiting.firstIndex(where: { $0.spec.name.map { kernel.link($0) == nil } ?? false }) {
            let item = waiting.remove(at: position)
            guard let name = item.spec.name, let link = renamed(item.id) else { continue }
            rename(link, to: name, for: item.id, finding: "renamed to \(link.name)")
        }
        for item in waiting {
            // Links of ours that changed names among themselves are told apart by their names from now on.
            guard let name = item.spec.name, let holder = kernel.link(name), !isMarked(holder) else { continue }
            displaced[name] = renamed(item.id)
        }
        for item in wanted where item.spec.kind == "veth" { putPeerNameBack(item) }
    }

    /// The link that a ledger entry of one that we made speaks of, whatever its name is now.
    func link(of entry: LedgerEntry) -> KernelLink? {
        guard let name = InterfaceName(entry.object) else { return nil }
        if let link = renamed(entry.object) { return link }
        return kernel.link(name).flatMap { $0.name == name ? $0 : nil }
    }

    /// The link that we made under a name and that has another one now.
    ///
    /// A number alone proves nothing: a link that comes from another namespace brings its own along.
    private func renamed(_ object: String) -> KernelLink? {
        guard let entry = ledger[object], entry.claim == .made,
            let index = entry.original[Self.index]?.integer.flatMap({ UInt32(exactly: $0) }),
            let link = kernel.link(index: index), link.name.description != object,
            !link.alternativeNames.contains(object), isMarked(link)
        else { return nil }
        return link
    }

    private mutating func putPeerNameBack(_ item: DesiredSpec<LinkSpec>) {
        guard let name = item.spec.name, displaced[name] == nil, let actual = kernel.link(name),
            actual.kind == "veth", !hasPeer(item.spec, actual), let wanted = item.spec.veth?.peerName,
            kernel.link(wanted) == nil, let peer = actual.lowerIndex.flatMap({ kernel.link(index: $0) }),
            ledger[item.id]?.claim == .made || isMarked(actual) || item.adopts
        else { return }
        rename(peer, to: wanted, for: item.id, finding: "its other end was renamed to \(peer.name)")
    }

    private mutating func rename(
        _ link: KernelLink, to name: InterfaceName, for spec: String, finding: String
    ) {
        step(
            .setLink(index: link.index, LinkAttributes(name: name)), spec, "rename", link.name,
            before: ["name": link.name.json], after: ["name": name.json], finding: finding)
        kernel.simulate(.setLink(index: link.index, LinkAttributes(name: name)))
    }
}
